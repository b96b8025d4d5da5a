#include "ferry/wire/internal/token_writer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace ferry::wire::internal {

TokenWriter::TokenWriter(const MessageView& message,
                         const ReaderOptions& options, Writer& writer,
                         ReplaceBuffer replace_buffer)
    : message_(message),
      late_(FindLateErrorParts(message, options)),
      writer_(writer),
      replace_buffer_(std::move(replace_buffer)) {}

void TokenWriter::Write(const Token& token) {
  if (WriteRole(token)) WriteValue(token);
}

bool TokenWriter::WriteRole(const Token& token) {
  if (token.kind == TokenKind::kEnd) {
    End();
    return false;
  }
  switch (token.role) {
    case Role::kProperty:
      writer_.Key(token.key);
      return true;
    case Role::kMessage:
      if (!open_.back().parts_written) writer_.Message(token.text);
      return false;
    case Role::kStack:
      if (!open_.back().parts_written) writer_.Stack(token.text);
      return false;
    case Role::kCause:
      writer_.Cause();
      return true;
    default:
      return true;
  }
}

void TokenWriter::WriteValue(const Token& token) {
  if (token.opens()) open_.push_back({token.kind});
  switch (token.kind) {
    case TokenKind::kUndefined:
      return writer_.Undefined();
    case TokenKind::kNull:
      return writer_.Null();
    case TokenKind::kBoolean:
      return writer_.Boolean(token.boolean);
    case TokenKind::kInt32:
    case TokenKind::kUint32:
    case TokenKind::kDouble:
      return writer_.Number(token.number);
    case TokenKind::kBigInt:
      return writer_.BigInt(token.negative, token.bytes);
    case TokenKind::kString:
      return writer_.String(token.text);
    case TokenKind::kHole:
      return writer_.Hole();
    case TokenKind::kReference:
      return writer_.Reference(IdOf(token.id));
    case TokenKind::kBeginObject:
      return Met(token.id, writer_.BeginObject());
    case TokenKind::kBeginArray:
      return Met(token.id, writer_.BeginArray(token.length));
    case TokenKind::kBeginSparseArray:
      return Met(token.id, writer_.BeginSparseArray(token.length));
    case TokenKind::kBeginMap:
      return Met(token.id, writer_.BeginMap());
    case TokenKind::kBeginSet:
      return Met(token.id, writer_.BeginSet());
    case TokenKind::kBeginError:
      Met(token.id, writer_.BeginError(token.error_type));
      return WriteLateParts(token);
    case TokenKind::kEnd:
      return;
    case TokenKind::kDate:
      return Met(token.id, writer_.Date(token.number));
    case TokenKind::kBooleanObject:
      return Met(token.id, writer_.BooleanObject(token.boolean));
    case TokenKind::kNumberObject:
      return Met(token.id, writer_.NumberObject(token.number));
    case TokenKind::kBigIntObject:
      return Met(token.id, writer_.BigIntObject(token.negative, token.bytes));
    case TokenKind::kStringObject:
      return Met(token.id, writer_.StringObject(token.text));
    case TokenKind::kRegExp:
      return Met(token.id, writer_.RegExp(token.text, token.flags));
    case TokenKind::kArrayBuffer:
    case TokenKind::kSharedArrayBuffer:
      return WriteBuffer(token.buffer);
    case TokenKind::kArrayBufferView:
      return WriteView(token);
    case TokenKind::kWasmModule:
      return Met(token.id, writer_.WasmModule(token.index));
    case TokenKind::kSharedValue:
      return writer_.SharedValue(token.index);
    case TokenKind::kHostObject:
      return Met(token.id, writer_.HostObject(token.index));
    case TokenKind::kBlinkObject:
      status_ = absl::UnimplementedError(absl::StrCat(
          "At byte ", token.offset, ": an object of Blink's (tag 0x",
          absl::Hex(token.blink.tag, absl::kZeroPad2),
          "), which no V8 reads by itself."));
      return;
    case TokenKind::kWasmMemory:
      Met(token.id, writer_.BeginWasmMemory(token.max_pages, token.memory64));
      WriteBuffer(token.buffer);
      return writer_.EndWasmMemory();
  }
}

// Of an error that has its parts in another order.
void TokenWriter::WriteLateParts(const Token& error) {
  auto parts = std::lower_bound(late_.begin(), late_.end(), error.offset,
                                [](const LateErrorParts& at, size_t offset) {
                                  return at.error < offset;
                                });
  if (parts == late_.end() || parts->error != error.offset) return;
  if (parts->message.data != nullptr) writer_.Message(parts->message);
  if (parts->stack.data != nullptr) writer_.Stack(parts->stack);
  open_.back().parts_written = true;
}

void TokenWriter::WriteView(const Token& token) {
  Writer::ViewOptions view;
  view.byte_offset = token.view.byte_offset;
  view.byte_length = token.view.byte_length;
  view.length_tracking = token.view.length_tracking;
  view.resizable_buffer = token.buffer.resizable;
  if (token.view.host_record) {
    Met(token.id, writer_.BeginHostView());
    WriteBuffer(token.buffer);
    return writer_.EndHostView(token.view.type, view);
  }
  WriteBuffer(token.buffer);
  Met(token.id, writer_.View(token.view.type, view));
}

void TokenWriter::WriteBuffer(const Buffer& buffer) {
  Writer::ObjectId written = IdOf(buffer.id);
  if (written != kNoId) return writer_.Reference(written);
  if (replace_buffer_ && replace_buffer_(buffer.id)) return;
  switch (buffer.kind) {
    case Buffer::Kind::kInline:
      return Met(buffer.id, writer_.ArrayBuffer(buffer.bytes));
    case Buffer::Kind::kResizable:
      return Met(buffer.id, writer_.ResizableArrayBuffer(
                                buffer.bytes, buffer.max_byte_length));
    case Buffer::Kind::kImmutable:
    case Buffer::Kind::kSharedImmutable:
      return Met(buffer.id, writer_.ImmutableArrayBuffer(buffer.bytes));
    case Buffer::Kind::kTransferred:
      return Met(buffer.id, writer_.TransferredArrayBuffer(buffer.index));
    case Buffer::Kind::kShared:
      if (message_.shared[buffer.index].is_wasm_memory) {
        status_ = absl::UnimplementedError(
            "Memory of a WebAssembly.Memory is not transcoded.");
        return;
      }
      return Met(buffer.id, writer_.SharedArrayBuffer(buffer.index));
  }
}

void TokenWriter::Met(uint32_t id, Writer::ObjectId written) {
  if (id == kNoId) return;
  if (id >= ids_.size()) ids_.resize(size_t{id} + 1, kNoId);
  ids_[id] = written;
}

void TokenWriter::End() {
  TokenKind kind = open_.back().kind;
  open_.pop_back();
  switch (kind) {
    case TokenKind::kBeginObject:
      return writer_.EndObject();
    case TokenKind::kBeginArray:
      return writer_.EndArray();
    case TokenKind::kBeginSparseArray:
      return writer_.EndSparseArray();
    case TokenKind::kBeginMap:
      return writer_.EndMap();
    case TokenKind::kBeginSet:
      return writer_.EndSet();
    default:
      return writer_.EndError();
  }
}

}  // namespace ferry::wire::internal
