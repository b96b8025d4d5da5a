#ifndef FERRY_TESTS_SUPPORT_PLATFORM_H_
#define FERRY_TESTS_SUPPORT_PLATFORM_H_

#include <v8-platform.h>

namespace ferry::testing_support {

// Starts V8 with its default platform, for the rest of the process; once.
void StartV8();

v8::Platform* GetPlatform();

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SUPPORT_PLATFORM_H_
