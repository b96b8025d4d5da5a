#ifndef FERRY_MESSAGING_INTERNAL_STREAM_MESSAGE_H_
#define FERRY_MESSAGING_INTERNAL_STREAM_MESSAGE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/wire/value.h"
#include "ferry/wire/writer.h"

// The messages of streams, {type, value}: see
// bindings/streams/script/protocol.js. Any thread.
namespace ferry::internal {

absl::StatusOr<SerializedValue> NewStreamMessage(
    const std::shared_ptr<const AgentCluster>& cluster, absl::string_view type,
    absl::FunctionRef<void(wire::Writer&)> write_value,
    MessageParts&& parts = MessageParts());

// That the stream is errored, with an Error of that message.
absl::StatusOr<SerializedValue> NewStreamError(
    const std::shared_ptr<const AgentCluster>& cluster,
    absl::string_view message);

// Of the root of a message; empty for what is no message of streams.
std::string StreamMessageType(const wire::Value& root);

// The credits that a pull brings; nothing where that is no number of chunks, or
// they are too many with those that are `present`.
std::optional<uint64_t> StreamCredits(const wire::Value& value,
                                      uint64_t present);

// What an `error` says, for people.
std::string StreamErrorText(const wire::Value& value);

// The error of an end whose other end sent `what`.
absl::Status UnexpectedStreamMessage(absl::string_view what);

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_STREAM_MESSAGE_H_
