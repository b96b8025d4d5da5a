#ifndef FERRY_EXAMPLES_NODE_ADDON_INSTANCE_H_
#define FERRY_EXAMPLES_NODE_ADDON_INSTANCE_H_

#include <node.h>
#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>

#include <memory>

#include "ferry/agent/agent.h"
#include "ferry/examples/node_addon/job_runner.h"
#include "ferry/examples/node_addon/uv_event_loop.h"

namespace ferry::node_addon {

// What one environment of Node.js, the main thread's or a worker's, has of
// ferry. Made when the add-on is loaded there, ends with the environment.
class Instance {
 public:
  // The instance of a native function of the add-on.
  static Instance& Of(const v8::FunctionCallbackInfo<v8::Value>& info);

  // Makes one, and puts its functions on `exports`. When it throws, the result
  // is empty.
  static v8::Maybe<bool> Install(v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> exports);

  Agent& agent() { return *agent_; }
  JobRunner& jobs() { return *jobs_; }

 private:
  explicit Instance(v8::Isolate* isolate);
  ~Instance();

  static void End(void* instance, void (*done)(void*), void* done_data);
  v8::Maybe<bool> Fill(v8::Local<v8::Context> context,
                       v8::Local<v8::Object> exports);

  UvEventLoop loop_;
  std::unique_ptr<Agent> agent_;
  std::unique_ptr<JobRunner> jobs_;
  node::AsyncCleanupHookHandle cleanup_;
};

}  // namespace ferry::node_addon

#endif  // FERRY_EXAMPLES_NODE_ADDON_INSTANCE_H_
