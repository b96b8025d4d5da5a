#include <v8-exception.h>

#include "absl/functional/function_ref.h"
#include "ferry/delegates/internal/deserializer_delegate.h"
#include "ferry/delegates/internal/read_error.h"
#include "ferry/delegates/internal/received_parts.h"
#include "ferry/delegates/message_serializer.h"

namespace ferry {

struct MessageDeserializer::State {
  State(Agent& agent, v8::Local<v8::Context> context,
        absl::Span<const uint8_t> bytes, const MessageParts& parts)
      // What can be received once may keep its buffers.
      : received(agent, context, parts,
                 parts.has_transfers() ? internal::Reads::kOnce
                                       : internal::Reads::kOften),
        delegate(received, bytes) {}

  // Replaces the plain Error of V8, whose `read` failed.
  v8::Maybe<void> Try(absl::FunctionRef<bool()> read) {
    v8::TryCatch try_catch(received.agent().isolate());
    if (read()) return v8::JustVoid();
    if (!try_catch.HasTerminated()) {
      const internal::ReadError error(try_catch, delegate.error());
      try_catch.Reset();
      error.Throw(received.agent(), received.context());
    }
    try_catch.ReThrow();
    return v8::Nothing<void>();
  }

  internal::ReceivedParts received;
  internal::DeserializerDelegate delegate;
};

MessageDeserializer::MessageDeserializer(Agent& agent,
                                         v8::Local<v8::Context> context,
                                         absl::Span<const uint8_t> bytes,
                                         const MessageParts& parts)
    : state_(std::make_unique<State>(agent, context, bytes, parts)) {
  agent.CheckCurrent("MessageDeserializer");
}

MessageDeserializer::~MessageDeserializer() = default;

v8::Maybe<void> MessageDeserializer::ReadHeader() {
  v8::Context::Scope scope(state_->received.context());
  if (state_->received.Make().IsNothing()) return v8::Nothing<void>();
  return state_->Try([this] { return state_->delegate.ReadHeader().IsJust(); });
}

v8::MaybeLocal<v8::Value> MessageDeserializer::ReadValue() {
  // V8 makes objects in the current context.
  v8::Context::Scope scope(state_->received.context());
  v8::Local<v8::Value> value;
  if (state_->Try([&] { return state_->delegate.ReadValue().ToLocal(&value); })
          .IsNothing()) {
    return {};
  }
  return value;
}

v8::ValueDeserializer& MessageDeserializer::deserializer() {
  return state_->delegate.deserializer();
}

v8::Maybe<void> MessageDeserializer::Finish() {
  v8::Context::Scope scope(state_->received.context());
  if (state_->Try([this] { return state_->delegate.ReadData().IsJust(); })
          .IsNothing()) {
    return v8::Nothing<void>();
  }
  return state_->received.Complete();
}

std::vector<v8::Local<v8::Object>> MessageDeserializer::transferred() const {
  return state_->received.Transferred();
}

}  // namespace ferry
