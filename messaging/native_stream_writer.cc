#include "ferry/messaging/native_stream_writer.h"

#include <chrono>  // NOLINT(build/c++11)
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "ferry/messaging/internal/stream_message.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/wire/document.h"
#include "ferry/wire/token.h"

namespace ferry {

NativeStreamWriter::NativeStreamWriter(
    std::shared_ptr<const AgentCluster> cluster, DetachedMessagePort port)
    : cluster_(std::move(cluster)), port_(std::move(port)) {}

absl::Status NativeStreamWriter::WaitForDemand() {
  absl::Status taken = TakeMessages(Wait::kNo);
  while (taken.ok() && credits_ == 0) taken = TakeMessages(Wait::kYes);
  return taken;
}

absl::Status NativeStreamWriter::TakeMessages(Wait wait) {
  for (;;) {
    if (!status_.ok()) return status_;
    absl::StatusOr<SerializedValue> message =
        wait == Wait::kYes ? port_.Receive()
                           : port_.Receive(std::chrono::milliseconds(0));
    if (absl::IsDeadlineExceeded(message.status())) return absl::OkStatus();
    if (!message.ok()) return End(message.status());
    absl::StatusOr<wire::Document> document =
        wire::Document::Open(message->view());
    if (!document.ok()) {
      return End(internal::UnexpectedStreamMessage("what cannot be read"));
    }
    const wire::Value value = document->root()["value"];
    const std::string type = internal::StreamMessageType(document->root());
    if (type == "error") {
      return End(absl::CancelledError(
          absl::StrCat("The reader has cancelled the stream: ",
                       internal::StreamErrorText(value))));
    }
    std::optional<uint64_t> credits;
    if (type == "pull") credits = internal::StreamCredits(value, credits_);
    if (!credits) {
      absl::Status unexpected = internal::UnexpectedStreamMessage(
          type == "pull" ? "a pull of no number" : "what is no pull");
      Fail(unexpected.message()).IgnoreError();
      return End(std::move(unexpected));
    }
    credits_ += *credits;
    wait = Wait::kNo;
  }
}

absl::Status NativeStreamWriter::Write(
    std::unique_ptr<v8::BackingStore> bytes) {
  const size_t byte_length = bytes->ByteLength();
  MessageParts parts;
  parts.array_buffers.push_back(std::move(bytes));
  parts.transferred_array_buffers = 1;
  return WriteValue(
      [&](wire::Writer& writer) {
        writer.TransferredArrayBuffer(0);
        writer.View(wire::ViewType::kUint8, {.byte_length = byte_length});
      },
      std::move(parts));
}

absl::Status NativeStreamWriter::WriteValue(
    absl::FunctionRef<void(wire::Writer&)> write, MessageParts&& parts) {
  absl::StatusOr<SerializedValue> message =
      internal::NewStreamMessage(cluster_, "chunk", write, std::move(parts));
  if (!message.ok()) return message.status();
  absl::Status wanted = WaitForDemand();
  if (!wanted.ok()) return wanted;
  --credits_;
  return Post(*std::move(message));
}

absl::Status NativeStreamWriter::Post(SerializedValue message) {
  absl::Status posted = port_.Post(std::move(message));
  return posted.ok() ? posted : End(std::move(posted));
}

absl::Status NativeStreamWriter::Close() {
  if (!status_.ok()) return status_;
  absl::StatusOr<SerializedValue> message = internal::NewStreamMessage(
      cluster_, "close", [](wire::Writer& writer) { writer.Undefined(); });
  if (!message.ok()) return message.status();
  absl::Status posted = Post(*std::move(message));
  End(absl::FailedPreconditionError("The stream is closed.")).IgnoreError();
  return posted;
}

absl::Status NativeStreamWriter::Fail(absl::string_view text) {
  if (!status_.ok()) return status_;
  absl::StatusOr<SerializedValue> message =
      internal::NewStreamError(cluster_, text);
  if (!message.ok()) return message.status();
  absl::Status posted = Post(*std::move(message));
  End(absl::FailedPreconditionError("The stream was failed.")).IgnoreError();
  return posted;
}

absl::Status NativeStreamWriter::End(absl::Status status) {
  port_.Close();
  return status_ = std::move(status);
}

}  // namespace ferry
