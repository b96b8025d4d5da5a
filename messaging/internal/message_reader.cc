#include "ferry/messaging/internal/message_reader.h"

#include <v8-exception.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "ferry/agent/event_loop.h"
#include "ferry/agent/internal/trace_scope.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/messaging/internal/read_message.h"
#include "ferry/messaging/internal/ready_list.h"

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

MessageReader::MessageReader(MessagingState& messaging, MessageSource& source,
                             v8::Local<v8::Object> object, size_t max_per_turn)
    : messaging_(messaging),
      source_(source),
      max_per_turn_(max_per_turn),
      receiver_(
          std::make_shared<IsolateReceiver>(messaging.ready_list(), *this)),
      object_(messaging.agent().isolate(), object) {
  object_.SetWeak();
  messaging_.readers().Add(*this);
}

MessageReader::~MessageReader() {
  messaging_.readers().Remove(*this);
  Stop();
  messaging_.CreditLater(static_cast<int64_t>(charged_));
  if (holds_loop_) messaging_.event_loop().LetGo();
}

void MessageReader::SetLive(bool is_live, bool waits_for_others) {
  if (is_collected()) return;
  waits_for_others_ = waits_for_others;
  if (is_live != is_live_) {
    is_live_ = is_live;
    is_live ? object_.ClearWeak() : object_.SetWeak();
  }
  const bool holds_loop = is_live && waits_for_others && keeps_loop_alive_;
  if (holds_loop == holds_loop_) return;
  holds_loop_ = holds_loop;
  EventLoop& loop = messaging_.event_loop();
  holds_loop ? loop.KeepAlive() : loop.LetGo();
}

void MessageReader::Charge() {
  const size_t waiting = source_.queued_serialized_bytes();
  messaging_.Charge(static_cast<int64_t>(waiting) -
                    static_cast<int64_t>(charged_));
  charged_ = waiting;
}

size_t MessageReader::Run(size_t budget) {
  budget = std::min(budget, max_per_turn_);
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
      return ReadyList::kStopped;
    }
    messaging_.message_pool().GiveBack(
        std::move(message),
        [this](MessageList spent) { source_.GiveBack(std::move(spent)); });
  }
  Charge();
  if (handled == budget) source_.RunAgain();
  return is_stopped_ ? ReadyList::kStopped : handled;
}

void MessageReader::Deliver(v8::Local<v8::Context> context,
                            v8::Local<v8::Object> object, Message& message) {
  const void* flow = message.broadcast.get();
  TraceScope trace(agent(), TraceEvent::kDeliver,
                   flow == nullptr ? &message : flow);
  RunCallback(context, [&] {
    if (MessageObserver* told = observer()) {
      Tell(agent(), context, object, message, *told);
    }
  });
}

void MessageReader::RunCallback(v8::Local<v8::Context> context,
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
