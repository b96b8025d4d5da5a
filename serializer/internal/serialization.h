#ifndef FERRY_SERIALIZER_INTERNAL_SERIALIZATION_H_
#define FERRY_SERIALIZER_INTERNAL_SERIALIZATION_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value-serializer.h>
#include <v8-value.h>

#include <cstdint>

#include "absl/types/span.h"
#include "ferry/delegates/serializer_delegate.h"
#include "ferry/serializer/options.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/transfer/agent.h"
#include "ferry/transfer/transfer_list.h"

namespace ferry::internal {

// One run of the serialization algorithms, in an order that gives nothing up
// before everything has succeeded: check the list, write, prepare, check again,
// commit. Stack only.
class Serialization {
 public:
  Serialization(Agent& agent, v8::Local<v8::Context> context,
                const SerializeOptions& options, ForStorage for_storage);

  Serialization(const Serialization&) = delete;
  Serialization& operator=(const Serialization&) = delete;

  // Once. The caller has a HandleScope open for as long as this lives.
  v8::Maybe<bool> Run(v8::Local<v8::Value> value,
                      absl::Span<const v8::Local<v8::Object>> transfer_list);

  // After a successful run; valid while this lives.
  absl::Span<const uint8_t> bytes() const { return bytes_; }
  const MessageParts& parts() { return delegate_.parts(); }

  // After a successful run, once.
  SerializedValue Release();

 private:
  v8::Maybe<bool> Write(v8::Local<v8::Value> value);
  v8::Maybe<bool> Commit();

  Agent& agent_;
  const v8::Local<v8::Context> context_;
  TransferList transfer_list_;
  absl::Span<const uint8_t> bytes_;
  SerializerDelegate delegate_;
  // Last: its constructor calls the delegate.
  v8::ValueSerializer serializer_;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_SERIALIZATION_H_
