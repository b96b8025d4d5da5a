#ifndef FERRY_SERIALIZER_INTERNAL_SERIALIZATION_H_
#define FERRY_SERIALIZER_INTERNAL_SERIALIZATION_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/internal/message_builder.h"
#include "ferry/delegates/internal/scratch_buffer.h"
#include "ferry/delegates/internal/serializer_delegate.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/delegates/serialize_options.h"
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

// One run of the serialization algorithms: a MessageBuilder's steps, with V8's
// serializer to write the bytes, and what the options and the port ask for
// before the commit. Stack only.
class Serialization {
 public:
  Serialization(Agent& agent, v8::Local<v8::Context> context,
                const SerializeOptions& options, ForStorage for_storage,
                const PortSteps& port_steps = {});

  Serialization(const Serialization&) = delete;
  Serialization& operator=(const Serialization&) = delete;

  // Asked before anything is given up, may look at bytes() and parts(), and
  // throws to fail.
  using LastStep = absl::FunctionRef<v8::Maybe<void>()>;

  // Once. The caller has a HandleScope open for as long as this lives. Throws
  // what is wrong; the result is empty then.
  v8::Maybe<void> Run(v8::Local<v8::Value> value,
                      absl::Span<const v8::Local<v8::Object>> transfer_list,
                      std::optional<LastStep> last_step = {});

  // The message, from the last step on.
  absl::Span<const uint8_t> bytes() const { return builder_.written(); }
  const MessageParts& parts() const {
    const MessageParts* parts = builder_.parts();
    return parts == nullptr ? MessageParts::None() : *parts;
  }
  bool has_host_objects() const { return !builder_.host_objects().empty(); }

  // After a successful run, once: the message, with memory of its own.
  SerializedValue Release();

  // The same in pieces, for a message that is read at once: the bytes lie in
  // the block, which then goes back to the agent's ScratchBuffer. The parts are
  // null where there are none.
  Block ReleaseBlock() { return builder_.ReleaseBlock(); }
  std::unique_ptr<MessageParts> ReleaseParts() {
    return builder_.ReleaseParts();
  }

 private:
  // Copies large buffers, where they can be found, beside the bytes.
  void LookForLargeBuffers(v8::Local<v8::Value> value);
  // The steps after the value was written.
  v8::Maybe<void> Finish(const std::optional<LastStep>& last_step);
  // Whether the message keeps within the options' limits: by its size where
  // that tells, else by a walk over the bytes.
  v8::Maybe<void> CheckLimits();
  v8::Maybe<void> CheckLimitsSlow();
  // Asks the port.
  v8::Maybe<void> Accept();

  Agent& agent_;
  const v8::Local<v8::Context> context_;
  const SerializeOptions& options_;
  const ForStorage for_storage_;
  const PortSteps port_steps_;
  MessageBuilder builder_;
  SerializerDelegate delegate_;
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
