#include "ferry/tests/wire/support/wire_tree.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ferry/wire/number_text.h"
#include "ferry/wire/reader.h"

namespace ferry::wire::testing {
namespace {

// As JSON.stringify writes a string.
std::string Quote(const Text& text) {
  std::u16string units;
  AppendUtf16(text, units);
  std::string out = "\"";
  for (size_t i = 0; i < units.size(); ++i) {
    char16_t unit = units[i];
    bool high = (unit & 0xfc00) == 0xd800;
    bool low = (unit & 0xfc00) == 0xdc00;
    bool pair =
        high && i + 1 < units.size() && (units[i + 1] & 0xfc00) == 0xdc00;
    static constexpr char kNamed[] = "btn?fr";
    if (unit == '"' || unit == '\\') {
      absl::StrAppend(&out, "\\", std::string(1, static_cast<char>(unit)));
    } else if (unit >= 8 && unit <= 13 && unit != 11) {
      absl::StrAppend(&out, "\\", std::string(1, kNamed[unit - 8]));
    } else if (unit < 0x20 || low || (high && !pair)) {
      absl::StrAppend(&out, "\\u",
                      absl::Hex(static_cast<uint32_t>(unit), absl::kZeroPad4));
    } else {
      size_t size = pair ? 2 : 1;
      Text part{reinterpret_cast<const uint8_t*>(units.data() + i), 2 * size,
                Text::Encoding::kUtf16};
      AppendUtf8(part, out);
      i += size - 1;
    }
  }
  return out + "\"";
}

std::string NumberToString(double number) {
  if (number == 0 && std::signbit(number)) return "-0";
  return std::string(NumberText(number).view());
}

std::string KeyToString(const Key& key) {
  if (key.kind == Key::Kind::kString) return Quote(key.text);
  return absl::StrCat("\"", NumberText(key.number).view(), "\"");
}

std::string BigIntToString(bool negative, absl::Span<const uint8_t> bytes) {
  // Nine decimal digits at a time.
  std::vector<uint32_t> parts = {0};
  for (size_t i = bytes.size(); i > 0; --i) {
    uint64_t carry = bytes[i - 1];
    for (uint32_t& part : parts) {
      uint64_t value = uint64_t{part} * 256 + carry;
      part = static_cast<uint32_t>(value % 1000000000);
      carry = value / 1000000000;
    }
    if (carry != 0) parts.push_back(static_cast<uint32_t>(carry));
  }
  std::string digits = absl::StrCat(parts.back());
  for (size_t i = parts.size() - 1; i > 0; --i) {
    std::string part = absl::StrCat(parts[i - 1]);
    absl::StrAppend(&digits, std::string(9 - part.size(), '0'), part);
  }
  return negative && digits != "0" ? "-" + digits : digits;
}

// What RegExp.prototype.source gives.
std::string RegExpSource(const Text& text) {
  std::u16string units;
  AppendUtf16(text, units);
  if (units.empty()) return "\"(?:)\"";
  std::u16string out;
  bool escaped = false;
  bool in_class = false;
  for (char16_t unit : units) {
    bool line =
        unit == '\n' || unit == '\r' || unit == 0x2028 || unit == 0x2029;
    if (!escaped && unit == '[') in_class = true;
    if (!escaped && unit == ']') in_class = false;
    if (!escaped && ((unit == '/' && !in_class) || line)) out.push_back('\\');
    if (unit == '\n') {
      out.push_back('n');
    } else if (unit == '\r') {
      out.push_back('r');
    } else if (line) {
      out.append(unit == 0x2028 ? u"u2028" : u"u2029");
    } else {
      out.push_back(unit);
    }
    escaped = unit == '\\' && !escaped;
  }
  return Quote({reinterpret_cast<const uint8_t*>(out.data()), 2 * out.size(),
                Text::Encoding::kUtf16});
}

std::string RegExpFlags(uint32_t flags) {
  static constexpr std::pair<uint32_t, char> kLetters[] = {
      {kRegExpHasIndices, 'd'},  {kRegExpGlobal, 'g'}, {kRegExpIgnoreCase, 'i'},
      {kRegExpMultiline, 'm'},   {kRegExpDotAll, 's'}, {kRegExpUnicode, 'u'},
      {kRegExpUnicodeSets, 'v'}, {kRegExpSticky, 'y'}};
  std::string text;
  for (auto [bit, letter] : kLetters) {
    if ((flags & bit) != 0) text.push_back(letter);
  }
  return text;
}

const char* ErrorName(ErrorType type) {
  static constexpr const char* kNames[] = {
      "Error",       "EvalError", "RangeError", "ReferenceError",
      "SyntaxError", "TypeError", "URIError"};
  return kNames[static_cast<int>(type)];
}

const char* ViewName(ViewType type) {
  switch (type) {
    case ViewType::kInt8:
      return "Int8Array";
    case ViewType::kUint8:
      return "Uint8Array";
    case ViewType::kUint8Clamped:
      return "Uint8ClampedArray";
    case ViewType::kInt16:
      return "Int16Array";
    case ViewType::kUint16:
      return "Uint16Array";
    case ViewType::kInt32:
      return "Int32Array";
    case ViewType::kUint32:
      return "Uint32Array";
    case ViewType::kFloat16:
      return "Float16Array";
    case ViewType::kFloat32:
      return "Float32Array";
    case ViewType::kFloat64:
      return "Float64Array";
    case ViewType::kBigInt64:
      return "BigInt64Array";
    case ViewType::kBigUint64:
      return "BigUint64Array";
    case ViewType::kDataView:
      return "DataView";
  }
  return "?";
}

// A value; objects get their printed id only when they are printed, because
// properties are not printed in the order of the wire.
struct Node {
  std::string kind;
  std::string before;  // Text after the id.
  struct Property {
    std::string key;  // Quoted.
    std::optional<uint32_t> index;
    Node* value;
  };
  std::vector<Property> properties;
  std::vector<Node*> entries;  // Of a Map, keys and values in turn.
  std::string primitive;       // All of the text, where it is no object.
  Node* nested = nullptr;      // A view's buffer, an error's cause.
  bool has_properties = false;
  bool is_array = false;
  uint32_t length = 0;
  bool has_entries = false;
  bool is_map = false;
  std::string name = {}, message = "\"\"", stack = "null";
};

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
    return Print(root);
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
        return Object(
            token.id, "regexp",
            absl::StrCat(R"(,"source":)", RegExpSource(token.text),
                         R"(,"flags":")", RegExpFlags(token.flags), "\""));
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

  // As SameValueZero tells keys of a Map apart.
  std::string Identity(const Node* node) {
    if (node->primitive.empty()) {
      return absl::StrCat(reinterpret_cast<uintptr_t>(node));
    }
    return node->primitive == R"({"k":"number","v":"-0"})"
               ? R"({"k":"number","v":"0"})"
               : node->primitive;
  }

  std::string Print(Node* node) {
    if (!node->primitive.empty()) return node->primitive;
    auto [at, is_new] = printed_.try_emplace(node, printed_.size());
    size_t id = at->second;
    if (!is_new) return absl::StrCat(R"({"k":"ref","id":)", id, "}");
    std::string out =
        absl::StrCat(R"({"k":")", node->kind, R"(","id":)", id, node->before);
    if (node->kind == "error") {
      absl::StrAppend(&out, R"(,"name":")", node->name, R"(","message":)",
                      node->message, R"(,"stack":)", node->stack);
      if (node->nested != nullptr) {
        absl::StrAppend(&out, R"(,"cause":)", Print(node->nested));
      }
    } else if (node->nested != nullptr) {
      absl::StrAppend(&out, Print(node->nested));
    }
    if (node->is_array) absl::StrAppend(&out, GrownLength(*node), ",");
    if (node->has_properties) AppendProperties(*node, out);
    if (node->has_entries) AppendEntries(*node, out);
    return out + "}";
  }

  // An index above the length makes the array longer.
  uint32_t GrownLength(const Node& node) {
    uint32_t length = node.length;
    for (const Node::Property& property : node.properties) {
      if (property.index) length = std::max(length, *property.index + 1);
    }
    return length;
  }

  void AppendProperties(Node& node, std::string& out) {
    std::stable_sort(node.properties.begin(), node.properties.end(),
                     [](const Node::Property& a, const Node::Property& b) {
                       if (a.index && b.index) return *a.index < *b.index;
                       return a.index.has_value() && !b.index.has_value();
                     });
    absl::StrAppend(&out, node.is_array ? "" : ",", R"("props":[)");
    const char* comma = "";
    for (const Node::Property& property : node.properties) {
      absl::StrAppend(&out, comma, "[", property.key, ",",
                      Print(property.value), "]");
      comma = ",";
    }
    out += "]";
  }

  void AppendEntries(Node& node, std::string& out) {
    size_t step = node.is_map ? 2 : 1;
    std::map<std::string, size_t> met;
    std::vector<std::pair<Node*, Node*>> entries;
    for (size_t i = 0; i + step <= node.entries.size(); i += step) {
      Node* value = node.entries[i + step - 1];
      auto [at, is_new] =
          met.try_emplace(Identity(node.entries[i]), entries.size());
      if (is_new) {
        entries.push_back({node.entries[i], value});
      } else {
        entries[at->second].second = value;
      }
    }
    absl::StrAppend(&out, R"(,"entries":[)");
    const char* comma = "";
    for (auto& [key, value] : entries) {
      std::string identity = Identity(key);
      // A key that is -0 is 0 in a Map.
      std::string text = key->primitive.empty() ? Print(key) : identity;
      if (node.is_map) {
        absl::StrAppend(&out, comma, "[", text, ",", Print(value), "]");
      } else {
        absl::StrAppend(&out, comma, text);
      }
      comma = ",";
    }
    out += "]";
  }

  Reader reader_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::vector<Node*> open_;
  std::unordered_map<uint32_t, Node*> by_id_;
  std::unordered_map<Node*, size_t> printed_;
};

}  // namespace

absl::StatusOr<std::string> WireTree(const MessageView& message,
                                     const ReaderOptions& options) {
  return TreeMaker(message, options).Make();
}

}  // namespace ferry::wire::testing
