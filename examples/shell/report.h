#ifndef FERRY_EXAMPLES_SHELL_REPORT_H_
#define FERRY_EXAMPLES_SHELL_REPORT_H_

#include <v8-local-handle.h>
#include <v8-message.h>
#include <v8-value.h>

#include <string>

#include "ferry/examples/shell/environment.h"

namespace ferry::shell {

// An error that nobody caught, for people: where it was thrown, the source line
// with a caret below, the error and its stack.
std::string DescribeUncaught(Environment& environment, UncaughtKind kind,
                             v8::Local<v8::Value> error,
                             v8::Local<v8::Message> message);

// Prints that on stderr and stops the environment with exit code 1.
void PrintUncaughtAndStop(Environment& environment, UncaughtKind kind,
                          v8::Local<v8::Value> error,
                          v8::Local<v8::Message> message);

}  // namespace ferry::shell

#endif  // FERRY_EXAMPLES_SHELL_REPORT_H_
