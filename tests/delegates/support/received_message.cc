#include "ferry/tests/delegates/support/received_message.h"

#include <v8-exception.h>

#include "absl/log/absl_check.h"
#include "ferry/delegates/internal/deserializer_delegate.h"
#include "ferry/delegates/internal/received_parts.h"

namespace ferry::testing_support {

struct ReceivedMessage::State {
  State(Agent& agent, v8::Local<v8::Context> context,
        absl::Span<const uint8_t> bytes, const MessageParts& parts)
      : parts(agent, context, parts, internal::Reads::kOnce), bytes(bytes) {}

  internal::ReceivedParts parts;
  const absl::Span<const uint8_t> bytes;
};

ReceivedMessage::ReceivedMessage(Agent& agent, v8::Local<v8::Context> context,
                                 absl::Span<const uint8_t> bytes,
                                 const MessageParts& parts)
    : state_(std::make_unique<State>(agent, context, bytes, parts)) {
  ABSL_CHECK(state_->parts.Make().IsJust());
}

ReceivedMessage::~ReceivedMessage() = default;

absl::Span<const v8::Local<v8::ArrayBuffer>> ReceivedMessage::array_buffers()
    const {
  return state_->parts.array_buffers();
}

absl::Span<const v8::Local<v8::Object>> ReceivedMessage::host_objects() const {
  return state_->parts.host_objects();
}

std::optional<std::vector<v8::Local<v8::Value>>> ReceivedMessage::ReadByV8(
    size_t count) {
  v8::TryCatch try_catch(state_->parts.agent().isolate());
  internal::DeserializerDelegate reader(state_->parts, state_->bytes);
  if (reader.ReadHeader().IsNothing()) return std::nullopt;
  std::vector<v8::Local<v8::Value>> values(count);
  for (v8::Local<v8::Value>& value : values) {
    if (!reader.ReadValue().ToLocal(&value)) return std::nullopt;
  }
  return values;
}

}  // namespace ferry::testing_support
