#ifndef FERRY_AGENT_BUILT_FOR_H_
#define FERRY_AGENT_BUILT_FOR_H_

#include <v8-version.h>

#include "absl/base/config.h"
#include "absl/strings/string_view.h"

// V8's inline functions and Abseil's types are compiled into the library and
// into the program, so both must be the same. A library that was compiled with
// others has no symbol of this name, and so the linker's error is the sentence.
#ifdef V8_COMPRESS_POINTERS
#define FERRY_BUILT_FOR_POINTERS _with_compressed_pointers
#else
#define FERRY_BUILT_FOR_POINTERS
#endif
#ifdef V8_ENABLE_SANDBOX
#define FERRY_BUILT_FOR_SANDBOX _with_sandbox
#else
#define FERRY_BUILT_FOR_SANDBOX
#endif
#ifdef ABSL_LTS_RELEASE_VERSION
#define FERRY_BUILT_FOR_ABSEIL ABSL_LTS_RELEASE_VERSION
#else
#define FERRY_BUILT_FOR_ABSEIL HEAD
#endif
#define FERRY_BUILT_FOR_PASTE(major, minor, pointers, sandbox, abseil) \
  this_ferry_was_not_built_for_V8_##major##_##minor##pointers##sandbox##_and_Abseil_##abseil
#define FERRY_BUILT_FOR_NAME(...) FERRY_BUILT_FOR_PASTE(__VA_ARGS__)
#define FERRY_BUILT_FOR                                                   \
  FERRY_BUILT_FOR_NAME(V8_MAJOR_VERSION, V8_MINOR_VERSION,                \
                       FERRY_BUILT_FOR_POINTERS, FERRY_BUILT_FOR_SANDBOX, \
                       FERRY_BUILT_FOR_ABSEIL)

namespace ferry::internal {

extern const char FERRY_BUILT_FOR;

// In each file that includes this.
[[gnu::used]] inline const char* const kBuiltFor = &FERRY_BUILT_FOR;

// Ends the process with a message unless `version`, as v8::V8::GetVersion says
// it, is one that this file was compiled for.
void CheckV8Version(absl::string_view version);

}  // namespace ferry::internal

#endif  // FERRY_AGENT_BUILT_FOR_H_
