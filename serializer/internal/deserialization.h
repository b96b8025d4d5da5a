#ifndef FERRY_SERIALIZER_INTERNAL_DESERIALIZATION_H_
#define FERRY_SERIALIZER_INTERNAL_DESERIALIZATION_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/internal/read_error.h"
#include "ferry/delegates/internal/received_parts.h"
#include "ferry/delegates/message_parts.h"

namespace ferry::internal {

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
  std::vector<v8::Local<v8::Object>> Transferred() const {
    return received_.Transferred();
  }

 private:
  // What is made in the context before the bytes are read.
  bool has_parts() const {
    return !parts_.host_objects.empty() || !parts_.array_buffers.empty();
  }
  v8::MaybeLocal<v8::Value> Read();
  v8::MaybeLocal<v8::Value> ReadNatively();
  v8::Maybe<void> SetData(absl::Span<const v8::Local<v8::Value>> values);
  // Replaces V8's plain Error by a DataCloneError that says what is known.
  v8::MaybeLocal<v8::Value> ReadByV8();
  void Throw(const ReadError& error);

  Agent& agent_;
  const v8::Local<v8::Context> context_;
  const MessageParts& parts_;
  const absl::Span<const uint8_t> bytes_;
  ReceivedParts received_;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DESERIALIZATION_H_
