#ifndef FERRY_TESTS_SUPPORT_TEST_ISOLATE_H_
#define FERRY_TESTS_SUPPORT_TEST_ISOLATE_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/agent/event_loop_platform.h"
#include "ferry/transfer/agent_cluster.h"

namespace ferry::testing_support {

struct IsolateDeleter {
  void operator()(v8::Isolate* isolate) const;
};
using IsolatePtr = std::unique_ptr<v8::Isolate, IsolateDeleter>;

// An isolate that is not entered. Its buffers may outlive it.
IsolatePtr NewIsolate();

std::shared_ptr<const AgentCluster> NewAgentCluster();

// An entered isolate with two realms, `source` (entered) and `target`, an agent
// and an event loop, which the options may replace. Both realms have the
// functions of bindings.h.
//
// Bound to the thread that makes it. Handles live as long as it does.
class TestIsolate {
 public:
  explicit TestIsolate(
      std::shared_ptr<const AgentCluster> cluster = NewAgentCluster(),
      const Agent::Options& options = {});

  v8::Isolate* isolate() const { return isolate_.get(); }
  Agent& agent() { return *agent_; }
  PlatformEventLoop& event_loop() { return event_loop_; }
  v8::Local<v8::Context> source() const { return source_; }
  v8::Local<v8::Context> target() const { return target_; }

  // The value of a script; the calling test fails where the script throws.
  v8::Local<v8::Value> RunIn(v8::Local<v8::Context> realm,
                             absl::string_view script);
  v8::Local<v8::Value> Run(absl::string_view script) {
    return RunIn(source_, script);
  }
  v8::Local<v8::Object> RunObject(absl::string_view script) {
    return Run(script).As<v8::Object>();
  }

  // Gives `value` to the scripts of `realm` as a global variable.
  void Set(v8::Local<v8::Context> realm, absl::string_view name,
           v8::Local<v8::Value> value);

  // Destroys the agent before the isolate's other parts.
  void DestroyAgent() { agent_.reset(); }

  void CollectGarbage();

  // Runs the tasks that wait, and those that they post, until none is left.
  void RunTasks();

  // What the event loop was told that nobody caught, as strings.
  const std::vector<std::string>& uncaught() const { return uncaught_; }

 private:
  IsolatePtr isolate_;
  v8::Isolate::Scope isolate_scope_;
  v8::HandleScope handles_;
  v8::Local<v8::Context> source_;
  v8::Local<v8::Context> target_;
  v8::Context::Scope context_scope_;
  std::vector<std::string> uncaught_;
  PlatformEventLoop event_loop_;
  std::unique_ptr<Agent> agent_;
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SUPPORT_TEST_ISOLATE_H_
