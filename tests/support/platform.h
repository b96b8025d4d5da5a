#ifndef FERRY_TESTS_SUPPORT_PLATFORM_H_
#define FERRY_TESTS_SUPPORT_PLATFORM_H_

#include <v8-isolate.h>
#include <v8-platform.h>

namespace ferry::testing_support {

// Starts V8 with its default platform, for the rest of the process; once. In
// Node.js (platform_node.cc), which has started V8, takes Node's.
void StartV8();

v8::Platform* GetPlatform();

// An isolate of the platform that is not entered. Any thread.
v8::Isolate* NewPlatformIsolate(const v8::Isolate::CreateParams& params);
void DisposePlatformIsolate(v8::Isolate* isolate);

// Runs a task of the isolate; false where none waits. On the isolate's thread.
bool RunPlatformTask(v8::Isolate* isolate);

// Waits for a task and runs it.
void WaitForPlatformTask(v8::Isolate* isolate);

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SUPPORT_PLATFORM_H_
