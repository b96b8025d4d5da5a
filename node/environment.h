#ifndef FERRY_NODE_ENVIRONMENT_H_
#define FERRY_NODE_ENVIRONMENT_H_

#include <node.h>
#include <v8-isolate.h>

#include <functional>
#include <memory>
#include <vector>

#include "ferry/agent/agent.h"
#include "ferry/jobs/job_runner.h"
#include "ferry/node/uv_event_loop.h"
#include "ferry/transfer/agent_cluster.h"

namespace ferry {

// What an add-on has of ferry in one environment of Node.js, the main thread's
// or a worker's: an event loop, an agent, jobs. It is made when the add-on is
// loaded there and ends with the environment, whenever that is:
//
//   NODE_MODULE_INIT(/*exports, module, context*/) {
//     auto& environment = ferry::NodeEnvironment::New(
//         v8::Isolate::GetCurrent(), MyCluster());
//     v8::Local<v8::Value> data =
//         v8::External::New(environment.agent().isolate(), &environment);
//     ...  // functions with that data
//   }
//
// A worker may end at any time: while jobs run, while other threads post to its
// ports, in the middle of a callback. Node then calls a cleanup hook of the
// environment, in which no JavaScript can run, and destroys its libuv loop
// after. So the end has an order, and waits for libuv:
//
//   1. what OnEnd was given, the last first: it may use the agent
//   2. the jobs: they are cancelled, and their threads call this isolate no
//   more
//   3. the agent: ports are closed, other threads find no loop
//   4. the loop: libuv lets go of its handles, and then the object is deleted
//
// Owned by Node's environment. On its thread.
class NodeEnvironment {
 public:
  static NodeEnvironment& New(v8::Isolate* isolate,
                              std::shared_ptr<const AgentCluster> cluster);

  NodeEnvironment(const NodeEnvironment&) = delete;
  NodeEnvironment& operator=(const NodeEnvironment&) = delete;

  Agent& agent() { return *agent_; }
  JobRunner& jobs() { return *jobs_; }

  // Calls `callback` when the environment ends, and then destroys it. It must
  // not run JavaScript.
  void OnEnd(std::function<void()> callback);

 private:
  NodeEnvironment(v8::Isolate* isolate,
                  std::shared_ptr<const AgentCluster> cluster);
  ~NodeEnvironment() = default;

  static void End(void* environment, void (*done)(void*), void* done_data);

  UvEventLoop loop_;
  std::unique_ptr<Agent> agent_;
  std::unique_ptr<JobRunner> jobs_;
  std::vector<std::function<void()>> at_end_;
  node::AsyncCleanupHookHandle cleanup_;
};

}  // namespace ferry

#endif  // FERRY_NODE_ENVIRONMENT_H_
