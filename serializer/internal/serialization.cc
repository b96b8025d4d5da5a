#include "ferry/serializer/internal/serialization.h"

#include <v8-exception.h>

#include <cstdlib>
#include <cstring>
#include <utility>

namespace ferry::internal {
namespace {

// Up to here a message gets a block of its own size and the growth block is
// kept for the next one; a larger message keeps the growth block.
constexpr size_t kMaxCopied = 32 << 10;

// Copies `bytes` into a block of their size; empty where there is no memory.
Block CopyBlock(absl::Span<const uint8_t> bytes) {
  Block block;
  block.data.reset(static_cast<uint8_t*>(std::malloc(bytes.size())));
  if (block.data != nullptr) {
    std::memcpy(block.data.get(), bytes.data(), bytes.size());
    block.capacity = bytes.size();
  }
  return block;
}

}  // namespace

Serialization::Serialization(Agent& agent, v8::Local<v8::Context> context,
                             const SerializeOptions& options,
                             ForStorage for_storage)
    : agent_(agent),
      context_(context),
      transfer_list_(agent, context, options.detach_key_for),
      delegate_(agent, context, transfer_list_, for_storage),
      serializer_(agent.isolate(), &delegate_) {
  delegate_.set_serializer(&serializer_);
}

v8::Maybe<bool> Serialization::Run(
    v8::Local<v8::Value> value,
    absl::Span<const v8::Local<v8::Object>> transfer_list) {
  if (!transfer_list.empty()) {
    if (transfer_list_.Collect(transfer_list).IsNothing()) {
      return v8::Nothing<bool>();
    }
    delegate_.host_objects().AddListed();
  }
  v8::TryCatch try_catch(agent_.isolate());
  if (Write(value).IsJust() && Commit().IsJust()) return v8::Just(true);
  if (try_catch.HasTerminated() || delegate_.host_objects().empty()) {
    try_catch.ReThrow();
    return v8::Nothing<bool>();
  }
  v8::Local<v8::Value> error = try_catch.Exception();
  try_catch.Reset();
  delegate_.host_objects().Abort();
  agent_.isolate()->ThrowException(error);
  try_catch.ReThrow();
  return v8::Nothing<bool>();
}

v8::Maybe<bool> Serialization::Write(v8::Local<v8::Value> value) {
  serializer_.WriteHeader();
  uint32_t transfer_id = 0;
  for (const TransferList::Buffer& buffer : transfer_list_.buffers()) {
    serializer_.TransferArrayBuffer(transfer_id++, buffer.object);
  }
  if (serializer_.WriteValue(context_, value).IsNothing() ||
      delegate_.PrepareHostObjects().IsNothing() ||
      delegate_.Validate().IsNothing() ||
      transfer_list_.ValidateAgain().IsNothing()) {
    return v8::Nothing<bool>();
  }
  return v8::Just(true);
}

v8::Maybe<bool> Serialization::Commit() {
  std::pair<uint8_t*, size_t> released = serializer_.Release();
  bytes_ = {released.first, released.second};
  if (transfer_list_.DetachBuffers(delegate_.parts().array_buffers)
          .IsNothing()) {
    return v8::Nothing<bool>();
  }
  delegate_.host_objects().Commit(delegate_.parts());
  return v8::Just(true);
}

SerializedValue Serialization::Release() {
  Block block;
  if (bytes_.size() <= kMaxCopied) block = CopyBlock(bytes_);
  if (block.data == nullptr) block = delegate_.ReleaseBlock();
  return SerializedValue(agent_.cluster(), std::move(block), bytes_.size(),
                         std::move(delegate_.parts()));
}

}  // namespace ferry::internal
