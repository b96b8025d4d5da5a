#include "ferry/bindings/internal/global_functions.h"

#include <v8-exception.h>

#include <vector>

#include "ferry/agent/event_loop.h"
#include "ferry/bindings/arguments.h"
#include "ferry/serializer/structured_clone.h"

namespace ferry::internal {

void StructuredCloneFunction(const CallInfo& info) {
  constexpr absl::string_view kCall = "Failed to execute 'structuredClone'";
  Agent* agent = AgentOf(info);
  // A value of undefined may be cloned, no value at all may not.
  if (agent == nullptr || !HasArguments(info, kCall, 1)) return;
  v8::Local<v8::Context> context = info.GetIsolate()->GetCurrentContext();
  std::vector<v8::Local<v8::Object>> list;
  if (TakeTransferOption(context, kCall, info[1], list).IsNothing()) return;
  CloneOptions options;
  options.transfer = list;
  v8::Local<v8::Value> copy;
  if (StructuredClone(*agent, context, info[0], options).ToLocal(&copy)) {
    info.GetReturnValue().Set(copy);
  }
}

void ReportErrorFunction(const CallInfo& info) {
  Agent* agent = AgentWithLoopOf(info);
  if (agent == nullptr ||
      !HasArguments(info, "Failed to execute 'reportError'", 1)) {
    return;
  }
  v8::Isolate* isolate = info.GetIsolate();
  agent->event_loop()->ReportUncaught(
      isolate->GetCurrentContext(), info[0],
      v8::Exception::CreateMessage(isolate, info[0]));
}

void AddGlobalFunctionReferences(std::vector<intptr_t>& references) {
  references.push_back(reinterpret_cast<intptr_t>(StructuredCloneFunction));
  references.push_back(reinterpret_cast<intptr_t>(ReportErrorFunction));
}

}  // namespace ferry::internal
