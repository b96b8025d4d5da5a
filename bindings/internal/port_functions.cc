#include "ferry/bindings/internal/port_functions.h"

#include <v8-container.h>
#include <v8-exception.h>
#include <v8-object.h>
#include <v8-primitive.h>

#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/broadcast_channel_class.h"
#include "ferry/messaging/broadcast_channel.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/messaging.h"

namespace ferry::internal {
namespace {

void ThrowNoneOf(const CallInfo& info, absl::string_view function,
                 absl::string_view types) {
  ThrowTypeError(info.GetIsolate(),
                 absl::StrCat("Failed to execute 'ferry.", function,
                              "': parameter 1 is not of type ", types, "."));
}

// Null, with an exception pending, where the first argument is no port.
MessagePort* PortOf(const CallInfo& info, absl::string_view function) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return nullptr;
  // Without a loop there are no ports.
  MessagePort* port = agent->event_loop() == nullptr
                          ? nullptr
                          : MessagePort::From(*agent, info[0]);
  if (port == nullptr) ThrowNoneOf(info, function, "'MessagePort'");
  return port;
}

// Calls `with` for the port or broadcast channel that the first argument is;
// throws where it is neither.
template <typename With>
void WithEndOf(const CallInfo& info, absl::string_view function, With with) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  if (agent->event_loop() != nullptr) {
    if (MessagePort* port = MessagePort::From(*agent, info[0])) {
      return with(*port);
    }
    if (BroadcastChannel* channel = FindBroadcastChannel(*agent, info[0])) {
      return with(*channel);
    }
  }
  ThrowNoneOf(info, function, "'MessagePort' or 'BroadcastChannel'");
}

bool CanHear(const MessagePort& port) { return port.is_started(); }
bool CanHear(const BroadcastChannel& channel) { return !channel.is_closed(); }

void SetKeepsLoopAlive(const CallInfo& info, absl::string_view function,
                       bool keeps) {
  WithEndOf(info, function,
            [&](auto& end) { end.set_keeps_loop_alive(keeps); });
}

v8::Maybe<bool> Define(v8::Local<v8::Context> context,
                       v8::Local<v8::Object> object, absl::string_view name,
                       v8::Local<v8::Value> value) {
  return object->CreateDataProperty(
      context, NewString(v8::Isolate::GetCurrent(), name), value);
}

// One member of {messages, bytes}.
bool TakeLimit(v8::Local<v8::Context> context, v8::Local<v8::Object> limits,
               absl::string_view name, size_t& limit) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Value> value;
  if (!limits->Get(context, NewString(isolate, name)).ToLocal(&value)) {
    return false;
  }
  if (value->IsUndefined()) return true;
  const double number =
      value->IsNumber() ? value.As<v8::Number>()->Value() : -1;
  // Above it a number does not say which whole number it means.
  constexpr double kMaxSafeInteger = 9007199254740991.0;
  if (!(number >= 0 && number <= kMaxSafeInteger) ||
      number != std::floor(number)) {
    isolate->ThrowException(v8::Exception::RangeError(NewString(
        isolate, absl::StrCat("Failed to execute 'ferry.setQueueLimits': "
                              "member ",
                              name, " is no whole number from 0 on."))));
    return false;
  }
  limit = static_cast<size_t>(number);
  return true;
}

}  // namespace

void ReceiveMessageOnPort(const CallInfo& info) {
  MessagePort* port = PortOf(info, "receiveMessageOnPort");
  if (port == nullptr) return;
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Maybe<std::optional<ReceivedMessage>> received =
      port->ReceiveMessage(context);
  if (received.IsNothing()) return;
  std::optional<ReceivedMessage> message = std::move(received).FromJust();
  if (!message.has_value()) return;
  std::vector<v8::Local<v8::Value>> ports(message->ports.begin(),
                                          message->ports.end());
  v8::Local<v8::Object> result = v8::Object::New(isolate);
  if (Define(context, result, "message", message->value).IsJust() &&
      Define(context, result, "ports",
             v8::Array::New(isolate, ports.data(), ports.size()))
          .IsJust()) {
    info.GetReturnValue().Set(result);
  }
}

void QueueOf(const CallInfo& info) {
  MessagePort* port = PortOf(info, "queueOf");
  if (port == nullptr) return;
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Local<v8::Object> result = v8::Object::New(isolate);
  auto number = [&](size_t count) {
    return v8::Number::New(isolate, static_cast<double>(count));
  };
  if (Define(context, result, "messages", number(port->queued_messages()))
          .IsJust() &&
      Define(context, result, "bytes", number(port->queued_bytes())).IsJust()) {
    info.GetReturnValue().Set(result);
  }
}

void SetQueueLimits(const CallInfo& info) {
  MessagePort* port = PortOf(info, "setQueueLimits");
  if (port == nullptr) return;
  v8::Local<v8::Context> context = info.GetIsolate()->GetCurrentContext();
  if (!info[1]->IsObject()) {
    return ThrowTypeError(info.GetIsolate(),
                          "Failed to execute 'ferry.setQueueLimits': parameter "
                          "2 is no object such as {messages: 100}.");
  }
  QueueLimits limits;
  if (TakeLimit(context, info[1].As<v8::Object>(), "messages",
                limits.max_queued_messages) &&
      TakeLimit(context, info[1].As<v8::Object>(), "bytes",
                limits.max_queued_bytes)) {
    port->set_queue_limits(limits);
  }
}

void Ref(const CallInfo& info) { SetKeepsLoopAlive(info, "ref", true); }

void Unref(const CallInfo& info) { SetKeepsLoopAlive(info, "unref", false); }

void HasRef(const CallInfo& info) {
  WithEndOf(info, "hasRef", [&](const auto& end) {
    info.GetReturnValue().Set(CanHear(end) && end.keeps_loop_alive());
  });
}

}  // namespace ferry::internal
