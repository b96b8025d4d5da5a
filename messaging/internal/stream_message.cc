#include "ferry/messaging/internal/stream_message.h"

#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/wire/text.h"
#include "ferry/wire/token.h"

namespace ferry::internal {

absl::StatusOr<SerializedValue> NewStreamMessage(
    const std::shared_ptr<const AgentCluster>& cluster, absl::string_view type,
    absl::FunctionRef<void(wire::Writer&)> write_value, MessageParts&& parts) {
  wire::Writer writer;
  writer.BeginObject();
  writer.Key("type");
  writer.String(type);
  writer.Key("value");
  write_value(writer);
  writer.EndObject();
  return SerializedValue::FromWriter(cluster, std::move(writer),
                                     std::move(parts));
}

absl::StatusOr<SerializedValue> NewStreamError(
    const std::shared_ptr<const AgentCluster>& cluster,
    absl::string_view message) {
  return NewStreamMessage(cluster, "error", [&](wire::Writer& writer) {
    writer.BeginError(wire::ErrorType::kError);
    writer.Message(wire::Text::Utf8(message));
    writer.EndError();
  });
}

std::string StreamMessageType(const wire::Value& root) {
  return root.is_object() ? root["type"].ToUtf8() : std::string();
}

std::optional<uint64_t> StreamCredits(const wire::Value& value,
                                      uint64_t present) {
  // Far more than memory has.
  constexpr double kMax = 4294967296.0;
  const double credits =
      value.is_null_or_undefined() ? 1 : value.number().value_or(0);
  // Also false for NaN.
  if (!(credits >= 1 && credits + static_cast<double>(present) <= kMax) ||
      credits != std::trunc(credits)) {
    return std::nullopt;
  }
  return static_cast<uint64_t>(credits);
}

std::string StreamErrorText(const wire::Value& value) {
  if (value.kind() == wire::TokenKind::kBeginError) {
    const wire::ErrorParts parts = value.error();
    return parts.message ? wire::ToUtf8(*parts.message) : std::string();
  }
  return value.ToUtf8();
}

absl::Status UnexpectedStreamMessage(absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("The other end of the stream sent ", what, "."));
}

}  // namespace ferry::internal
