#ifndef FERRY_BENCHMARKS_SUPPORT_BARE_V8_H_
#define FERRY_BENCHMARKS_SUPPORT_BARE_V8_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <cstdint>
#include <memory>

#include "absl/types/span.h"

namespace ferry::benchmarks {

// V8's serializer and deserializer as they come, with no delegate: the baseline
// of every table.
class BareV8 {
 public:
  struct Bytes {
    std::unique_ptr<uint8_t, void (*)(void*)> data;
    size_t size;
  };

  static Bytes Serialize(v8::Local<v8::Context> context,
                         v8::Local<v8::Value> value);
  static v8::Local<v8::Value> Deserialize(v8::Local<v8::Context> context,
                                          absl::Span<const uint8_t> bytes);

  // Both, with a HandleScope.
  static void RoundTrip(v8::Local<v8::Context> context,
                        v8::Local<v8::Value> value);

  // With one transferred buffer, which is detached.
  struct Message {
    Bytes bytes;
    std::shared_ptr<v8::BackingStore> buffer;
  };

  static Message SerializeWithTransfer(v8::Local<v8::Context> context,
                                       v8::Local<v8::Value> value,
                                       v8::Local<v8::ArrayBuffer> buffer);
  static v8::Local<v8::Value> DeserializeWithTransfer(
      v8::Local<v8::Context> context, const Message& message);
};

}  // namespace ferry::benchmarks

#endif  // FERRY_BENCHMARKS_SUPPORT_BARE_V8_H_
