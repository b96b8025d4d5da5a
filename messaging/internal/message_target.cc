#include "ferry/messaging/internal/message_target.h"

#include <v8-exception.h>

#include <cstdint>
#include <utility>

#include "ferry/messaging/internal/read_message.h"

namespace ferry::internal {
namespace {

void Tell(Agent& agent, v8::Local<v8::Context> context,
          v8::Local<v8::Object> object, Message& message,
          MessageObserver& observer) {
  v8::TryCatch try_catch(agent.isolate());
  v8::Maybe<ReceivedMessage> received = ReadMessage(agent, context, message);
  if (received.IsJust()) {
    observer.OnMessage(context, object, std::move(received).FromJust());
  } else if (!try_catch.HasTerminated()) {
    v8::Local<v8::Value> error = try_catch.Exception();
    try_catch.Reset();
    observer.OnMessageError(context, object, error);
  }
  if (try_catch.HasCaught()) try_catch.ReThrow();
}

}  // namespace

MessageTarget::~MessageTarget() {
  messaging_.CreditLater(static_cast<int64_t>(charged_));
  if (holds_loop_) messaging_.event_loop().LetGo();
}

void MessageTarget::SetObject(v8::Local<v8::Object> object) {
  object_.Reset(isolate(), object);
  object_.SetWeak();
}

void MessageTarget::SetLive(bool is_live) {
  if (is_live != is_live_) {
    is_live_ = is_live;
    is_live ? object_.ClearWeak() : object_.SetWeak();
  }
  const bool holds_loop = is_live && keeps_loop_alive_;
  if (holds_loop == holds_loop_) return;
  holds_loop_ = holds_loop;
  EventLoop& loop = messaging_.event_loop();
  holds_loop ? loop.KeepAlive() : loop.LetGo();
}

void MessageTarget::Charge(size_t waiting) {
  messaging_.Charge(static_cast<int64_t>(waiting) -
                    static_cast<int64_t>(charged_));
  charged_ = waiting;
}

bool MessageTarget::Deliver(v8::Local<v8::Context> context,
                            v8::Local<v8::Object> object, Message& message) {
  return messaging_.event_loop().RunCallback(context, [&] {
    if (MessageObserver* told = observer()) {
      Tell(agent(), context, object, message, *told);
    }
  });
}

}  // namespace ferry::internal
