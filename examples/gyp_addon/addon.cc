// An add-on with a ferry of its own inside: toJson(value) gives a promise.
#include <node.h>

#include "ferry/ferry.h"
#include "ferry/node/environment.h"
#include "ferry/wire/to_json.h"
#include "ferry/wire/writer.h"

// On a thread that has no isolate: a message needs none.
absl::StatusOr<ferry::SerializedValue> ToJson(ferry::SerializedValue input,
                                              ferry::JobContext& context) {
  absl::StatusOr<std::string> json = ferry::wire::ToJson(input.view());
  if (!json.ok()) return json.status();
  ferry::wire::Writer answer;
  answer.String(*json);
  return ferry::SerializedValue::FromWriter(context.cluster(),
                                            std::move(answer));
}

void StartToJson(const v8::FunctionCallbackInfo<v8::Value>& info) {
  auto* environment = static_cast<ferry::NodeEnvironment*>(
      info.Data().As<v8::External>()->Value());
  v8::Local<v8::Context> context = info.GetIsolate()->GetCurrentContext();
  auto input =
      ferry::StructuredSerialize(environment->agent(), context, info[0]);
  if (input.IsNothing()) return;  // an exception is pending
  auto started = environment->jobs().Start(context, ToJson,
                                           std::move(input).FromJust(), {});
  if (started) info.GetReturnValue().Set(started->promise);
}

// Once in each environment of Node.js, the main thread's and each worker's.
NODE_MODULE_INIT(/*exports, module, context*/) {
  static const auto cluster = ferry::AgentCluster::Create({}).value();
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  auto data = v8::External::New(isolate,
                                &ferry::NodeEnvironment::New(isolate, cluster));
  exports
      ->Set(context, ferry::NewString(isolate, "toJson"),
            v8::Function::New(context, StartToJson, data).ToLocalChecked())
      .Check();
}
