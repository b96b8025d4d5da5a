#include "ferry/shell/globals.h"

#include <v8-container.h>
#include <v8-function-callback.h>

#include <vector>

#include "ferry/agent/strings.h"
#include "ferry/bindings/events.h"
#include "ferry/bindings/install_globals.h"
#include "ferry/bindings/native_class.h"
#include "ferry/shell/atomics.h"
#include "ferry/shell/bindings.h"
#include "ferry/shell/blob.h"
#include "ferry/shell/console.h"
#include "ferry/shell/file_handle.h"
#include "ferry/shell/files.h"
#include "ferry/shell/open_file.h"
#include "ferry/shell/streams.h"
#include "ferry/shell/timers.h"
#include "ferry/shell/worker.h"
#include "ferry/shell/worker_class.h"
#include "ferry/shell/worker_scope.h"

namespace ferry::shell {
namespace {

void Quit(const v8::FunctionCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  int32_t code = 0;
  if (!info[0]->IsUndefined() &&
      !info[0]->Int32Value(isolate->GetCurrentContext()).To(&code)) {
    return;
  }
  Environment::From(isolate).Quit(code);
}

v8::Local<v8::Array> NewScriptArgs(Environment& environment) {
  std::vector<v8::Local<v8::Value>> items;
  for (const std::string& argument : environment.options().script_args) {
    items.push_back(NewString(environment.isolate(), argument));
  }
  return v8::Array::New(environment.isolate(), items.data(), items.size());
}

// The library's own globals.
void InstallLibrary(Environment& environment) {
  v8::Local<v8::Context> context = environment.context();
  Agent& agent = environment.agent();
  WorkerScope* scope = environment.options().worker_scope;
  ferry::InstallGlobals(
      agent, context,
      {.classes = {NativeClass<Blob>::Install, NativeClass<FileHandle>::Install,
                   NativeClass<Worker>::Install},
       .broadcast_hub = environment.options().broadcast_hub})
      .Check();
  CompleteWorker(environment);
  if (scope == nullptr) {
    MakeGlobalEventTarget(agent, context, {"error"}).Check();
  } else {
    MakeGlobalEventTarget(
        agent, context, {"error", "message", "messageerror"},
        [scope](bool listens) { scope->set_listens(listens); })
        .Check();
  }
}

}  // namespace

void InstallGlobals(Environment& environment) {
  v8::Local<v8::Context> context = environment.context();
  v8::Local<v8::Object> global = context->Global();
  InstallLibrary(environment);
  SetValue(context, global, "self", global);
  SetValue(context, global, "scriptArgs", NewScriptArgs(environment));
  SetFunction(context, global, "quit", Quit);
  InstallOpenFile(environment);
  InstallConsole(environment);
  InstallTimers(environment);
  InstallAtomics(environment);
  InstallFiles(environment);
  InstallStreams(environment);
}

}  // namespace ferry::shell
