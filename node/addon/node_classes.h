#ifndef FERRY_NODE_ADDON_NODE_CLASSES_H_
#define FERRY_NODE_ADDON_NODE_CLASSES_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-persistent-handle.h>
#include <v8-value.h>

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"

namespace ferry::node_addon {

// Classes of Node.js whose objects only Node.js can clone: to V8 they are
// ordinary objects, and a clone would be one without what makes them work. So
// each is marked here. The script that knows them (node_classes.js) packs an
// object into a string and makes an equal one of that in another environment;
// objects of a class that has no such functions cannot be cloned.
//
// Isolate-bound; an extension of the Agent.
class NodeClasses final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit NodeClasses(Agent& agent);

  static NodeClasses& Of(Agent& agent) {
    return agent.extension<NodeClasses>();
  }

  // `name` is that of the class in errors and messages, `pack(object)` gives a
  // string, `unpack(string)` an object; both empty for a class whose objects
  // are refused. When it throws, the result is empty.
  v8::Maybe<void> Mark(v8::Local<v8::Context> context,
                       v8::Local<v8::Function> constructor,
                       absl::string_view name, v8::Local<v8::Function> pack,
                       v8::Local<v8::Function> unpack);

  // An object of the class, from what `pack` gave in some environment. When it
  // throws, the result is empty.
  v8::MaybeLocal<v8::Object> Unpack(v8::Local<v8::Context> context,
                                    const std::string& name,
                                    absl::string_view packed);

 private:
  Agent& agent_;
  std::map<std::string, v8::Global<v8::Function>> unpack_;
};

}  // namespace ferry::node_addon

#endif  // FERRY_NODE_ADDON_NODE_CLASSES_H_
