// ArrayBuffers, SharedArrayBuffers, and the views on them.

#include "absl/base/optimization.h"
#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/reader_tables.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {

bool Reader::ReadBuffer(uint8_t tag) {
  uint64_t offset = token_.offset;
  Buffer& buffer = token_.buffer;
  if (!NewObject(buffer.id)) return false;
  token_.id = buffer.id;
  if (!ReadBufferContent(tag, buffer) || !RegisterBuffer(buffer, offset)) {
    return false;
  }
  if (tag == kTagSharedArrayBuffer && !ReadWasmTag(buffer)) return false;
  return MaybeReadView(buffer.shared() ? TokenKind::kSharedArrayBuffer
                                       : TokenKind::kArrayBuffer);
}

// Writes all of `buffer` but its id.
bool Reader::ReadBufferContent(uint8_t tag, Buffer& buffer) {
  buffer.met_before = false;
  buffer.resizable = false;
  buffer.index = 0;
  switch (tag) {
    case kTagTransferredArrayBuffer:
      buffer.kind = Buffer::Kind::kTransferred;
      if (record_buffer_ != nullptr) return ReadRecordBuffer(buffer);
      return ReadExternal(message_.transferred, "transferred buffers", buffer);
    case kTagSharedArrayBuffer:
      buffer.kind = Buffer::Kind::kShared;
      if (record_buffer_ != nullptr) return ReadRecordBuffer(buffer);
      return ReadExternal(message_.shared, "shared buffers", buffer);
    case kTagSharedImmutableArrayBuffer:
      buffer.kind = Buffer::Kind::kSharedImmutable;
      if (options_.as_read_by) return UnknownTag(tag);
      return ReadExternal(message_.immutable, "immutable buffers", buffer);
    case kTagImmutableArrayBuffer:
      buffer.kind = Buffer::Kind::kImmutable;
      break;
    case kTagResizableArrayBuffer:
      buffer.kind = Buffer::Kind::kResizable;
      buffer.resizable = true;
      break;
    default:
      buffer.kind = Buffer::Kind::kInline;
  }
  if (options_.as_read_by &&
      ((buffer.resizable && !options_.as_read_by->has_resizable_buffers()) ||
       (buffer.kind == Buffer::Kind::kImmutable &&
        !options_.as_read_by->has_immutable_buffers()))) {
    return UnknownTag(tag);
  }
  uint64_t length;
  if (!ReadLength(length)) return false;
  uint64_t maximum = length;
  if (buffer.resizable && !ReadLength(maximum)) return false;
  if (length > maximum) {
    return FailHere(absl::StrCat("a resizable buffer has ", length,
                                 " bytes, but at most ", maximum));
  }
  if (!in_.ReadBytes(length, buffer.bytes)) return Truncated();
  buffer.byte_length = length;
  buffer.max_byte_length = maximum;
  return true;
}

bool Reader::ReadExternal(absl::Span<const ExternalBuffer> table,
                          absl::string_view what, Buffer& buffer) {
  if (!in_.ReadVarint(buffer.index)) return Truncated();
  if (buffer.index >= table.size()) {
    return FailHere(absl::StrCat("the message has ", table.size(), " ", what,
                                 ", not number ", buffer.index));
  }
  const ExternalBuffer& external = table[buffer.index];
  buffer.bytes = {external.data,
                  external.data == nullptr ? 0 : external.byte_length};
  buffer.resizable = external.resizable;
  buffer.byte_length = external.byte_length;
  buffer.max_byte_length =
      external.resizable ? external.max_byte_length : external.byte_length;
  return true;
}

// The stream of a view's record knows one buffer, number 0.
bool Reader::ReadRecordBuffer(Buffer& buffer) {
  if (!in_.ReadVarint(buffer.index)) return Truncated();
  if (buffer.index != 0) return FailHere("the buffer of a record is number 0");
  buffer.resizable = record_buffer_->resizable;
  buffer.byte_length = record_buffer_->byte_length;
  buffer.max_byte_length = record_buffer_->max_byte_length;
  return true;
}

// V8 writes what memory this is exactly where it is WebAssembly's.
bool Reader::ReadWasmTag(const Buffer& buffer) {
  bool has_tag =
      !options_.as_read_by || options_.as_read_by->has_wasm_buffer_tag();
  if (record_buffer_ != nullptr || !has_tag ||
      !message_.shared[buffer.index].is_wasm_memory) {
    return true;
  }
  uint8_t tag;
  if (!in_.ReadVarint(tag)) return Truncated();
  if (tag == kWasmBufferFixed || tag == kWasmBufferResizable) return true;
  if (tag != kWasmBufferWithMemory) {
    return FailHere("a shared buffer of WebAssembly is of no known kind");
  }
  // The memory it belongs to, which refers back to the buffer or was met.
  uint8_t value;
  uint32_t id;
  if (!in_.ReadTag(value)) return Truncated();
  if (value == kTagWasmMemory) {
    uint32_t memory_id;
    int32_t pages;
    uint8_t memory64 = 0;
    bool has_byte =
        !options_.as_read_by || options_.as_read_by->has_memory64_byte();
    if (!NewObject(memory_id)) return false;
    if (!in_.ReadZigZag(pages) || (has_byte && !in_.ReadByte(memory64)) ||
        !in_.ReadTag(value)) {
      return Truncated();
    }
    if (memory64 > 1) return FailHere("a WebAssembly.Memory of unknown kind");
  }
  if (value != kTagReference) {
    return FailHere("a shared buffer of WebAssembly without its memory");
  }
  if (!in_.ReadVarint(id)) return Truncated();
  if (id >= next_id_) return FailHere("a reference to what was not met yet");
  return true;
}

// 32 bits in most releases of V8, 64 in the latest, which disagree on some
// bytes.
bool Reader::ReadLength(uint64_t& length) {
  if (long_lengths_) return in_.ReadVarint(length) || Truncated();
  Cursor in = in_;
  uint32_t low;
  if (!in_.ReadVarint(low)) return Truncated();
  length = low;
  if (options_.as_read_by) return true;
  uint64_t all;
  if (!in.ReadVarint(all) || all != low || in.offset() != in_.offset()) {
    return FailHere("a length that releases of V8 read differently");
  }
  return true;
}

bool Reader::RegisterBuffer(Buffer& buffer, uint64_t offset) {
  if (buffer.byte_length >
      options_.limits.buffer_bytes - tables().buffer_bytes) {
    return Exhausted("buffer_bytes");
  }
  tables().buffer_bytes += buffer.byte_length;
  if (buffer.kind == Buffer::Kind::kResizable) {
    uint64_t limit = options_.limits.resizable_bytes;
    if (buffer.max_byte_length > limit - tables().resizable_bytes) {
      return Exhausted("resizable_bytes");
    }
    tables().resizable_bytes += buffer.max_byte_length;
    if (++tables().resizable_buffers > options_.limits.resizable_buffers) {
      return Exhausted("resizable_buffers");
    }
  }
  tables().buffers.Add(buffer.id, offset);
  return true;
}

// Whether `id` is a buffer; then it is read once more.
bool Reader::FindBuffer(uint32_t id, Buffer& buffer) {
  const internal::BufferTable* buffers = known_buffers_;
  if (buffers == nullptr && tables_ != nullptr) buffers = &tables_->buffers;
  if (ABSL_PREDICT_TRUE(buffers == nullptr)) return false;
  std::optional<uint64_t> offset = buffers->Find(id);
  if (!offset) return false;
  // Content that was read before cannot fail.
  Cursor before = in_;
  uint8_t tag = 0;
  in_.Seek(*offset);
  in_.ReadTag(tag);
  buffer.id = id;
  ReadBufferContent(tag, buffer);
  buffer.met_before = true;
  in_ = before;
  return true;
}

// After a value that is token_.buffer: a view takes it, if one follows.
bool Reader::MaybeReadView(TokenKind kind) {
  token_.kind = kind;
  uint8_t tag;
  if (!in_.PeekTag(tag) || tag != kTagArrayBufferView) return true;
  in_.ReadTag(tag);
  return ReadView();
}

bool Reader::ReadView() {
  const Buffer& buffer = token_.buffer;
  View& view = token_.view;
  uint8_t type;
  uint64_t offset;
  uint64_t length;
  if (!in_.ReadVarint(type)) return Truncated();
  if (!ReadLength(offset) || !ReadLength(length)) return false;
  if (offset > buffer.byte_length || length > buffer.byte_length - offset) {
    return FailHere("a view goes beyond its buffer");
  }
  uint32_t flags = 0;
  if (view_flags_ && !in_.ReadVarint(flags)) return Truncated();
  if (!NewObject(token_.id)) return false;
  view.type = static_cast<ViewType>(type);
  size_t element = ElementSize(view.type);
  if (element == 0 || (view.type == ViewType::kFloat16 && options_.as_read_by &&
                       !options_.as_read_by->has_float16_array())) {
    return FailHere(absl::StrCat("there is no view of type 0x",
                                 absl::Hex(type, absl::kZeroPad2)));
  }
  if (offset % element != 0 || length % element != 0) {
    return FailHere("a typed array divides an element");
  }
  if (!CheckViewFlags(flags)) return false;
  token_.kind = TokenKind::kArrayBufferView;
  view.host_record = false;
  view.length_tracking = (flags & kViewLengthTracking) != 0;
  view.byte_offset = offset;
  view.byte_length = length;
  if (view.length_tracking) {
    size_t rest = buffer.byte_length - offset;
    view.byte_length = rest - rest % element;
  }
  return true;
}

bool Reader::CheckViewFlags(uint32_t flags) {
  const Buffer& buffer = token_.buffer;
  bool tracking = (flags & kViewLengthTracking) != 0;
  bool backed = (flags & kViewBackedByResizable) != 0;
  if (strict_ && flags > 3) return FailHere("a view has unknown flags");
  if ((tracking || backed) && !buffer.resizable) {
    return FailHere("a view takes its buffer for a resizable one");
  }
  if (backed && buffer.shared()) {
    return FailHere("a view takes its shared buffer for an unshared one");
  }
  if (buffer.resizable && !buffer.shared() && !backed) {
    return FailHere("a view takes its resizable buffer for a fixed one");
  }
  return true;
}

}  // namespace ferry::wire
