#ifndef FERRY_SHELL_UNCAUGHT_REPORT_H_
#define FERRY_SHELL_UNCAUGHT_REPORT_H_

#include <v8-local-handle.h>
#include <v8-message.h>
#include <v8-value.h>

#include <string>

#include "ferry/serializer/serialized_value.h"

namespace ferry::shell {

class Environment;

// Where an error that nobody caught came from.
enum class UncaughtKind { kException, kRejection };

// An error that nobody caught, as it can go to another isolate.
struct UncaughtReport {
  // As an ErrorEvent has it; line and column are 1-based.
  std::string message;
  std::string filename;
  int line = 0;
  int column = 0;
  // For people: where it was thrown, the source line with a caret below, the
  // error and its stack.
  std::string text;
  // Consumed where the error cannot be cloned.
  SerializedValue error;
};

UncaughtReport NewUncaughtReport(Environment& environment, UncaughtKind kind,
                                 v8::Local<v8::Value> error,
                                 v8::Local<v8::Message> message);

// Prints it on stderr and stops the environment with exit code 1.
void PrintUncaughtAndStop(Environment& environment, UncaughtReport report);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_UNCAUGHT_REPORT_H_
