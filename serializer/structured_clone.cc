#include "ferry/serializer/structured_clone.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/types/span.h"
#include "ferry/agent/internal/trace_scope.h"
#include "ferry/delegates/internal/message_memory.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/serializer/internal/deserialization.h"
#include "ferry/serializer/internal/direct/direct_cloner.h"
#include "ferry/serializer/internal/direct/leaves.h"
#include "ferry/serializer/internal/serialization.h"

namespace ferry {
namespace {

v8::MaybeLocal<v8::Value> Read(Agent& agent, v8::Local<v8::Context> context,
                               absl::Span<const uint8_t> bytes,
                               const MessageParts& parts) {
  return internal::Deserialization(agent, context, bytes, parts,
                                   internal::Reads::kOnce)
      .Run();
}

// Tells `direct`, unless it is null, of the message. No HandleScope here: V8
// opens its own, and one more is measurable on small objects.
v8::MaybeLocal<v8::Value> CloneByMessage(Agent& agent,
                                         v8::Local<v8::Context> context,
                                         v8::Local<v8::Value> value,
                                         const CloneOptions& options,
                                         internal::DirectCloner* direct) {
  absl::Span<const uint8_t> bytes;
  internal::Block block;
  std::unique_ptr<MessageParts> parts;
  {
    v8::Local<v8::Value> clone;
    internal::Serialization serialization(agent, context, options,
                                          ForStorage::kNo);
    // What fails to be read then costs no listed buffer. For a moment two
    // buffers have one memory, but no code runs that could tell. Host objects
    // run some, and those that are transferred are made of what they give up.
    auto read_before_the_commit = [&] {
      return serialization.has_host_objects() ||
                     Read(agent, context, serialization.bytes(),
                          serialization.parts())
                         .ToLocal(&clone)
                 ? v8::JustVoid()
                 : v8::Nothing<void>();
    };
    v8::Maybe<void> done = options.transfer.empty()
                               ? serialization.Run(value, {})
                               : serialization.Run(value, options.transfer,
                                                   read_before_the_commit);
    if (done.IsNothing()) return {};
    if (!clone.IsEmpty()) return clone;
    bytes = serialization.bytes();
    block = serialization.ReleaseBlock();
    parts = serialization.ReleaseParts();
  }
  v8::MaybeLocal<v8::Value> clone = Read(
      agent, context, bytes, parts == nullptr ? MessageParts::None() : *parts);
  internal::MessageMemory::Of(agent).scratch_buffer.GiveBack(std::move(block));
  if (direct != nullptr) direct->OnMessage(context, bytes.size());
  return clone;
}

// Whether the value is a buffer that moves, and nothing else.
bool MovesAlone(v8::Local<v8::Value> value, const CloneOptions& options) {
  return options.transfer.size() == 1 && value == options.transfer.front() &&
         value->IsArrayBuffer() && !options.detach_key_for &&
         options.limits == wire::Limits();
}

}  // namespace

v8::MaybeLocal<v8::Value> StructuredClone(Agent& agent,
                                          v8::Local<v8::Context> context,
                                          v8::Local<v8::Value> value,
                                          const CloneOptions& options) {
  agent.CheckCurrent("StructuredClone");
  // Primitives are immutable and belong to no realm.
  if (options.transfer.empty() && !value->IsObject() && !value->IsSymbol()) {
    return value;
  }
  internal::TraceScope trace(agent, TraceEvent::kClone);
  internal::DirectCloner* direct = nullptr;
  if (options.transfer.empty() && value->IsObject() &&
      options.limits == wire::Limits()) {
    direct = &internal::DirectCloner::Of(agent);
    std::optional<v8::MaybeLocal<v8::Value>> copy =
        direct->Clone(context, value.As<v8::Object>());
    if (copy) return *copy;
  } else if (MovesAlone(value, options)) {
    v8::Context::Scope scope(context);
    v8::Local<v8::ArrayBuffer> moved;
    if (internal::MoveBuffer(agent, context, value.As<v8::ArrayBuffer>())
            .ToLocal(&moved)) {
      return moved;
    }
    if (agent.isolate()->IsExecutionTerminating()) return {};
  }
  return CloneByMessage(agent, context, value, options, direct);
}

}  // namespace ferry
