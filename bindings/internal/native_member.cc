#include "ferry/bindings/internal/native_member.h"

#include <v8-context.h>
#include <v8-exception.h>
#include <v8-object.h>
#include <v8-promise.h>

#include "absl/strings/str_cat.h"
#include "ferry/bindings/internal/functions.h"

namespace ferry::internal {

v8::Local<v8::String> NativeMember::Get(Agent& agent, absl::string_view kept_as,
                                        ClassCell cell,
                                        absl::string_view class_name,
                                        const ClassMember& member) {
  std::string call =
      member.kind == ClassMember::Kind::kConstructor
          ? absl::StrCat("Failed to construct '", class_name, "'")
          : absl::StrCat("Failed to execute '", member.name, "' on '",
                         class_name, "'");
  return KeptResource(
      agent, kept_as,
      new NativeMember(std::move(cell), std::move(call), member.length));
}

const NativeMember* NativeMember::Of(const CallInfo& info) {
  const auto* member =
      static_cast<const NativeMember*>(ResourceOf(info.Data()));
  if (member != nullptr && *member->cell_ != nullptr) return member;
  ThrowAgentGone(info.GetIsolate());
  return nullptr;
}

Agent* NativeMember::TakeArguments(const CallInfo& info) const {
  return HasArguments(info, call_, needed_) ? &(*cell_)->agent_ : nullptr;
}

Agent* NativeMember::Enter(const CallInfo& info) {
  const NativeMember* member = Of(info);
  return member == nullptr ? nullptr : member->TakeArguments(info);
}

Agent* NativeMember::EnterBranded(const CallInfo& info) {
  const NativeMember* member = Of(info);
  if (member == nullptr) return nullptr;
  if ((*member->cell_)->HasInstance(info.This())) {
    return member->TakeArguments(info);
  }
  ThrowTypeError(info.GetIsolate(), "Illegal invocation");
  return nullptr;
}

Agent* NativeMember::EnterConstructor(const CallInfo& info) {
  const NativeMember* member = Of(info);
  if (member == nullptr) return nullptr;
  if (info.IsConstructCall()) return member->TakeArguments(info);
  ThrowTypeError(info.GetIsolate(), absl::StrCat(member->call_,
                                                 ": Please use the 'new' "
                                                 "operator."));
  return nullptr;
}

void ReturnPromise(const CallInfo& info, absl::FunctionRef<void()> call) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::TryCatch try_catch(isolate);
  call();
  if (!try_catch.HasCaught() && info.GetReturnValue().Get()->IsPromise()) {
    return;
  }
  v8::Local<v8::Promise::Resolver> resolver;
  // These fail only where execution terminates.
  if (!try_catch.HasTerminated() &&
      v8::Promise::Resolver::New(context).ToLocal(&resolver)) {
    if (try_catch.HasCaught()) {
      resolver->Reject(context, try_catch.Exception()).IsNothing();
    } else {
      resolver->Resolve(context, info.GetReturnValue().Get()).IsNothing();
    }
    info.GetReturnValue().Set(resolver->GetPromise());
  }
  if (try_catch.HasTerminated()) try_catch.ReThrow();
}

void IllegalConstructor(const CallInfo& info) {
  ThrowTypeError(info.GetIsolate(), "Illegal constructor");
}

}  // namespace ferry::internal
