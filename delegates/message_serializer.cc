#include "ferry/delegates/message_serializer.h"

#include <utility>

#include "ferry/delegates/internal/message_builder.h"
#include "ferry/delegates/internal/serializer_delegate.h"

namespace ferry {

struct MessageSerializer::State {
  State(Agent& agent, v8::Local<v8::Context> context, ForStorage for_storage,
        absl::Span<const v8::Local<v8::Object>> transfer_list,
        const SerializeOptions& options)
      : options(options),
        transfer_list(transfer_list),
        builder(agent, context, for_storage, this->options),
        delegate(builder) {}

  v8::Maybe<void> Finish() {
    // Nobody can say in which of several values the data of one is.
    if (values != 1) builder.set_value({});
    return builder.OrAbort([this] {
      return delegate.Finish().IsJust() ? builder.Commit()
                                        : v8::Nothing<void>();
    });
  }

  const SerializeOptions options;
  const absl::Span<const v8::Local<v8::Object>> transfer_list;
  internal::MessageBuilder builder;
  internal::SerializerDelegate delegate;
  int values = 0;
};

MessageSerializer::MessageSerializer(
    Agent& agent, v8::Local<v8::Context> context, ForStorage for_storage,
    absl::Span<const v8::Local<v8::Object>> transfer_list,
    const SerializeOptions& options)
    : state_(std::make_unique<State>(agent, context, for_storage, transfer_list,
                                     options)) {
  agent.CheckCurrent("MessageSerializer");
}

MessageSerializer::~MessageSerializer() = default;

v8::Maybe<void> MessageSerializer::WriteHeader() {
  if (!state_->transfer_list.empty() &&
      state_->builder.SetTransferList(state_->transfer_list).IsNothing()) {
    return v8::Nothing<void>();
  }
  state_->delegate.WriteHeader();
  return v8::JustVoid();
}

v8::Maybe<void> MessageSerializer::WriteValue(v8::Local<v8::Value> value) {
  ++state_->values;
  state_->builder.set_value(value);
  return state_->delegate.WriteValue(value);
}

v8::ValueSerializer& MessageSerializer::serializer() {
  return state_->delegate.serializer();
}

v8::Maybe<SerializedMessage> MessageSerializer::Finish() {
  if (state_->Finish().IsNothing()) return v8::Nothing<SerializedMessage>();
  internal::MessageBuilder& builder = state_->builder;
  SerializedMessage message;
  message.bytes.assign(builder.written().begin(), builder.written().end());
  if (std::unique_ptr<MessageParts> parts = builder.ReleaseParts()) {
    message.parts = std::move(*parts);
  }
  return v8::Just(std::move(message));
}

}  // namespace ferry
