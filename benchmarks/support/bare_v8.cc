#include "benchmarks/support/bare_v8.h"

#include <benchmark/benchmark.h>
#include <v8-isolate.h>
#include <v8-value-serializer.h>

#include <cstdlib>
#include <utility>

namespace ferry::benchmarks {

BareV8::Bytes BareV8::Serialize(v8::Local<v8::Context> context,
                                v8::Local<v8::Value> value) {
  v8::ValueSerializer serializer(v8::Isolate::GetCurrent());
  serializer.WriteHeader();
  serializer.WriteValue(context, value).Check();
  std::pair<uint8_t*, size_t> released = serializer.Release();
  return {{released.first, std::free}, released.second};
}

v8::Local<v8::Value> BareV8::Deserialize(v8::Local<v8::Context> context,
                                         absl::Span<const uint8_t> bytes) {
  v8::ValueDeserializer deserializer(v8::Isolate::GetCurrent(), bytes.data(),
                                     bytes.size());
  deserializer.ReadHeader(context).Check();
  return deserializer.ReadValue(context).ToLocalChecked();
}

void BareV8::RoundTrip(v8::Local<v8::Context> context,
                       v8::Local<v8::Value> value) {
  v8::HandleScope handles(v8::Isolate::GetCurrent());
  Bytes bytes = Serialize(context, value);
  benchmark::DoNotOptimize(
      Deserialize(context, {bytes.data.get(), bytes.size}));
}

BareV8::Message BareV8::SerializeWithTransfer(
    v8::Local<v8::Context> context, v8::Local<v8::Value> value,
    v8::Local<v8::ArrayBuffer> buffer) {
  v8::ValueSerializer serializer(v8::Isolate::GetCurrent());
  serializer.TransferArrayBuffer(0, buffer);
  serializer.WriteHeader();
  serializer.WriteValue(context, value).Check();
  std::shared_ptr<v8::BackingStore> store = buffer->GetBackingStore();
  buffer->Detach(v8::Local<v8::Value>()).Check();
  std::pair<uint8_t*, size_t> released = serializer.Release();
  return {{{released.first, std::free}, released.second}, std::move(store)};
}

v8::Local<v8::Value> BareV8::DeserializeWithTransfer(
    v8::Local<v8::Context> context, const Message& message) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::ValueDeserializer deserializer(isolate, message.bytes.data.get(),
                                     message.bytes.size);
  deserializer.TransferArrayBuffer(
      0, v8::ArrayBuffer::New(isolate, message.buffer));
  deserializer.ReadHeader(context).Check();
  return deserializer.ReadValue(context).ToLocalChecked();
}

}  // namespace ferry::benchmarks
