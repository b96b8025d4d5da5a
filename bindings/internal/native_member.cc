#include "ferry/bindings/internal/native_member.h"

#include <v8-exception.h>
#include <v8-object.h>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"

namespace ferry::internal {

v8::Local<v8::Value> NativeMember::New(v8::Isolate* isolate, AgentCell agent,
                                       std::string call, int needed) {
  return v8::String::NewExternalOneByte(
             isolate,
             new NativeMember(std::move(agent), std::move(call), needed))
      .ToLocalChecked();
}

const NativeMember& NativeMember::Of(const CallInfo& info) {
  return static_cast<const NativeMember&>(
      *info.Data().As<v8::String>()->GetExternalOneByteStringResource());
}

Agent* NativeMember::Enter(const CallInfo& info) const {
  if (*agent_ == nullptr) {
    ThrowAgentGone(info.GetIsolate());
    return nullptr;
  }
  return HasArguments(info, call_, needed_) ? *agent_ : nullptr;
}

Agent* NativeMember::EnterConstructor(const CallInfo& info) const {
  if (info.IsConstructCall()) return Enter(info);
  ThrowTypeError(info.GetIsolate(),
                 absl::StrCat(call_, ": Please use the 'new' operator."));
  return nullptr;
}

void IllegalConstructor(const CallInfo& info) {
  ThrowTypeError(info.GetIsolate(), "Illegal constructor");
}

}  // namespace ferry::internal
