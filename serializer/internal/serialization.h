#ifndef FERRY_SERIALIZER_INTERNAL_SERIALIZATION_H_
#define FERRY_SERIALIZER_INTERNAL_SERIALIZATION_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value-serializer.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/serializer_delegate.h"
#include "ferry/delegates/transfer_list.h"
#include "ferry/serializer/options.h"
#include "ferry/serializer/serialized_value.h"

namespace ferry::internal {

// What a message port wants of the serialization of a message.
struct PortSteps {
  // The port that the message goes through, which cannot be in its own transfer
  // list; empty for none.
  v8::Local<v8::Object> source_port = {};
  // Asked when everything has succeeded and nothing is given up yet, with the
  // memory that the message will hold: its bytes and its ArrayBuffers. Throws
  // to refuse the message. Runs no user code.
  std::optional<absl::FunctionRef<v8::Maybe<void>(size_t bytes)>> accept = {};
};

// One run of the serialization algorithms, in an order that gives nothing up
// before everything has succeeded: check the list, write, prepare, check again,
// commit. Stack only.
class Serialization {
 public:
  Serialization(Agent& agent, v8::Local<v8::Context> context,
                const SerializeOptions& options, ForStorage for_storage,
                const PortSteps& port_steps = {});

  Serialization(const Serialization&) = delete;
  Serialization& operator=(const Serialization&) = delete;

  // Once. The caller has a HandleScope open for as long as this lives. Throws
  // what is wrong; the result is empty then.
  v8::Maybe<void> Run(v8::Local<v8::Value> value,
                      absl::Span<const v8::Local<v8::Object>> transfer_list);

  // The same with a last step before anything is given up, which may look at
  // bytes() and parts(), and throws to fail.
  using LastStep = absl::FunctionRef<v8::Maybe<void>()>;
  v8::Maybe<void> Transfer(v8::Local<v8::Value> value,
                           absl::Span<const v8::Local<v8::Object>> list,
                           LastStep last_step);
  const MessageParts& parts() { return delegate_.parts(); }
  bool has_host_objects() { return !delegate_.host_objects().empty(); }

  // After a successful run, once: the message, with memory of its own.
  SerializedValue Release();

  // The same in pieces, for a message that is read at once: the bytes lie in
  // the block, which then goes back to the agent's ScratchBuffer. The parts are
  // null where there are none.
  absl::Span<const uint8_t> bytes() const { return bytes_; }
  Block ReleaseBlock() { return delegate_.ReleaseBlock(); }
  std::unique_ptr<MessageParts> ReleaseParts() {
    return delegate_.ReleaseParts();
  }

 private:
  // Copies large buffers, where they can be found, beside the bytes.
  void LookForLargeBuffers(v8::Local<v8::Value> value);
  v8::Maybe<void> Write(v8::Local<v8::Value> value);
  // Whether the message keeps within the options' limits: by its size where
  // that tells, else by a walk over the bytes.
  v8::Maybe<void> CheckLimits();
  v8::Maybe<void> CheckLimitsSlow();
  // Asks the port.
  v8::Maybe<void> Accept();
  v8::Maybe<void> WriteAndCommit(TransferList& list, v8::Local<v8::Value> value,
                                 LastStep last_step);

  Agent& agent_;
  const v8::Local<v8::Context> context_;
  const SerializeOptions& options_;
  const ForStorage for_storage_;
  const PortSteps port_steps_;
  absl::Span<const uint8_t> bytes_;
  SerializerDelegate delegate_;
  // Last: its constructor calls the delegate.
  v8::ValueSerializer serializer_;
};

// Such a run, for its message. Throws what is wrong; the result is empty then.
// Isolate-bound.
v8::Maybe<SerializedValue> Serialize(
    Agent& agent, v8::Local<v8::Context> context, v8::Local<v8::Value> value,
    absl::Span<const v8::Local<v8::Object>> transfer_list,
    const SerializeOptions& options, ForStorage for_storage,
    const PortSteps& port_steps = {});

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_SERIALIZATION_H_
