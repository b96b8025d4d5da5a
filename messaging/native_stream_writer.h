#ifndef FERRY_MESSAGING_NATIVE_STREAM_WRITER_H_
#define FERRY_MESSAGING_NATIVE_STREAM_WRITER_H_

#include <v8-array-buffer.h>

#include <cstdint>
#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/native_message_port.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/wire/writer.h"

namespace ferry {

// The source of a ReadableStream, for a thread that has no isolate. The other
// end of the channel is the stream (NewReadableStream of bindings/streams),
// which scripts may send on to any other isolate: the chunks go there, and no
// other isolate has a part in it.
//
//   ferry::NativeStreamWriter writer(cluster, std::move(port));
//   while (writer.WaitForDemand().ok()) {
//     if (!ReadBlock(file, block)) return writer.Close().IgnoreError();
//     writer.Write(ferry::ToBackingStore(std::move(block))).IgnoreError();
//   }
//
// Writing waits until the reader wants a chunk, so memory is bounded by what it
// asks for. Errors: Cancelled where the reader has cancelled the stream, with
// its reason; FailedPrecondition where the stream is gone, or was closed or
// failed here; InvalidArgument where the other end sent what is no message of
// streams. Every later call gives the same error.
//
// Ownership: destroying it closes the channel, which errors a stream that was
// not closed. Threads: one at a time; any may call Stop, which ends a wait.
class NativeStreamWriter {
 public:
  NativeStreamWriter(std::shared_ptr<const AgentCluster> cluster,
                     DetachedMessagePort port);

  NativeStreamWriter(const NativeStreamWriter&) = delete;
  NativeStreamWriter& operator=(const NativeStreamWriter&) = delete;

  // Waits until the reader wants a chunk: Write does not wait then.
  absl::Status WaitForDemand();

  // A chunk of bytes, as a Uint8Array: the memory moves.
  absl::Status Write(std::unique_ptr<v8::BackingStore> bytes);
  // Any chunk: `write` writes one value, with the numbers of `parts`. Also the
  // errors of SerializedValue::FromWriter, which leave the stream as it was.
  absl::Status WriteValue(absl::FunctionRef<void(wire::Writer&)> write,
                          MessageParts&& parts = MessageParts());

  // No chunk comes any more. It does not wait: what was written comes first.
  absl::Status Close();
  // The stream is errored, with an Error of that message.
  absl::Status Fail(absl::string_view message);

  // Closes the channel. Any thread.
  void Stop() { port_.Close(); }

 private:
  // Takes what the reader says: waits for it, or takes only what is there.
  enum class Wait { kNo, kYes };
  absl::Status TakeMessages(Wait wait);
  absl::Status Post(SerializedValue message);
  absl::Status End(absl::Status status);

  const std::shared_ptr<const AgentCluster> cluster_;
  NativeMessagePort port_;
  // How many chunks the reader takes.
  uint64_t credits_ = 0;
  absl::Status status_;
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_NATIVE_STREAM_WRITER_H_
