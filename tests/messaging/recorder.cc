#include "ferry/tests/messaging/recorder.h"

#include <v8-isolate.h>
#include <v8-json.h>

#include "ferry/agent/strings.h"

namespace ferry::testing_support {

void Recorder::OnMessage(v8::Local<v8::Context> context,
                         v8::Local<v8::Object> target,
                         const ReceivedMessage& message) {
  log.push_back(
      "message " +
      ToUtf8(v8::Isolate::GetCurrent(),
             v8::JSON::Stringify(context, message.value).ToLocalChecked()));
  if (on_message) on_message(context, target, message);
}

void Recorder::OnMessageError(v8::Local<v8::Context> context,
                              v8::Local<v8::Object> target,
                              v8::Local<v8::Value> error) {
  log.push_back("error " + ToUtf8(v8::Isolate::GetCurrent(), error));
}

void Recorder::OnClose(v8::Local<v8::Context> context,
                       v8::Local<v8::Object> target) {
  log.push_back("close");
  if (on_close) on_close(target);
}

void Recorder::OnChannelLost(v8::Local<v8::Context> context,
                             v8::Local<v8::Object> target) {
  log.push_back("lost");
}

}  // namespace ferry::testing_support
