#ifndef FERRY_BINDINGS_STREAMS_INTERNAL_STREAM_STEPS_H_
#define FERRY_BINDINGS_STREAMS_INTERNAL_STREAM_STEPS_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <memory>
#include <vector>

#include "ferry/agent/agent.h"
#include "ferry/bindings/streams/internal/stream_realm.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry::internal {

enum class StreamKind { kReadable, kWritable };

// Streams standard 8.2 and 8.3: the transfer steps of all ReadableStreams or
// WritableStreams of a realm, with one end of a new channel, or with the port
// that the stream has come through itself.
class StreamSteps final : public PlatformObject {
 public:
  // `realm` outlives it.
  StreamSteps(const StreamRealm& realm, StreamKind kind)
      : realm_(realm), kind_(kind) {}

  TransferMode GetTransferMode() const override {
    return TransferMode::kTransferable;
  }
  HostObjectData PrepareTransfer(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> stream) override;
  v8::Maybe<void> ValidateTransfer(Agent& agent, v8::Local<v8::Context> context,
                                   v8::Local<v8::Object> stream) override;
  void CommitTransfer(DataHolder& holder) noexcept override;
  void AfterCommit(Agent& agent, v8::Local<v8::Context> context,
                   v8::Local<v8::Object> stream, DataHolder& holder,
                   v8::Local<v8::Value> data) override;

 private:
  const StreamRealm& realm_;
  const StreamKind kind_;
};

// Streams standard 8.4: a TransformStream travels as its two sides.
class TransformSteps final : public PlatformObject {
 public:
  explicit TransformSteps(const StreamRealm& realm) : realm_(realm) {}

  TransferMode GetTransferMode() const override {
    return TransferMode::kTransferable;
  }
  v8::Maybe<void> NestedTransferables(
      Agent& agent, v8::Local<v8::Context> context,
      v8::Local<v8::Object> transform,
      std::vector<v8::Local<v8::Object>>& nested) override;
  HostObjectData PrepareTransfer(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> transform) override;

 private:
  const StreamRealm& realm_;
};

// A stream of `context` at the end of `port`; see NewReadableStream. A readable
// one without a port has ended, but for chunks that are on their way beside it.
v8::MaybeLocal<v8::Object> NewStream(Agent& agent,
                                     v8::Local<v8::Context> context,
                                     StreamKind kind, DetachedMessagePort port,
                                     bool is_bytes, double credits);

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_STREAMS_INTERNAL_STREAM_STEPS_H_
