#ifndef FERRY_SHELL_ENVIRONMENT_H_
#define FERRY_SHELL_ENVIRONMENT_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-message.h>
#include <v8-persistent-handle.h>
#include <v8-platform.h>
#include <v8-promise.h>
#include <v8-value.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "ferry/agent/agent.h"
#include "ferry/agent/trace_hook.h"
#include "ferry/messaging/broadcast_channel.h"
#include "ferry/shell/activity.h"
#include "ferry/shell/event_loop.h"
#include "ferry/shell/rejection_tracker.h"
#include "ferry/shell/task_queue.h"
#include "ferry/shell/uncaught_report.h"
#include "ferry/transfer/agent_cluster.h"

namespace ferry::shell {

class WorkerScope;

// An implementation of streams that was read from a file.
struct StreamImplementation {
  std::string path;
  std::string source;
  // See StreamOptions.
  int window = 1;
};

// Everything that the shell keeps for one isolate: its realm, its Agent, its
// tasks and timers, and whether it should stop.
//
// Isolate-bound: made and destroyed while its isolate is entered, and destroyed
// before it.
class Environment {
 public:
  struct Options {
    v8::Platform* platform = nullptr;
    std::shared_ptr<const AgentCluster> cluster;
    std::vector<std::string> script_args;
    // Of the program.
    Activity* activity = nullptr;
    std::shared_ptr<BroadcastHub> broadcast_hub;
    // Outlives all environments of the program; null for no streams.
    const StreamImplementation* streams = nullptr;
    // Whether the thread stays awake for the next message: see Agent::Options.
    bool spins = true;
    // Of the program; null where it draws no timeline.
    TraceHook* trace_hook = nullptr;
    // Puts the shell's functions on the global object.
    void (*install_globals)(Environment&) = nullptr;
    // Gets each error that neither the script caught nor its `error` events
    // handled. It may call Stop.
    std::function<void(Environment&, UncaughtReport)> on_uncaught;
    // Null in the main isolate. Outlives the environment.
    WorkerScope* worker_scope = nullptr;
    // How many workers are above this one.
    int depth = 0;
  };

  Environment(v8::Isolate* isolate, Options options);
  ~Environment();

  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  // The environment of an isolate of the shell.
  static Environment& From(v8::Isolate* isolate);

  v8::Isolate* isolate() const { return isolate_; }
  v8::Local<v8::Context> context() const { return context_.Get(isolate_); }
  const Options& options() const { return options_; }
  Agent& agent() { return agent_; }
  ShellEventLoop& loop() { return loop_; }
  TaskQueue& tasks() { return tasks_; }

  // In seconds, of the platform's clock.
  double Now() const {
    return options_.platform->MonotonicallyIncreasingTime();
  }
  // When the environment was made.
  double time_origin() const { return time_origin_; }

  // Runs `task` as a task of its own: errors that it throws count as uncaught,
  // microtasks run after it, then promises that were rejected are looked at.
  void RunTask(absl::FunctionRef<void()> task);

  // The second half of RunTask, for tasks that V8 itself ran.
  void FinishTask();

  // An error that the script did not catch: fires `error` at the global object,
  // and tells options().on_uncaught where that did not handle it.
  void ReportUncaught(UncaughtKind kind, v8::Local<v8::Value> error,
                      v8::Local<v8::Message> message);
  // The same for one of a worker that its Worker object did not handle.
  void ReportUncaught(UncaughtReport report);

  // Fires `error` at `target`; true where a listener handled it. `error` is
  // empty where it cannot be had here. What is pending afterwards is a
  // termination.
  bool FireErrorAt(v8::Local<v8::Object> target, const UncaughtReport& report,
                   v8::Local<v8::Value> error);

  // No task runs any more, and the running script ends at its next chance: it
  // cannot catch that. The first call's code counts.
  void Stop(int exit_code);
  // The same inside a function that a script called; the script does not go on
  // after it.
  void Quit(int exit_code);
  bool stopped() const { return stopped_; }
  int exit_code() const { return exit_code_; }

  // What console.log shows of a value.
  void set_inspect(v8::Local<v8::Function> inspect) {
    inspect_.Reset(isolate_, inspect);
  }
  // Text for people, whatever `value` is; runs no code of the user.
  std::string Inspect(v8::Local<v8::Value> value);

 private:
  static void OnMessage(v8::Local<v8::Message> message,
                        v8::Local<v8::Value> error);
  static size_t OnNearHeapLimit(void* environment, size_t limit,
                                size_t initial_limit);
  static void OnPromiseReject(v8::PromiseRejectMessage message);

  bool FireErrorEvent(const UncaughtReport& report, v8::Local<v8::Value> error);

  v8::Isolate* const isolate_;
  const Options options_;
  const double time_origin_;
  ShellEventLoop loop_;
  v8::Global<v8::Context> context_;
  Agent agent_;
  // After the agent, which owns the native objects that tasks work on.
  TaskQueue tasks_;
  RejectionTracker rejections_;
  v8::Global<v8::Function> inspect_;
  bool stopped_ = false;
  bool reports_ = false;
  int exit_code_ = 0;
};

}  // namespace ferry::shell

#endif  // FERRY_SHELL_ENVIRONMENT_H_
