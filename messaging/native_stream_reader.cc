#include "ferry/messaging/native_stream_reader.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "ferry/messaging/internal/stream_message.h"
#include "ferry/wire/writer.h"

namespace ferry {

NativeStreamReader::NativeStreamReader(
    std::shared_ptr<const AgentCluster> cluster, DetachedMessagePort port,
    uint32_t window)
    : cluster_(std::move(cluster)), port_(std::move(port)), window_(window) {
  // A stranger cannot send what was not asked for: the chunks and the end.
  port_.set_queue_limits({.max_queued_messages = size_t{window} + 1});
}

absl::StatusOr<std::optional<StreamChunk>> NativeStreamReader::Read() {
  using Result = std::optional<StreamChunk>;
  if (is_closed_) return Result();
  if (!status_.ok()) return status_;
  absl::Status asked = Ask();
  if (!asked.ok()) return asked;
  absl::StatusOr<SerializedValue> message = port_.Receive();
  if (!message.ok()) return End(message.status());
  absl::StatusOr<wire::Document> document =
      wire::Document::Open(message->view());
  if (!document.ok()) {
    return End(internal::UnexpectedStreamMessage("what cannot be read"));
  }
  const std::string type = internal::StreamMessageType(document->root());
  if (type == "chunk" && asked_ > 0) {
    --asked_;
    return Result(StreamChunk(*std::move(message), *std::move(document)));
  }
  if (type == "close") {
    is_closed_ = true;
    port_.Close();
    return Result();
  }
  if (type == "error") {
    return End(absl::AbortedError(
        absl::StrCat("The writer has aborted the stream: ",
                     internal::StreamErrorText(document->root()["value"]))));
  }
  absl::Status unexpected = internal::UnexpectedStreamMessage(
      type == "chunk" ? "a chunk that was not asked for"
                      : "what is no message to a reader");
  Cancel(unexpected.message()).IgnoreError();
  return End(std::move(unexpected));
}

absl::Status NativeStreamReader::Ask() {
  if (2 * uint64_t{asked_} > window_ || asked_ == window_) {
    return absl::OkStatus();
  }
  const uint32_t more = window_ - asked_;
  absl::StatusOr<SerializedValue> message = internal::NewStreamMessage(
      cluster_, "pull", [more](wire::Writer& writer) {
        more == 1 ? writer.Undefined() : writer.Number(more);
      });
  if (!message.ok()) return message.status();
  asked_ = window_;
  absl::Status posted = port_.Post(*std::move(message));
  return posted.ok() ? posted : End(std::move(posted));
}

absl::Status NativeStreamReader::Cancel(absl::string_view text) {
  if (is_closed_) return absl::OkStatus();
  if (!status_.ok()) return status_;
  absl::StatusOr<SerializedValue> message =
      internal::NewStreamError(cluster_, text);
  if (!message.ok()) return message.status();
  absl::Status posted = port_.Post(*std::move(message));
  End(absl::FailedPreconditionError("The stream was cancelled.")).IgnoreError();
  return posted;
}

absl::Status NativeStreamReader::End(absl::Status status) {
  port_.Close();
  return status_ = std::move(status);
}

}  // namespace ferry
