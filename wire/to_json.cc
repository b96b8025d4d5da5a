#include "ferry/wire/to_json.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/bigint_text.h"
#include "ferry/wire/internal/blink_json.h"
#include "ferry/wire/internal/json_number.h"
#include "ferry/wire/internal/json_string.h"
#include "ferry/wire/internal/names.h"
#include "ferry/wire/internal/number_text.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {
namespace {

class JsonWriter {
 public:
  JsonWriter(const MessageView& message, const JsonOptions& options,
             const ReaderOptions& reader)
      : options_(options), reader_(message, reader) {}

  absl::StatusOr<std::string> Run() {
    while (reader_.Next()) {
      Write(reader_.token());
      if (out_.size() > options_.max_size) {
        return absl::ResourceExhaustedError(
            "The text exceeds JsonOptions::max_size.");
      }
    }
    if (!reader_.ok()) return reader_.status();
    return std::move(out_);
  }

 private:
  // A container that is open.
  struct Open {
    TokenKind kind;
    bool empty = true;
    bool properties = false;  // Of a dense array, after its elements.
  };

  void Write(const Token& token) {
    if (token.kind == TokenKind::kEnd) {
      End(open_.back());
      open_.pop_back();
      return;
    }
    BeginItem(token);
    if (token.opens()) {
      Begin(token);
      open_.push_back({.kind = token.kind,
                       .empty = token.kind != TokenKind::kBeginError &&
                                token.kind != TokenKind::kBeginSparseArray});
    } else {
      Leaf(token);
    }
  }

  // The comma, the key, and what else comes before a value.
  void BeginItem(const Token& token) {
    if (open_.empty()) return;
    Open& open = open_.back();
    bool second = token.role == Role::kMapValue;
    if (!open.empty || second) out_ += ",";
    open.empty = false;
    switch (token.role) {
      case Role::kProperty:
        if (open.kind == TokenKind::kBeginArray && !open.properties) {
          out_ += "{\"$properties\":{";
          open.properties = true;
        }
        WriteKey(token.key);
        break;
      case Role::kMapKey:
        out_ += "[";
        break;
      case Role::kMessage:
        out_ += "\"message\":";
        break;
      case Role::kStack:
        out_ += "\"stack\":";
        break;
      case Role::kCause:
        out_ += "\"cause\":";
        break;
      default:
        break;
    }
    if (second) value_of_map_ = true;
  }

  void Begin(const Token& token) {
    switch (token.kind) {
      case TokenKind::kBeginArray:
        out_ += "[";
        break;
      case TokenKind::kBeginSparseArray:
        absl::StrAppend(&out_, "{\"$sparse\":", token.length);
        break;
      case TokenKind::kBeginMap:
        out_ += "{\"$map\":[";
        break;
      case TokenKind::kBeginSet:
        out_ += "{\"$set\":[";
        break;
      case TokenKind::kBeginError:
        absl::StrAppend(&out_, "{\"$error\":\"", ErrorName(token.error_type),
                        "\"");
        break;
      default:
        out_ += "{";
    }
    map_values_.push_back(value_of_map_);
    value_of_map_ = false;
  }

  void End(const Open& open) {
    switch (open.kind) {
      case TokenKind::kBeginArray:
        out_ += open.properties ? "}}]" : "]";
        break;
      case TokenKind::kBeginMap:
      case TokenKind::kBeginSet:
        out_ += "]}";
        break;
      default:
        out_ += "}";
    }
    value_of_map_ = map_values_.back();
    map_values_.pop_back();
    EndItem();
  }

  void EndItem() {
    if (value_of_map_) out_ += "]";
    value_of_map_ = false;
  }

  void WriteKey(const Key& key) {
    if (key.kind == Key::Kind::kNumber) {
      absl::StrAppend(&out_, "\"", NumberText(key.number).view(), "\":");
      return;
    }
    size_t quote = out_.size();
    AppendVisibleString(key.text, out_);
    if (out_[quote + 1] == '$') out_.insert(quote + 1, "$");
    out_ += ":";
  }

  void Leaf(const Token& token) {
    WriteLeaf(token);
    EndItem();
  }

  void WriteLeaf(const Token& token) {
    switch (token.kind) {
      case TokenKind::kUndefined:
        out_ += "{\"$undefined\":true}";
        break;
      case TokenKind::kNull:
        out_ += "null";
        break;
      case TokenKind::kBoolean:
        out_ += token.boolean ? "true" : "false";
        break;
      case TokenKind::kInt32:
      case TokenKind::kUint32:
      case TokenKind::kDouble:
        AppendJsonNumber(token.number, out_);
        break;
      case TokenKind::kBigInt:
      case TokenKind::kBigIntObject:
        WriteBigInt(token);
        break;
      case TokenKind::kString:
        AppendVisibleString(token.text, out_);
        break;
      case TokenKind::kHole:
        out_ += "{\"$hole\":true}";
        break;
      case TokenKind::kReference:
        absl::StrAppend(&out_, "{\"$ref\":", token.id, "}");
        break;
      case TokenKind::kDate:
        out_ += "{\"$date\":";
        AppendJsonNumber(token.number, out_);
        out_ += "}";
        break;
      case TokenKind::kBooleanObject:
        absl::StrAppend(&out_,
                        "{\"$Boolean\":", token.boolean ? "true}" : "false}");
        break;
      case TokenKind::kNumberObject:
        out_ += "{\"$Number\":";
        AppendJsonNumber(token.number, out_);
        out_ += "}";
        break;
      case TokenKind::kStringObject:
        out_ += "{\"$String\":";
        AppendVisibleString(token.text, out_);
        out_ += "}";
        break;
      case TokenKind::kRegExp:
        out_ += "{\"$regexp\":";
        AppendVisibleString(token.text, out_);
        absl::StrAppend(&out_, ",\"flags\":\"", RegExpFlagLetters(token.flags),
                        "\"}");
        break;
      case TokenKind::kArrayBuffer:
      case TokenKind::kSharedArrayBuffer:
        WriteBuffer(token.buffer);
        break;
      case TokenKind::kArrayBufferView:
        absl::StrAppend(&out_, "{\"$view\":\"", ViewName(token.view.type),
                        "\",\"byteOffset\":", token.view.byte_offset,
                        ",\"byteLength\":", token.view.byte_length,
                        ",\"buffer\":");
        WriteBuffer(token.buffer);
        out_ += "}";
        break;
      case TokenKind::kWasmModule:
        absl::StrAppend(&out_, "{\"$wasmModule\":", token.index, "}");
        break;
      case TokenKind::kWasmMemory:
        absl::StrAppend(&out_, "{\"$wasmMemory\":", token.max_pages,
                        ",\"buffer\":");
        WriteBuffer(token.buffer);
        out_ += "}";
        break;
      case TokenKind::kSharedValue:
        absl::StrAppend(&out_, "{\"$sharedValue\":", token.index, "}");
        break;
      case TokenKind::kHostObject:
        absl::StrAppend(&out_, "{\"$hostObject\":", token.index, "}");
        break;
      case TokenKind::kBlinkObject:
        AppendBlinkObject(token, options_.buffer_bytes, out_);
        break;
      default:
        break;
    }
  }

  void WriteBigInt(const Token& token) {
    absl::StrAppend(&out_, "{\"$",
                    token.kind == TokenKind::kBigInt ? "bigint" : "BigInt",
                    "\":\"", BigIntText(token.negative, token.bytes), "\"}");
  }

  void WriteBuffer(const Buffer& buffer) {
    if (buffer.met_before) {
      absl::StrAppend(&out_, "{\"$ref\":", buffer.id, "}");
      return;
    }
    static constexpr const char* kNames[] = {"arrayBuffer", "resizable",
                                             "immutable",   "transferred",
                                             "shared",      "sharedImmutable"};
    size_t shown = std::min(buffer.bytes.size(), options_.buffer_bytes);
    absl::StrAppend(
        &out_, "{\"$", kNames[static_cast<int>(buffer.kind)], "\":\"",
        absl::BytesToHexString(
            {reinterpret_cast<const char*>(buffer.bytes.data()), shown}),
        "\",\"byteLength\":", buffer.byte_length);
    if (buffer.resizable) {
      absl::StrAppend(&out_, ",\"maxByteLength\":", buffer.max_byte_length);
    }
    out_ += "}";
  }

  const JsonOptions options_;
  Reader reader_;
  std::string out_;
  std::vector<Open> open_;
  // Whether the value that comes, or each container that is open, is the second
  // part of a Map's entry.
  bool value_of_map_ = false;
  std::vector<bool> map_values_;
};

}  // namespace

absl::StatusOr<std::string> ToJson(const MessageView& message,
                                   const JsonOptions& options,
                                   const ReaderOptions& reader) {
  return JsonWriter(message, options, reader).Run();
}

}  // namespace ferry::wire
