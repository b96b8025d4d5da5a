#include "ferry/bindings/internal/target_class.h"

#include <v8-container.h>
#include <v8-primitive.h>

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/agent_bindings.h"

namespace ferry::internal {

namespace {

v8::Local<v8::Array> NewNames(v8::Isolate* isolate,
                              absl::Span<const absl::string_view> names) {
  std::vector<v8::Local<v8::Value>> items;
  for (absl::string_view name : names) {
    items.push_back(NewString(isolate, name));
  }
  return v8::Array::New(isolate, items.data(), items.size());
}

}  // namespace

v8::MaybeLocal<v8::Function> CompleteTargetClass(Agent& agent,
                                                 v8::Local<v8::Context> context,
                                                 const RealmBindings& realm,
                                                 const TargetClass& target) {
  v8::Isolate* isolate = agent.isolate();
  v8::Local<v8::Function> constructor = target.constructor;
  if (constructor.IsEmpty() &&
      !target.interface->GetFunction(context).ToLocal(&constructor)) {
    return {};
  }
  const size_t number =
      agent.extension<AgentBindings>().AddTarget(target.interface);
  v8::Local<v8::Value> arguments[] = {
      constructor,
      v8::Integer::NewFromUnsigned(isolate, static_cast<uint32_t>(number)),
      NewNames(isolate, target.handlers), v8::Undefined(isolate)};
  if (!target.handler_changed.IsEmpty()) arguments[3] = target.handler_changed;
  if (realm
          .Call(context, ScriptFunction::kCompleteTarget,
                absl::MakeSpan(arguments))
          .IsEmpty()) {
    return {};
  }
  return constructor;
}

}  // namespace ferry::internal
