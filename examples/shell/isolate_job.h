#ifndef FERRY_EXAMPLES_SHELL_ISOLATE_JOB_H_
#define FERRY_EXAMPLES_SHELL_ISOLATE_JOB_H_

#include <string>

#include "ferry/examples/shell/environment.h"
#include "ferry/serializer/serialized_value.h"

namespace ferry::shell {

// A call to be made in an isolate of its own. Nothing in it belongs to an
// isolate, so it may go to another thread.
struct IsolateJob {
  // A script whose last expression gives a function, which is called with the
  // argument, or the result itself.
  std::string source;
  // Where the source is from, for stacks; lines and columns are 0-based.
  std::string name;
  int line = 0;
  int column = 0;
  SerializedValue argument;
  // Of the new environment, but for on_uncaught.
  Environment::Options options;
};

struct IsolateOutcome {
  enum class Kind { kReturned, kThrew, kQuit };

  Kind kind = Kind::kReturned;
  // What was returned or thrown. An error that cannot be cloned leaves it
  // empty (consumed()), and its text in `error_text`.
  SerializedValue value;
  std::string error_text;
  int exit_code = 0;
};

// Makes an isolate on this thread, which has none yet, runs `job` in it, waits
// for the promise that it may return, and destroys the isolate.
IsolateOutcome RunIsolateJob(IsolateJob job);

}  // namespace ferry::shell

#endif  // FERRY_EXAMPLES_SHELL_ISOLATE_JOB_H_
