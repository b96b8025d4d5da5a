#include "ferry/tests/wire/support/wire_tree.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ferry/tests/wire/support/tree_node.h"
#include "ferry/tests/wire/support/tree_text.h"
#include "ferry/wire/internal/names.h"
#include "ferry/wire/reader.h"

namespace ferry::wire::testing {
namespace {

class TreeMaker {
 public:
  TreeMaker(const MessageView& message, const ReaderOptions& options)
      : reader_(message, options) {}

  absl::StatusOr<std::string> Make() {
    Node* root = nullptr;
    while (reader_.Next()) {
      const Token& token = reader_.token();
      if (token.kind == TokenKind::kEnd) {
        open_.pop_back();
        continue;
      }
      Node* node = ToNode(token);
      if (open_.empty()) {
        root = node;
      } else {
        Attach(*open_.back(), token, node);
      }
      if (token.opens()) open_.push_back(node);
    }
    if (!reader_.ok()) return reader_.status();
    return PrintTree(root);
  }

 private:
  Node* New() {
    nodes_.push_back(std::make_unique<Node>());
    return nodes_.back().get();
  }
  Node* Primitive(std::string text) {
    Node* node = New();
    node->primitive = std::move(text);
    return node;
  }
  Node* Simple(const char* kind, const std::string& value) {
    return Primitive(absl::StrCat(R"({"k":")", kind, R"(","v":)", value, "}"));
  }
  Node* Object(uint32_t id, const char* kind, std::string before = "") {
    Node* node = New();
    node->kind = kind;
    node->before = std::move(before);
    if (id != kNoId) by_id_[id] = node;
    return node;
  }
  Node* Wrapper(const Token& token, const char* kind,
                const std::string& value) {
    return Object(token.id, kind, absl::StrCat(R"(,"v":)", value));
  }

  Node* ToNode(const Token& token) {
    auto quoted = [](const std::string& text) {
      return absl::StrCat("\"", text, "\"");
    };
    switch (token.kind) {
      case TokenKind::kUndefined:
        return Primitive(R"({"k":"undefined"})");
      case TokenKind::kNull:
        return Primitive(R"({"k":"null"})");
      case TokenKind::kBoolean:
        return Primitive(token.boolean ? R"({"k":"true"})"
                                       : R"({"k":"false"})");
      case TokenKind::kInt32:
      case TokenKind::kUint32:
      case TokenKind::kDouble:
        return Simple("number", quoted(NumberToString(token.number)));
      case TokenKind::kBigInt:
        return Simple("bigint",
                      quoted(BigIntToString(token.negative, token.bytes)));
      case TokenKind::kString:
        return Simple("string", Quote(token.text));
      case TokenKind::kHole:
      case TokenKind::kEnd:
        return nullptr;
      case TokenKind::kReference:
        return by_id_[token.id];
      case TokenKind::kBeginObject:
      case TokenKind::kBeginArray:
      case TokenKind::kBeginSparseArray: {
        bool array = token.kind != TokenKind::kBeginObject;
        Node* node = Object(token.id, array ? "array" : "object",
                            array ? R"(,"length":)" : "");
        node->has_properties = true;
        node->is_array = array;
        node->length = token.length;
        return node;
      }
      case TokenKind::kBeginMap:
      case TokenKind::kBeginSet: {
        bool map = token.kind == TokenKind::kBeginMap;
        Node* node = Object(token.id, map ? "map" : "set");
        node->has_entries = true;
        node->is_map = map;
        return node;
      }
      case TokenKind::kBeginError: {
        Node* node = Object(token.id, "error");
        node->name = ErrorName(token.error_type);
        return node;
      }
      case TokenKind::kDate:
        return Wrapper(token, "date", quoted(NumberToString(token.number)));
      case TokenKind::kBooleanObject:
        return Wrapper(token, "Boolean", token.boolean ? "true" : "false");
      case TokenKind::kNumberObject:
        return Wrapper(token, "Number", quoted(NumberToString(token.number)));
      case TokenKind::kBigIntObject:
        return Wrapper(token, "BigInt",
                       quoted(BigIntToString(token.negative, token.bytes)));
      case TokenKind::kStringObject:
        return Wrapper(token, "String", Quote(token.text));
      case TokenKind::kRegExp:
        return Object(token.id, "regexp",
                      absl::StrCat(R"(,"source":)", RegExpSource(token.text),
                                   R"(,"flags":")",
                                   RegExpFlagLetters(token.flags), "\""));
      case TokenKind::kArrayBuffer:
      case TokenKind::kSharedArrayBuffer:
        return BufferNode(token.buffer);
      case TokenKind::kArrayBufferView: {
        Node* buffer = BufferNode(token.buffer);
        Node* view =
            Object(token.id, "view",
                   absl::StrCat(R"(,"type":")", ViewName(token.view.type),
                                R"(","byteOffset":)", token.view.byte_offset,
                                R"(,"byteLength":)", token.view.byte_length,
                                R"(,"buffer":)"));
        view->nested = buffer;
        return view;
      }
      case TokenKind::kWasmModule:
        return Object(token.id, "module", absl::StrCat(",", token.index));
      case TokenKind::kWasmMemory:
        return Object(token.id, "memory");
      case TokenKind::kSharedValue:
        return Primitive(
            absl::StrCat(R"({"k":"shared","v":)", token.index, "}"));
      case TokenKind::kHostObject:
        return Object(token.id, "host",
                      absl::StrCat(R"(,"index":)", token.index));
      case TokenKind::kBlinkObject:
        return Object(token.id, "blink",
                      absl::StrCat(R"(,"tag":)", token.blink.tag));
    }
    return nullptr;
  }

  Node* BufferNode(const Buffer& buffer) {
    if (buffer.met_before) return by_id_[buffer.id];
    absl::string_view bytes(reinterpret_cast<const char*>(buffer.bytes.data()),
                            buffer.bytes.size());
    std::string text =
        absl::StrCat(R"(,"hex":")", absl::BytesToHexString(bytes), "\"");
    if (buffer.resizable) {
      absl::StrAppend(&text, R"(,"maxByteLength":)", buffer.max_byte_length);
    }
    return Object(buffer.id,
                  buffer.shared() ? "sharedarraybuffer" : "arraybuffer", text);
  }

  void Attach(Node& parent, const Token& token, Node* node) {
    if (token.role == Role::kElement) {
      if (node == nullptr) return;
      parent.properties.push_back(
          {absl::StrCat("\"", token.index, "\""), token.index, node});
    } else if (token.role == Role::kProperty) {
      std::string key = KeyToString(token.key);
      std::string digits = key.substr(1, key.size() - 2);
      uint32_t index;
      bool is_index = absl::SimpleAtoi(digits, &index) &&
                      absl::StrCat(index) == digits && index != UINT32_MAX;
      Node::Property property{
          key, is_index ? std::optional(index) : std::nullopt, node};
      // Version 0 overwrites.
      for (Node::Property& old : parent.properties) {
        if (old.key == key && token.id == kNoId) {
          old = property;
          return;
        }
      }
      parent.properties.push_back(property);
    } else if (token.role == Role::kMessage) {
      parent.message = Quote(token.text);
    } else if (token.role == Role::kStack) {
      parent.stack = Quote(token.text);
    } else if (token.role == Role::kCause) {
      parent.nested = node;
    } else {
      parent.entries.push_back(node);
    }
  }

  Reader reader_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<Node*> open_;
  std::unordered_map<uint32_t, Node*> by_id_;
};

}  // namespace

absl::StatusOr<std::string> WireTree(const MessageView& message,
                                     const ReaderOptions& options) {
  return TreeMaker(message, options).Make();
}

}  // namespace ferry::wire::testing
