#ifndef FERRY_AGENT_V8_VERSION_H_
#define FERRY_AGENT_V8_VERSION_H_

// Includes nothing else of V8, so that one that is too old fails here and not
// somewhere in the middle.
#include <v8-version.h>

#define FERRY_V8_AT_LEAST(major, minor) \
  (V8_MAJOR_VERSION > (major) ||        \
   (V8_MAJOR_VERSION == (major) && V8_MINOR_VERSION >= (minor)))

#if !FERRY_V8_AT_LEAST(12, 4)
#error "ferry needs V8 12.4 or later: see docs/compatibility.md"
#endif

#endif  // FERRY_AGENT_V8_VERSION_H_
