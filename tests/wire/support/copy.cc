#include "ferry/tests/wire/support/copy.h"

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <utility>

#include "ferry/wire/reader.h"

namespace ferry::wire::testing {
namespace {

class Copier {
 public:
  Copier(const MessageView& message, const ReaderOptions& reader_options,
         const WriterOptions& writer_options)
      : message_(message),
        options_(reader_options),
        reader_(message, reader_options),
        writer_(writer_options) {}

  absl::StatusOr<std::vector<uint8_t>> Run() {
    for (; reader_.Next(); ++tokens_) Write(reader_.token());
    if (!reader_.ok()) return reader_.status();
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
      case Role::kStack:
        return;  // Written by BeginError.
      case Role::kCause:
        writer_.Cause();
        break;
      default:
        break;
    }
    if (token.opens()) open_.push_back(token.kind);
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
        return writer_.Reference(ids_[token.id]);
      case TokenKind::kBeginObject:
        return Met(token, writer_.BeginObject());
      case TokenKind::kBeginArray:
        return Met(token, writer_.BeginArray(token.length));
      case TokenKind::kBeginSparseArray:
        return Met(token, writer_.BeginSparseArray(token.length));
      case TokenKind::kBeginMap:
        return Met(token, writer_.BeginMap());
      case TokenKind::kBeginSet:
        return Met(token, writer_.BeginSet());
      case TokenKind::kBeginError:
        Met(token, writer_.BeginError(token.error_type));
        return WriteErrorTexts();
      case TokenKind::kEnd:
        return;
      case TokenKind::kDate:
        return Met(token, writer_.Date(token.number));
      case TokenKind::kBooleanObject:
        return Met(token, writer_.BooleanObject(token.boolean));
      case TokenKind::kNumberObject:
        return Met(token, writer_.NumberObject(token.number));
      case TokenKind::kBigIntObject:
        return Met(token, writer_.BigIntObject(token.negative, token.bytes));
      case TokenKind::kStringObject:
        return Met(token, writer_.StringObject(token.text));
      case TokenKind::kRegExp:
        return Met(token, writer_.RegExp(token.text, token.flags));
      case TokenKind::kArrayBuffer:
      case TokenKind::kSharedArrayBuffer:
        return WriteBuffer(token.buffer);
      case TokenKind::kArrayBufferView: {
        WriteBuffer(token.buffer);
        Writer::ViewOptions view;
        view.byte_offset = token.view.byte_offset;
        view.byte_length = token.view.byte_length;
        view.length_tracking = token.view.length_tracking;
        view.resizable_buffer = token.buffer.resizable;
        return Met(token, writer_.View(token.view.type, view));
      }
      case TokenKind::kWasmModule:
        return Met(token, writer_.WasmModule(token.index));
      case TokenKind::kSharedValue:
        return writer_.SharedValue(token.index);
      case TokenKind::kHostObject:
        return Met(token, writer_.HostObject(token.index));
      case TokenKind::kWasmMemory:
        return writer_.Null();
    }
  }

  // The cause may come before them, but is written after them: looks ahead.
  void WriteErrorTexts() {
    Reader ahead(message_, options_);
    for (size_t i = 0; i <= tokens_; ++i) ahead.Next();
    size_t depth = ahead.depth();
    std::optional<Text> message;
    std::optional<Text> stack;
    while (ahead.Next() && ahead.depth() >= depth) {
      const Token& token = ahead.token();
      if (ahead.depth() > depth || token.kind == TokenKind::kEnd) continue;
      if (token.role == Role::kMessage) message = token.text;
      if (token.role == Role::kStack) stack = token.text;
    }
    if (message) writer_.Message(*message);
    if (stack) writer_.Stack(*stack);
  }

  void WriteBuffer(const Buffer& buffer) {
    if (buffer.met_before) return writer_.Reference(ids_[buffer.id]);
    switch (buffer.kind) {
      case Buffer::Kind::kInline:
        ids_[buffer.id] = writer_.ArrayBuffer(buffer.bytes);
        return;
      case Buffer::Kind::kResizable:
        ids_[buffer.id] =
            writer_.ResizableArrayBuffer(buffer.bytes, buffer.max_byte_length);
        return;
      case Buffer::Kind::kImmutable:
      case Buffer::Kind::kSharedImmutable:
        ids_[buffer.id] = writer_.ImmutableArrayBuffer(buffer.bytes);
        return;
      case Buffer::Kind::kTransferred:
        ids_[buffer.id] = writer_.TransferredArrayBuffer(buffer.index);
        return;
      case Buffer::Kind::kShared:
        ids_[buffer.id] = writer_.SharedArrayBuffer(buffer.index);
        return;
    }
  }

  void Met(const Token& token, Writer::ObjectId id) { ids_[token.id] = id; }

  void End(TokenKind kind) {
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

  const MessageView message_;
  const ReaderOptions options_;
  Reader reader_;
  size_t tokens_ = 0;
  Writer writer_;
  std::vector<TokenKind> open_;
  std::unordered_map<uint32_t, Writer::ObjectId> ids_;
};

}  // namespace

absl::StatusOr<std::vector<uint8_t>> Copy(const MessageView& message,
                                          const ReaderOptions& reader_options,
                                          const WriterOptions& writer_options) {
  return Copier(message, reader_options, writer_options).Run();
}

}  // namespace ferry::wire::testing
