#ifndef FERRY_AGENT_INTERNAL_RUN_REPORTING_H_
#define FERRY_AGENT_INTERNAL_RUN_REPORTING_H_

#include <v8-context.h>
#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>

#include "absl/functional/function_ref.h"
#include "ferry/agent/agent.h"
#include "ferry/agent/event_loop.h"

namespace ferry::internal {

// Runs `callback`, which may run user code, inside a call that goes on whatever
// that does. What it throws is reported to the agent's event loop, without one
// to the isolate's message listeners. False where it was terminated: that stays
// requested, and ends the script once control is back in it.
inline bool RunReporting(Agent& agent, v8::Local<v8::Context> context,
                         absl::FunctionRef<void()> callback) {
  v8::Isolate* isolate = agent.isolate();
  v8::TryCatch try_catch(isolate);
  try_catch.SetVerbose(agent.event_loop() == nullptr);
  callback();
  if (try_catch.HasTerminated()) {
    try_catch.Reset();
    isolate->TerminateExecution();
    return false;
  }
  if (try_catch.HasCaught() && agent.event_loop() != nullptr) {
    v8::Context::Scope scope(context);
    agent.event_loop()->ReportUncaught(context, try_catch.Exception(),
                                       try_catch.Message());
  }
  return true;
}

}  // namespace ferry::internal

#endif  // FERRY_AGENT_INTERNAL_RUN_REPORTING_H_
