#include "tools/wirecat/hex_view.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "ferry/wire/json_string.h"
#include "ferry/wire/names.h"
#include "ferry/wire/number_text.h"
#include "ferry/wire/reader.h"

namespace ferry::wirecat {
namespace {

using wire::Role;
using wire::Token;
using wire::TokenKind;

std::string Quoted(wire::Text text) {
  constexpr size_t kMost = 60;
  bool cut = text.size > kMost;
  text.size = std::min(text.size, kMost);
  std::string out;
  wire::AppendJsonString(text, out);
  return cut ? absl::StrCat(out, "...") : out;
}

std::string Id(uint32_t id) { return absl::StrCat(" #", id); }

std::string Buffer(const wire::Buffer& buffer) {
  if (buffer.met_before) return absl::StrCat("buffer", Id(buffer.id));
  static constexpr const char* kNames[] = {
      "ArrayBuffer",           "resizable ArrayBuffer",
      "immutable ArrayBuffer", "transferred ArrayBuffer",
      "SharedArrayBuffer",     "shared immutable ArrayBuffer"};
  return absl::StrCat(kNames[static_cast<int>(buffer.kind)], Id(buffer.id),
                      ", ", buffer.byte_length, " bytes");
}

std::string Meaning(const Token& token) {
  switch (token.kind) {
    case TokenKind::kUndefined:
      return "undefined";
    case TokenKind::kNull:
      return "null";
    case TokenKind::kBoolean:
      return token.boolean ? "true" : "false";
    case TokenKind::kInt32:
    case TokenKind::kUint32:
    case TokenKind::kDouble:
      return std::string(wire::NumberText(token.number).view());
    case TokenKind::kBigInt:
      return absl::StrCat("BigInt of ", token.bytes.size(), " bytes");
    case TokenKind::kString:
      return Quoted(token.text);
    case TokenKind::kHole:
      return "hole";
    case TokenKind::kReference:
      return absl::StrCat("reference to", Id(token.id));
    case TokenKind::kBeginObject:
      return absl::StrCat("object", Id(token.id));
    case TokenKind::kBeginArray:
      return absl::StrCat("array", Id(token.id), " of ", token.length);
    case TokenKind::kBeginSparseArray:
      return absl::StrCat("sparse array", Id(token.id), " of ", token.length);
    case TokenKind::kBeginMap:
      return absl::StrCat("Map", Id(token.id));
    case TokenKind::kBeginSet:
      return absl::StrCat("Set", Id(token.id));
    case TokenKind::kBeginError:
      return absl::StrCat(wire::ErrorName(token.error_type), Id(token.id));
    case TokenKind::kEnd:
      return absl::StrCat("end of", Id(token.id));
    case TokenKind::kDate:
      return absl::StrCat("Date", Id(token.id), " ",
                          wire::NumberText(token.number).view());
    case TokenKind::kBooleanObject:
      return absl::StrCat("Boolean object", Id(token.id));
    case TokenKind::kNumberObject:
      return absl::StrCat("Number object", Id(token.id), " ",
                          wire::NumberText(token.number).view());
    case TokenKind::kBigIntObject:
      return absl::StrCat("BigInt object", Id(token.id));
    case TokenKind::kStringObject:
      return absl::StrCat("String object", Id(token.id), " ",
                          Quoted(token.text));
    case TokenKind::kRegExp:
      return absl::StrCat("RegExp", Id(token.id), " ", Quoted(token.text), " ",
                          wire::RegExpFlagLetters(token.flags));
    case TokenKind::kArrayBuffer:
    case TokenKind::kSharedArrayBuffer:
      return Buffer(token.buffer);
    case TokenKind::kArrayBufferView:
      return absl::StrCat(wire::ViewName(token.view.type), Id(token.id), ", ",
                          token.view.byte_length, " bytes at ",
                          token.view.byte_offset, " of ", Buffer(token.buffer));
    case TokenKind::kWasmModule:
      return absl::StrCat("WebAssembly.Module", Id(token.id));
    case TokenKind::kWasmMemory:
      return absl::StrCat("WebAssembly.Memory", Id(token.id));
    case TokenKind::kSharedValue:
      return absl::StrCat("shared value ", token.index);
    case TokenKind::kHostObject:
      return absl::StrCat("host object", Id(token.id), ", number ",
                          token.index);
  }
  return "";
}

std::string Name(const Token& token) {
  if (token.kind == TokenKind::kEnd) return "";
  switch (token.role) {
    case Role::kElement:
      return absl::StrCat("[", token.index, "] ");
    case Role::kProperty:
      return token.key.kind == wire::Key::Kind::kString
                 ? absl::StrCat(Quoted(token.key.text), ": ")
                 : absl::StrCat(wire::NumberText(token.key.number).view(),
                                ": ");
    case Role::kMapKey:
      return "key ";
    case Role::kMapValue:
      return "value ";
    case Role::kMessage:
      return "message ";
    case Role::kStack:
      return "stack ";
    case Role::kCause:
      return "cause ";
    default:
      return "";
  }
}

}  // namespace

absl::Status PrintHexView(const wire::MessageView& message,
                          const wire::ReaderOptions& options, bool color,
                          std::FILE* out) {
  constexpr size_t kShown = 8;
  constexpr size_t kDeepest = 40;
  const char* dim = color ? "\033[2m" : "";
  const char* tag = color ? "\033[1;36m" : "";
  const char* name = color ? "\033[33m" : "";
  const char* plain = color ? "\033[0m" : "";
  wire::Reader reader(message, options);
  if (reader.ok()) {
    std::fprintf(out, "%swire version %u%s\n", dim, reader.version(), plain);
  }
  while (reader.Next()) {
    const Token& token = reader.token();
    size_t end = std::min(reader.position(), token.offset + kShown);
    std::string rest;
    for (size_t i = token.offset + 1; i < end; ++i) {
      absl::StrAppend(&rest, " ", absl::Hex(message.bytes[i], absl::kZeroPad2));
    }
    bool more = end < reader.position();
    rest.resize(3 * kShown - 3, ' ');
    size_t depth = reader.depth() - (token.opens() ? 1 : 0);
    std::fprintf(out, "%s%08zx%s  %s%02x%s%s%s  %*s%s%s%s%s\n", dim,
                 token.offset, plain, tag, message.bytes[token.offset], plain,
                 rest.c_str(), more ? ".." : "  ",
                 static_cast<int>(2 * std::min(depth, kDeepest)), "", name,
                 Name(token).c_str(), plain, Meaning(token).c_str());
  }
  return reader.status();
}

}  // namespace ferry::wirecat
