#include "ferry/messaging/internal/message_target.h"

#include <v8-exception.h>

#include <cstdint>
#include <utility>

#include "ferry/messaging/internal/read_message.h"
#include "ferry/messaging/internal/ready_list.h"
#include "ferry/transfer/internal/strings.h"
#include "ferry/transfer/v8_compat.h"

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
  if (is_collected()) return;
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

void MessageTarget::Charge() {
  const size_t waiting = source_.queued_serialized_bytes();
  messaging_.Charge(static_cast<int64_t>(waiting) -
                    static_cast<int64_t>(charged_));
  charged_ = waiting;
}

size_t MessageTarget::Run(size_t budget) {
  v8::HandleScope handles(isolate());
  v8::Local<v8::Object> object = this->object();
  v8::Local<v8::Context> context;
  if (!GetCreationContext(isolate(), object).ToLocal(&context)) {
    source_.Close();
    return 0;
  }
  Charge();
  is_stopped_ = false;
  size_t handled = 0;
  while (handled < budget) {
    std::unique_ptr<Message> message = source_.Next(context, object);
    if (message == nullptr) break;
    ++handled;
    Deliver(context, object, *message);
    if (is_stopped_) {
      source_.RunAgain();
      return Receiver::kStopped;
    }
    messaging_.message_pool().GiveBack(std::move(message));
  }
  Charge();
  if (handled == budget) source_.RunAgain();
  return is_stopped_ ? Receiver::kStopped : handled;
}

void MessageTarget::Deliver(v8::Local<v8::Context> context,
                            v8::Local<v8::Object> object, Message& message) {
  RunCallback(context, [&] {
    if (MessageObserver* told = observer()) {
      Tell(agent(), context, object, message, *told);
    }
  });
}

void MessageTarget::RunCallback(v8::Local<v8::Context> context,
                                absl::FunctionRef<void()> callback) {
  bool has_run = false;
  is_stopped_ = !messaging_.event_loop().RunCallback(context, [&] {
    if (!std::exchange(has_run, true)) callback();
  });
  if (has_run || is_stopped_) return;
  v8::Context::Scope scope(context);
  v8::Local<v8::Value> error = v8::Exception::Error(NewString(
      isolate(),
      "EventLoop::RunCallback did not run its callback: a message or close was "
      "lost."));
  messaging_.event_loop().ReportUncaught(
      context, error, v8::Exception::CreateMessage(isolate(), error));
}

}  // namespace ferry::internal
