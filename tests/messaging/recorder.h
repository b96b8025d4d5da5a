#ifndef FERRY_TESTS_MESSAGING_RECORDER_H_
#define FERRY_TESTS_MESSAGING_RECORDER_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <functional>
#include <string>
#include <vector>

#include "ferry/messaging/messaging.h"

namespace ferry::testing_support {

// Writes down what happens to ports and channels: "message <JSON>", "error
// <text>", "close", "lost". Isolate-bound.
class Recorder final : public MessageObserver {
 public:
  std::vector<std::string> log;
  // Do more; may be empty.
  std::function<void(v8::Local<v8::Context>, v8::Local<v8::Object> target,
                     const ReceivedMessage&)>
      on_message;
  std::function<void(v8::Local<v8::Object> target)> on_close;

  // MessageObserver.
  void OnMessage(v8::Local<v8::Context> context, v8::Local<v8::Object> target,
                 const ReceivedMessage& message) override;
  void OnMessageError(v8::Local<v8::Context> context,
                      v8::Local<v8::Object> target,
                      v8::Local<v8::Value> error) override;
  void OnClose(v8::Local<v8::Context> context,
               v8::Local<v8::Object> target) override;
  void OnChannelLost(v8::Local<v8::Context> context,
                     v8::Local<v8::Object> target) override;
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_MESSAGING_RECORDER_H_
