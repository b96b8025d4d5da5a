#include "ferry/examples/shell/clone_function.h"

#include <v8-function-callback.h>

#include <vector>

#include "ferry/examples/shell/bindings.h"
#include "ferry/examples/shell/transfer_argument.h"
#include "ferry/serializer/structured_clone.h"

namespace ferry::shell {
namespace {

void StructuredCloneFunction(const v8::FunctionCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  // A value of undefined may be cloned, no value at all may not.
  if (info.Length() == 0) {
    return ThrowTypeError(isolate,
                          "structuredClone: the value to clone is missing.");
  }
  std::vector<v8::Local<v8::Object>> list;
  if (TakeTransferOption(context, "structuredClone", info[1], list)
          .IsNothing()) {
    return;
  }
  CloneOptions options;
  options.transfer = list;
  v8::Local<v8::Value> copy;
  if (StructuredClone(Environment::From(isolate).agent(), context, info[0],
                      options)
          .ToLocal(&copy)) {
    info.GetReturnValue().Set(copy);
  }
}

}  // namespace

void InstallCloneFunction(Environment& environment) {
  v8::Local<v8::Context> context = environment.context();
  v8::Local<v8::Object> global = context->Global();
  SetFunction(context, global, "structuredClone", StructuredCloneFunction);
  SetValue(context, global, "DOMException",
           environment.agent()
               .dom_exceptions()
               .GetConstructor(context)
               .ToLocalChecked());
}

}  // namespace ferry::shell
