#ifndef FERRY_NODE_ADDON_INSTANCE_H_
#define FERRY_NODE_ADDON_INSTANCE_H_

#include <v8-context.h>
#include <v8-function-callback.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>

#include "ferry/agent/agent.h"
#include "ferry/jobs/job_runner.h"
#include "ferry/node/addon/job_registry.h"
#include "ferry/node/environment.h"

namespace ferry::node_addon {

// What the package has in one environment of Node.js. Made when the add-on is
// loaded there, ends with the environment.
class Instance {
 public:
  // The instance of a native function of the add-on.
  static Instance& Of(const v8::FunctionCallbackInfo<v8::Value>& info);

  // Makes one, and puts its functions on `exports`. When it throws, the result
  // is empty.
  static v8::Maybe<bool> Install(v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> exports);

  Agent& agent() { return environment_.agent(); }
  JobRunner& jobs() { return environment_.jobs(); }
  JobRegistry& registry() { return registry_; }

 private:
  explicit Instance(NodeEnvironment& environment);

  v8::Maybe<bool> Fill(v8::Local<v8::Context> context,
                       v8::Local<v8::Object> exports);

  NodeEnvironment& environment_;
  JobRegistry registry_;
};

}  // namespace ferry::node_addon

#endif  // FERRY_NODE_ADDON_INSTANCE_H_
