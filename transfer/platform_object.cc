#include "ferry/transfer/platform_object.h"

#include "absl/strings/str_cat.h"
#include "ferry/agent/agent.h"
#include "ferry/agent/strings.h"
#include "ferry/exceptions/dom_exception.h"

namespace ferry {
namespace {

HostObjectData Refuse(Agent& agent, v8::Local<v8::Context> context,
                      v8::Local<v8::Object> object, absl::string_view what) {
  ThrowDataCloneError(
      agent, context,
      absl::StrCat(Describe(agent.isolate(), object), " says that it can be ",
                   what, ", but its PlatformObject does not implement it."));
  return {};
}

}  // namespace

namespace internal {

HostObjectData RefuseToSerialize(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> object) {
  return Refuse(agent, context, object, "cloned");
}

HostObjectData RefuseToTransfer(Agent& agent, v8::Local<v8::Context> context,
                                v8::Local<v8::Object> object) {
  return Refuse(agent, context, object, "transferred");
}

}  // namespace internal

}  // namespace ferry
