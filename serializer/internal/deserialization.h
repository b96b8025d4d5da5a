#ifndef FERRY_SERIALIZER_INTERNAL_DESERIALIZATION_H_
#define FERRY_SERIALIZER_INTERNAL_DESERIALIZATION_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value-serializer.h>
#include <v8-value.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/deserializer_delegate.h"
#include "ferry/delegates/message_parts.h"

namespace ferry::internal {

// Whether the message is read again: then copies of its buffers stay in it.
enum class Reads { kOnce, kOften };

// One run of the deserialization algorithms: make the host objects, read,
// complete them. Stack only; `bytes` and `parts` outlive it.
class Deserialization {
 public:
  Deserialization(Agent& agent, v8::Local<v8::Context> context,
                  absl::Span<const uint8_t> bytes, const MessageParts& parts,
                  Reads reads);

  Deserialization(const Deserialization&) = delete;
  Deserialization& operator=(const Deserialization&) = delete;

  // Once. The caller has a HandleScope open for as long as this lives. Whatever
  // is wrong with the bytes is a DataCloneError; where no stack or memory is
  // left it is a RangeError; what user code throws is passed on.
  v8::MaybeLocal<v8::Value> Run();

  // After a successful run: the transferred objects.
  std::vector<v8::Local<v8::Object>> TakeTransferred();

 private:
  // What is made in the context before the bytes are read.
  bool has_parts() const {
    return !parts_.host_objects.empty() || !parts_.array_buffers.empty();
  }
  // Nothing, with a RangeError pending, where there is no memory.
  v8::Maybe<bool> MakeArrayBuffers();
  v8::MaybeLocal<v8::Value> Read();
  // Replaces V8's plain Error by a DataCloneError that says what is known.
  v8::MaybeLocal<v8::Value> ReadByV8OrThrow();
  v8::MaybeLocal<v8::Value> ReadByV8();
  void ThrowReadError(v8::Local<v8::Value> error,
                      v8::Local<v8::Message> message);

  Agent& agent_;
  const v8::Local<v8::Context> context_;
  const MessageParts& parts_;
  const Reads reads_;
  // By transfer id.
  std::vector<v8::Local<v8::ArrayBuffer>> array_buffers_;
  DeserializerDelegate delegate_;
  const absl::Span<const uint8_t> bytes_;
  // Last: its constructor calls the delegate.
  std::optional<v8::ValueDeserializer> deserializer_;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DESERIALIZATION_H_
