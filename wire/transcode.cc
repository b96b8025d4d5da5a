#include "ferry/wire/transcode.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "ferry/wire/internal/late_error_parts.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {
namespace {

// Writes each token as it is read.
class Transcoder {
 public:
  Transcoder(const MessageView& message, const WriterOptions& writer,
             const ReaderOptions& reader)
      : message_(message),
        reader_(message, reader),
        late_(internal::FindLateErrorParts(message, reader)),
        writer_(writer) {}

  absl::StatusOr<std::vector<uint8_t>> Run() {
    for (uint32_t value = 0;; ++value) {
      while (status_.ok() && writer_.ok() && reader_.Next())
        Write(reader_.token());
      if (!reader_.ok()) return reader_.status();
      if (!status_.ok()) return status_;
      if (value == message_.data_values || !reader_.NextValue()) break;
    }
    return std::move(writer_).Finish();
  }

 private:
  void Write(const Token& token) {
    if (token.kind == TokenKind::kEnd) {
      End(open_.back());
      open_.pop_back();
      return;
    }
    switch (token.role) {
      case Role::kProperty:
        writer_.Key(token.key);
        break;
      case Role::kMessage:
        if (!written_late()) writer_.Message(token.text);
        return;
      case Role::kStack:
        if (!written_late()) writer_.Stack(token.text);
        return;
      case Role::kCause:
        writer_.Cause();
        break;
      default:
        break;
    }
    if (token.opens()) open_.push_back({token.kind, false});
    WriteValue(token);
  }

  void WriteValue(const Token& token) {
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
        return WriteLateParts();
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
      case TokenKind::kWasmMemory:
        Met(token.id, writer_.BeginWasmMemory(token.max_pages, token.memory64));
        WriteBuffer(token.buffer);
        return writer_.EndWasmMemory();
    }
  }

  // Of an error that has its parts in another order.
  void WriteLateParts() {
    size_t error = errors_++;
    if (next_late_ == late_.size() || late_[next_late_].error != error) return;
    const internal::LateErrorParts& parts = late_[next_late_++];
    if (parts.message.data != nullptr) writer_.Message(parts.message);
    if (parts.stack.data != nullptr) writer_.Stack(parts.stack);
    open_.back().parts_written = true;
  }
  bool written_late() const { return open_.back().parts_written; }

  void WriteView(const Token& token) {
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

  void WriteBuffer(const Buffer& buffer) {
    if (buffer.met_before) return writer_.Reference(IdOf(buffer.id));
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

  // The ids of the reader and those of the writer go up together, but not each
  // object of one is an object of the other.
  void Met(uint32_t id, Writer::ObjectId written) {
    if (id == kNoId) return;
    if (id >= ids_.size()) ids_.resize(size_t{id} + 1, kNoId);
    ids_[id] = written;
  }
  Writer::ObjectId IdOf(uint32_t id) const {
    return id < ids_.size() ? ids_[id] : kNoId;
  }

  struct Open {
    TokenKind kind;
    bool parts_written;  // Of an error.
  };

  void End(const Open& open) {
    switch (open.kind) {
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

  const MessageView& message_;
  Reader reader_;
  const std::vector<internal::LateErrorParts> late_;
  Writer writer_;
  absl::Status status_;
  size_t errors_ = 0;
  size_t next_late_ = 0;
  std::vector<Open> open_;
  std::vector<Writer::ObjectId> ids_;
};

}  // namespace

absl::StatusOr<std::vector<uint8_t>> Transcode(const MessageView& message,
                                               const WriterOptions& writer,
                                               const ReaderOptions& reader) {
  return Transcoder(message, writer, reader).Run();
}

}  // namespace ferry::wire
