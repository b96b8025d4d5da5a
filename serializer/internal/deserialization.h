#ifndef FERRY_SERIALIZER_INTERNAL_DESERIALIZATION_H_
#define FERRY_SERIALIZER_INTERNAL_DESERIALIZATION_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value-serializer.h>
#include <v8-value.h>

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "ferry/delegates/deserializer_delegate.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/transfer/agent.h"

namespace ferry::internal {

// One run of the deserialization algorithms: make the host objects, read,
// complete them. Stack only; `bytes` and `parts` outlive it.
class Deserialization {
 public:
  Deserialization(Agent& agent, v8::Local<v8::Context> context,
                  absl::Span<const uint8_t> bytes, const MessageParts& parts);

  Deserialization(const Deserialization&) = delete;
  Deserialization& operator=(const Deserialization&) = delete;

  // Once. The caller has a HandleScope open for as long as this lives. Whatever
  // is wrong with the bytes is a DataCloneError; what user code throws is
  // passed on.
  v8::MaybeLocal<v8::Value> Run();

  // After a successful run: the transferred objects.
  std::vector<v8::Local<v8::Object>> TakeTransferred();

 private:
  v8::MaybeLocal<v8::Value> Read();
  // Replaces V8's plain Error by a DataCloneError that says what is known.
  void ThrowReadError(v8::Local<v8::Message> message);

  Agent& agent_;
  const v8::Local<v8::Context> context_;
  const MessageParts& parts_;
  std::vector<v8::Local<v8::Object>> transferred_;
  DeserializerDelegate delegate_;
  // Last: its constructor calls the delegate.
  v8::ValueDeserializer deserializer_;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DESERIALIZATION_H_
