// What is read with the help of tables beside the bytes: host objects, shared
// values and WebAssembly.

#include <iterator>

#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/reader_tables.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {

bool Reader::ReadHostObject() {
  token_.kind = TokenKind::kHostObject;
  uint32_t kind;
  if (record_buffer_ != nullptr) {
    return Fail(token_.offset, "a host object inside the record of a view");
  }
  if (options_.host_records == ReaderOptions::HostRecords::kBlink) {
    return ReadBlinkObject();
  }
  if (!NewObject(token_.id)) return false;
  if (!in_.ReadVarint(kind)) return Truncated();
  if (options_.host_records == ReaderOptions::HostRecords::kNode) {
    return ReadNodeView(kind);
  }
  if (kind == kHostRecordView) return ReadHostView();
  if (kind != kHostRecordObject) {
    return Fail(token_.offset,
                absl::StrCat("there is no host record of kind ", kind));
  }
  if (!in_.ReadVarint(token_.index)) return Truncated();
  if (token_.index >= message_.host_objects) {
    return Fail(token_.offset,
                absl::StrCat("the message has ", message_.host_objects,
                             " host objects, not number ", token_.index));
  }
  return true;
}

// The index of a class, and its bytes.
bool Reader::ReadNodeView(uint32_t type) {
  static constexpr ViewType kTypes[] = {
      ViewType::kInt8,     ViewType::kUint8,     ViewType::kUint8Clamped,
      ViewType::kInt16,    ViewType::kUint16,    ViewType::kInt32,
      ViewType::kUint32,   ViewType::kFloat32,   ViewType::kFloat64,
      ViewType::kDataView, ViewType::kUint8,  // A Buffer.
      ViewType::kBigInt64, ViewType::kBigUint64, ViewType::kFloat16};
  uint32_t size;
  Buffer& buffer = token_.buffer;
  if (type >= std::size(kTypes)) {
    return Fail(token_.offset, absl::StrCat("Node.js has no view ", type));
  }
  if (!in_.ReadVarint(size) || !in_.ReadBytes(size, buffer.bytes)) {
    return Truncated();
  }
  if (size % ElementSize(kTypes[type]) != 0) {
    return Fail(token_.offset, "a view of Node.js divides an element");
  }
  buffer.kind = Buffer::Kind::kInline;
  buffer.met_before = buffer.resizable = false;
  buffer.id = token_.id;
  buffer.byte_length = buffer.max_byte_length = size;
  token_.kind = TokenKind::kArrayBufferView;
  token_.view = {.type = kTypes[type], .byte_length = size};
  return true;
}

// A view, whose buffer is a value of its own so that it keeps its identity.
bool Reader::ReadHostView() {
  uint32_t id = token_.id;
  size_t offset = token_.offset;
  uint32_t size;
  absl::Span<const uint8_t> record;
  if (!ReadNestedBuffer(token_.buffer, id)) return false;
  if (!in_.ReadVarint(size)) return Truncated();
  if (size >= kHostRecordViewLimit) {
    return FailHere(absl::StrCat("the record of a view has ", size,
                                 " bytes; none needs so many"));
  }
  if (!in_.ReadBytes(size, record)) return Truncated();
  if (!ReadViewRecord(record, in_.offset() - size)) return false;
  token_.kind = TokenKind::kArrayBufferView;
  token_.id = id;
  token_.offset = offset;
  return true;
}

// A stream that holds just the view.
bool Reader::ReadViewRecord(absl::Span<const uint8_t> record, size_t offset) {
  ReaderOptions options = options_;
  options.oldest_version = 0;
  Reader reader(record, options);
  reader.record_buffer_ = &token_.buffer;
  reader.probing_ = true;
  if (!reader.Next() || reader.token().kind != TokenKind::kArrayBufferView ||
      (reader.token().buffer.kind != Buffer::Kind::kTransferred &&
       reader.token().buffer.kind != Buffer::Kind::kShared)) {
    return Fail(offset, absl::StrCat("the record of a view holds none. ",
                                     reader.status().message()));
  }
  if (reader.token().buffer.shared() != token_.buffer.shared()) {
    return Fail(offset, "the record of a view names another kind of buffer");
  }
  token_.view = reader.token().view;
  token_.view.host_record = true;
  return true;
}

bool Reader::ReadNestedBuffer(Buffer& buffer, uint32_t reserved_id) {
  uint8_t tag;
  uint32_t number;
  if (!in_.ReadTag(tag)) return Truncated();
  while (tag == kTagVerifyObjectCount) {
    if (!in_.ReadVarint(number) || !in_.ReadTag(tag)) return Truncated();
    if (--nodes_left_ < 0) return Exhausted("nodes");
  }
  uint64_t offset = in_.offset() - 1;
  switch (tag) {
    case kTagReference:
      if (!in_.ReadVarint(number)) return Truncated();
      if (number == reserved_id || !FindBuffer(number, buffer)) {
        return Fail(offset, absl::StrCat("a buffer is expected; object ",
                                         number, " is none"));
      }
      break;
    case kTagArrayBuffer:
    case kTagResizableArrayBuffer:
    case kTagImmutableArrayBuffer:
    case kTagSharedImmutableArrayBuffer:
    case kTagTransferredArrayBuffer:
    case kTagSharedArrayBuffer:
      if (!NewObject(buffer.id) || !ReadBufferContent(tag, buffer) ||
          !RegisterBuffer(buffer, offset)) {
        return false;
      }
      if (tag == kTagSharedArrayBuffer && !ReadWasmTag(buffer)) return false;
      break;
    default:
      return Fail(offset, "a buffer is expected");
  }
  // V8 would take it for a view.
  if (in_.PeekTag(tag) && tag == kTagArrayBufferView) {
    return FailHere("a buffer is expected, not a view");
  }
  return true;
}

bool Reader::ReadWasmModule() {
  token_.kind = TokenKind::kWasmModule;
  if (!in_.ReadVarint(token_.index)) return Truncated();
  if (token_.index >= message_.wasm_modules) {
    return Fail(token_.offset,
                absl::StrCat("the message has ", message_.wasm_modules,
                             " modules, not number ", token_.index));
  }
  return NewObject(token_.id);
}

bool Reader::ReadWasmMemory() {
  bool has_byte =
      !options_.as_read_by || options_.as_read_by->has_memory64_byte();
  uint8_t memory64 = 0;
  if (!NewObject(token_.id)) return false;
  if (!in_.ReadZigZag(token_.max_pages)) return Truncated();
  if (has_byte && !in_.ReadByte(memory64)) return Truncated();
  if (memory64 > 1 || token_.max_pages < -1) {
    return Fail(token_.offset, "there is no such WebAssembly.Memory");
  }
  token_.memory64 = memory64 == 1;
  if (!ReadNestedBuffer(token_.buffer, token_.id)) return false;
  if (!token_.buffer.shared()) {
    return Fail(token_.offset, "the buffer of a WebAssembly.Memory is shared");
  }
  token_.kind = TokenKind::kWasmMemory;
  SkipWasmTagOfMemory();
  return true;
}

// Here the buffer is WebAssembly's also where the table does not know it; V8
// itself, as which a reader may read, has a table that does. No value begins as
// the tag of a fixed one does; that of one that grows begins an error too,
// whose parts tell.
void Reader::SkipWasmTagOfMemory() {
  if (options_.as_read_by || token_.buffer.met_before || in_.at_end()) return;
  // A reader that probes takes a buffer that is in no table.
  const size_t index = token_.buffer.index;
  if (index < message_.shared.size() && message_.shared[index].is_wasm_memory) {
    return;
  }
  uint8_t tag = *in_.data();
  bool is_error =
      in_.remaining() > 1 &&
      absl::string_view("ERFSTUmsc.").find(static_cast<char>(in_.data()[1])) !=
          absl::string_view::npos;
  if (tag == kWasmBufferFixed || (tag == kWasmBufferResizable && !is_error)) {
    in_.Advance(1);
  }
}

bool Reader::ReadSharedValue() {
  token_.kind = TokenKind::kSharedValue;
  if (!in_.ReadVarint(token_.index)) return Truncated();
  if (token_.index >= message_.shared_values) {
    return Fail(token_.offset,
                absl::StrCat("the message has ", message_.shared_values,
                             " shared values, not number ", token_.index));
  }
  return true;
}

}  // namespace ferry::wire
