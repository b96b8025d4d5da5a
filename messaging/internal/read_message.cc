#include "ferry/messaging/internal/read_message.h"

#include <v8-microtask-queue.h>

#include <utility>

#include "ferry/delegates/internal/refusal_counters.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/messaging/internal/messaging_state.h"
#include "ferry/messaging/message_port.h"
#include "ferry/serializer/structured_clone.h"

namespace ferry::internal {

namespace {

v8::Maybe<ReceivedMessage> Read(Agent& agent, v8::Local<v8::Context> context,
                                Message& message) {
  // V8 takes the queue away from a context whose global is detached.
  if (context->GetMicrotaskQueue() == nullptr) {
    ThrowDataCloneError(agent, context,
                        "The realm that the message was for is gone.");
    return v8::Nothing<ReceivedMessage>();
  }
  ReceivedMessage received;
  if (message.broadcast != nullptr) {
    if (!StructuredDeserialize(agent, context, *message.broadcast)
             .ToLocal(&received.value)) {
      return v8::Nothing<ReceivedMessage>();
    }
    return v8::Just(std::move(received));
  }
  v8::Maybe<DeserializedValue> read = StructuredDeserializeWithTransfer(
      agent, context, std::move(message.value));
  if (read.IsNothing()) return v8::Nothing<ReceivedMessage>();
  DeserializedValue deserialized = std::move(read).FromJust();
  received.value = deserialized.value;
  for (v8::Local<v8::Object> object : deserialized.transferred) {
    if (MessagePort::From(agent, object) != nullptr) {
      received.ports.push_back(object);
    }
  }
  return v8::Just(std::move(received));
}

}  // namespace

v8::Maybe<ReceivedMessage> ReadMessage(Agent& agent,
                                       v8::Local<v8::Context> context,
                                       Message& message) {
  v8::Maybe<ReceivedMessage> received = Read(agent, context, message);
  if (received.IsJust()) {
    ++MessagingState::Of(agent).messages_received;
  } else {
    ++RefusalCounters::Of(agent).unreadable;
  }
  return received;
}

}  // namespace ferry::internal
