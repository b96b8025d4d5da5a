#include "ferry/node/addon/node_classes.h"

#include <v8-primitive.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/transfer_mode_registry.h"

namespace ferry::node_addon {
namespace {

// What travels of an object.
class NodeObjectHolder final : public DataHolder {
 public:
  NodeObjectHolder(std::string name, std::string packed)
      : name_(std::move(name)), packed_(std::move(packed)) {}

  absl::string_view type_name() const override { return name_; }

  v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) override {
    return NodeClasses::Of(agent).Unpack(context, name_, packed_);
  }

 private:
  const std::string name_;
  const std::string packed_;
};

// The steps of all objects of a class.
class NodeClassSteps final : public PlatformObject {
 public:
  NodeClassSteps(v8::Isolate* isolate, absl::string_view name,
                 v8::Local<v8::Function> pack)
      : name_(name), pack_(isolate, pack) {}

  TransferMode GetTransferMode() const override {
    // Refused in Serialize, by name.
    return TransferMode::kCloneable;
  }

  HostObjectData Serialize(Agent& agent, v8::Local<v8::Context> context,
                           v8::Local<v8::Object> object) override {
    v8::Isolate* isolate = agent.isolate();
    if (pack_.IsEmpty()) {
      ThrowDataCloneError(agent, context,
                          absl::StrCat(name_,
                                       " object could not be cloned: "
                                       "only Node.js itself can do that."));
      return {};
    }
    v8::Local<v8::Value> argument = object;
    v8::Local<v8::Value> packed;
    if (!pack_.Get(isolate)
             ->Call(context, v8::Undefined(isolate), 1, &argument)
             .ToLocal(&packed)) {
      return {};
    }
    return {.holder = std::make_unique<NodeObjectHolder>(
                name_, ToUtf8(isolate, packed))};
  }

 private:
  const std::string name_;
  // Empty where objects are refused.
  const v8::Global<v8::Function> pack_;
};

}  // namespace

NodeClasses::NodeClasses(Agent& agent) : agent_(agent) {}

v8::Maybe<void> NodeClasses::Mark(v8::Local<v8::Context> context,
                                  v8::Local<v8::Function> constructor,
                                  absl::string_view name,
                                  v8::Local<v8::Function> pack,
                                  v8::Local<v8::Function> unpack) {
  if (!unpack.IsEmpty()) {
    unpack_[std::string(name)].Reset(agent_.isolate(), unpack);
  }
  return TransferModeRegistry::Of(agent_).MarkClass(
      context, constructor,
      std::make_unique<NodeClassSteps>(agent_.isolate(), name, pack));
}

v8::MaybeLocal<v8::Object> NodeClasses::Unpack(v8::Local<v8::Context> context,
                                               const std::string& name,
                                               absl::string_view packed) {
  v8::Isolate* isolate = agent_.isolate();
  v8::EscapableHandleScope handles(isolate);
  auto found = unpack_.find(name);
  if (found == unpack_.end()) {
    ThrowDataCloneError(agent_, context,
                        absl::StrCat("There is no class ", name, " here."));
    return {};
  }
  v8::Local<v8::Value> argument = NewString(isolate, packed);
  v8::Local<v8::Value> object;
  if (!found->second.Get(isolate)
           ->Call(context, v8::Undefined(isolate), 1, &argument)
           .ToLocal(&object)) {
    return {};
  }
  return handles.Escape(object.As<v8::Object>());
}

}  // namespace ferry::node_addon
