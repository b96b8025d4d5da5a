// What the message refers to, or is read with the help of this library.

#include <cstdint>
#include <utility>
#include <vector>

#include "ferry/wire/internal/tag.h"
#include "ferry/wire/writer.h"

namespace ferry::wire {

Writer::ObjectId Writer::WasmModule(uint32_t transfer_id) {
  ObjectId id = BeginObjectValue(kTagWasmModule);
  if (ok()) PutVarint(transfer_id);
  return id;
}

void Writer::SharedValue(uint32_t conveyor_id) {
  if (ok()) Need(version_ >= 15, "A shared value");
  if (!BeginValue()) return;
  PutByte(kTagSharedValue);
  PutVarint(conveyor_id);
}

Writer::ObjectId Writer::HostObject(uint32_t index) {
  ObjectId id = BeginObjectValue(kTagHostObject);
  if (!ok()) return id;
  PutVarint(kHostRecordObject);
  PutVarint(index);
  return id;
}

Writer::ObjectId Writer::BeginHostView() {
  ObjectId id = BeginObjectValue(kTagHostObject);
  if (ok()) PutVarint(kHostRecordView);
  Open(Container::kBufferHolder);
  return id;
}

// The view in a message of its own, where its buffer is number 0.
void Writer::EndHostView(ViewType type, const ViewOptions& options) {
  if (!CheckView(type, options) || !CloseBufferHolder()) return;
  uint8_t tag =
      last_buffer_->shared ? kTagSharedArrayBuffer : kTagTransferredArrayBuffer;
  std::vector<uint8_t> message = std::move(bytes_);
  // The header is that of a version which a long length may have raised.
  bytes_ = {kTagVersion, static_cast<uint8_t>(version_), tag, 0};
  PutView(type, options);
  bytes_[1] = static_cast<uint8_t>(version_);
  std::vector<uint8_t> record = std::move(bytes_);
  bytes_ = std::move(message);
  bytes_[1] = static_cast<uint8_t>(version_);
  PutVarint(record.size());
  PutBytes(record);
  last_buffer_ = nullptr;
}

Writer::ObjectId Writer::BeginWasmMemory(int32_t max_pages, bool memory64) {
  if (max_pages < -1) Invalid("A WebAssembly.Memory of fewer than no pages.");
  ObjectId id = BeginObjectValue(kTagWasmMemory);
  if (ok()) PutZigZag(max_pages);
  if (ok() && options_.readable_by.has_memory64_byte()) PutByte(memory64);
  Open(Container::kBufferHolder);
  return id;
}

void Writer::EndWasmMemory() {
  if (!ok()) return;
  if (last_buffer_ == nullptr || !last_buffer_->shared) {
    Wrong("a WebAssembly.Memory without a shared buffer");
    return;
  }
  CloseBufferHolder();
  last_buffer_ = nullptr;
}

// last_buffer_ is what it holds.
bool Writer::CloseBufferHolder() {
  if (frames_.back().container != Container::kBufferHolder) {
    return Wrong("the end of what holds a buffer");
  }
  frames_.pop_back();
  return true;
}

}  // namespace ferry::wire
