// ArrayBuffers, SharedArrayBuffers, and the views on them.

#include "ferry/wire/internal/tag.h"
#include "ferry/wire/writer.h"

namespace ferry::wire {

Writer::ObjectId Writer::ArrayBuffer(absl::Span<const uint8_t> bytes) {
  ObjectId id = BeginObjectValue(kTagArrayBuffer);
  if (ok()) PutLength(bytes.size());
  if (!ok()) return id;
  PutBytes(bytes);
  return AddBuffer({.id = id, .byte_length = bytes.size()});
}

Writer::ObjectId Writer::AddBuffer(const BufferFacts& facts) {
  buffers_.push_back(facts);
  last_buffer_ = &buffers_.back();
  return facts.id;
}

Writer::ObjectId Writer::ResizableArrayBuffer(absl::Span<const uint8_t> bytes,
                                              size_t max_byte_length) {
  if (!options_.readable_by.has_resizable_buffers()) return ArrayBuffer(bytes);
  if (bytes.size() > max_byte_length) {
    Invalid("A resizable buffer that is longer than its maximum.");
  }
  ObjectId id = BeginObjectValue(kTagResizableArrayBuffer);
  if (ok()) PutLength(bytes.size());
  if (ok()) PutLength(max_byte_length);
  if (!ok()) return id;
  PutBytes(bytes);
  return AddBuffer({.id = id, .resizable = true, .byte_length = bytes.size()});
}

Writer::ObjectId Writer::ImmutableArrayBuffer(absl::Span<const uint8_t> bytes) {
  if (ok()) {
    Need(options_.readable_by.has_immutable_buffers(), "An immutable buffer");
  }
  ObjectId id = BeginObjectValue(kTagImmutableArrayBuffer);
  if (ok()) PutLength(bytes.size());
  if (!ok()) return id;
  PutBytes(bytes);
  return AddBuffer({.id = id, .byte_length = bytes.size()});
}

Writer::ObjectId Writer::ExternalBuffer(uint8_t tag, uint32_t number,
                                        bool shared) {
  ObjectId id = BeginObjectValue(tag);
  if (!ok()) return id;
  PutVarint(number);
  return AddBuffer({.id = id, .external = true, .shared = shared});
}

Writer::ObjectId Writer::TransferredArrayBuffer(uint32_t transfer_id) {
  return ExternalBuffer(kTagTransferredArrayBuffer, transfer_id, false);
}

Writer::ObjectId Writer::SharedArrayBuffer(uint32_t clone_id,
                                           SharedMemory memory) {
  ObjectId id = ExternalBuffer(kTagSharedArrayBuffer, clone_id, true);
  if (!ok() || memory == SharedMemory::kPlain ||
      !options_.readable_by.has_wasm_buffer_tag()) {
    return id;
  }
  PutByte(memory == SharedMemory::kWasmFixed ? kWasmBufferFixed
                                             : kWasmBufferResizable);
  return id;
}

Writer::ObjectId Writer::TypedArray(ViewType type,
                                    absl::Span<const uint8_t> bytes) {
  ArrayBuffer(bytes);
  return View(type, {.byte_length = bytes.size()});
}

Writer::ObjectId Writer::View(ViewType type, const ViewOptions& options) {
  if (!CheckView(type, options)) return kNoId;
  PutView(type, options);
  last_buffer_ = nullptr;
  return next_id_++;
}

// Of last_buffer_.
uint32_t Writer::ViewFlags(const ViewOptions& options) const {
  if (!options_.readable_by.has_resizable_buffers()) return 0;
  const BufferFacts& buffer = *last_buffer_;
  bool backed = buffer.resizable ||
                (buffer.external && !buffer.shared && options.resizable_buffer);
  uint32_t flags = 0;
  if (options.length_tracking) flags |= kViewLengthTracking;
  if (backed) flags |= kViewBackedByResizable;
  return flags;
}

void Writer::PutView(ViewType type, const ViewOptions& options) {
  uint32_t flags = ViewFlags(options);
  bool tracking = (flags & kViewLengthTracking) != 0;
  PutByte(kTagArrayBufferView);
  PutByte(static_cast<uint8_t>(type));
  PutLength(options.byte_offset);
  PutLength(tracking ? 0 : options.byte_length);
  if (version_ >= 14) PutVarint(flags);
}

bool Writer::CheckView(ViewType type, const ViewOptions& options) {
  if (!ok()) return false;
  if (last_buffer_ == nullptr) return Wrong("a view that follows no buffer");
  if (type == ViewType::kFloat16 &&
      !Need(options_.readable_by.has_float16_array(), "A Float16Array")) {
    return false;
  }
  if (!Need(ViewFlags(options) == 0 || version_ >= 14,
            "A view on a resizable buffer")) {
    return false;
  }
  const BufferFacts& buffer = *last_buffer_;
  size_t element = ElementSize(type);
  if (element == 0 || options.byte_offset % element != 0 ||
      options.byte_length % element != 0) {
    return Invalid("A view of no type, or one that divides an element.");
  }
  if (buffer.external) return true;
  if (options.byte_offset > buffer.byte_length ||
      options.byte_length > buffer.byte_length - options.byte_offset) {
    return Invalid("A view that goes beyond its buffer.");
  }
  // A V8 without resizable buffers gets a view of this length.
  if (options.length_tracking && !buffer.resizable &&
      options_.readable_by.has_resizable_buffers()) {
    return Invalid("A length-tracking view on a buffer of a fixed length.");
  }
  return true;
}

}  // namespace ferry::wire
