#ifndef FERRY_MESSAGING_NATIVE_STREAM_READER_H_
#define FERRY_MESSAGING_NATIVE_STREAM_READER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/native_message_port.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/wire/document.h"
#include "ferry/wire/value.h"

namespace ferry {

// A chunk of a stream, as data. Movable.
class StreamChunk {
 public:
  StreamChunk(SerializedValue message, wire::Document document)
      : message_(std::move(message)), document_(std::move(document)) {}

  // Valid as long as the chunk.
  wire::Value value() const { return document_.root()["value"]; }
  // Of a buffer or a view: where they lie.
  absl::Span<const uint8_t> bytes() const { return value().bytes(); }

 private:
  SerializedValue message_;
  wire::Document document_;
};

// What is behind a WritableStream, for a thread that has no isolate: the other
// end of the channel is the stream (NewWritableStream of bindings/streams), or
// a ReadableStream that was transferred to it.
//
//   ferry::NativeStreamReader reader(cluster, std::move(port));
//   for (;;) {
//     absl::StatusOr<std::optional<ferry::StreamChunk>> chunk = reader.Read();
//     if (!chunk.ok()) return chunk.status();
//     if (!chunk->has_value()) return absl::OkStatus();  // the end
//     Append(file, (*chunk)->bytes());
//   }
//
// Errors: Aborted where the writer has aborted the stream, with its reason;
// FailedPrecondition where the stream is gone, or was cancelled here;
// InvalidArgument where the other end sent what is no message of streams. Every
// later call gives the same error.
//
// Ownership: destroying it closes the channel, which errors a stream that was
// not closed. Threads: one at a time; any may call Stop, which ends a wait.
class NativeStreamReader {
 public:
  // `window` chunks, 1 or more, may be under way.
  NativeStreamReader(std::shared_ptr<const AgentCluster> cluster,
                     DetachedMessagePort port, uint32_t window = 1);

  NativeStreamReader(const NativeStreamReader&) = delete;
  NativeStreamReader& operator=(const NativeStreamReader&) = delete;

  // The next chunk; waits for it. No value where the stream was closed.
  absl::StatusOr<std::optional<StreamChunk>> Read();

  // Nobody wants more: the stream is errored, with an Error of that message.
  absl::Status Cancel(absl::string_view message);

  // Closes the channel. Any thread.
  void Stop() { port_.Close(); }

 private:
  absl::Status Ask();
  absl::Status End(absl::Status status);

  const std::shared_ptr<const AgentCluster> cluster_;
  NativeMessagePort port_;
  const uint32_t window_;
  // How many chunks were asked for and have not come.
  uint32_t asked_ = 0;
  bool is_closed_ = false;
  absl::Status status_;
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_NATIVE_STREAM_READER_H_
