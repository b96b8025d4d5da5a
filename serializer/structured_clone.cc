#include "ferry/serializer/structured_clone.h"

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/types/span.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/serializer/internal/clone_buffer.h"
#include "ferry/serializer/internal/deserialization.h"
#include "ferry/serializer/internal/serialization.h"

namespace ferry {

v8::MaybeLocal<v8::Value> StructuredClone(Agent& agent,
                                          v8::Local<v8::Context> context,
                                          v8::Local<v8::Value> value,
                                          const CloneOptions& options) {
  agent.CheckCurrent("StructuredClone");
  v8::Isolate* isolate = agent.isolate();
  if (options.transfer.empty()) {
    // Primitives are immutable and belong to no realm.
    if (!value->IsObject() && !value->IsSymbol()) return value;
    if (value->IsArrayBufferView() || value->IsArrayBuffer()) {
      v8::Local<v8::Value> copy;
      if (internal::CloneBuffer(isolate, context, value).ToLocal(&copy)) {
        return copy;
      }
    }
  }
  // No HandleScope here: V8 opens its own, and one more is measurable on small
  // objects.
  absl::Span<const uint8_t> bytes;
  internal::Block block;
  std::unique_ptr<MessageParts> parts;
  {
    internal::Serialization serialization(agent, context, options,
                                          ForStorage::kNo);
    if (serialization.Run(value, options.transfer).IsNothing()) return {};
    bytes = serialization.bytes();
    block = serialization.ReleaseBlock();
    parts = serialization.ReleaseParts();
  }
  v8::MaybeLocal<v8::Value> clone =
      internal::Deserialization(
          agent, context, bytes,
          parts == nullptr ? MessageParts::None() : *parts,
          internal::Reads::kOnce)
          .Run();
  agent.scratch_buffer().GiveBack(std::move(block));
  return clone;
}

}  // namespace ferry
