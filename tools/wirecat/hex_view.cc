#include "tools/wirecat/hex_view.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <string>

#include "absl/strings/str_cat.h"
#include "ferry/wire/blink.h"
#include "ferry/wire/internal/bigint_text.h"
#include "ferry/wire/internal/json_string.h"
#include "ferry/wire/internal/names.h"
#include "ferry/wire/internal/number_text.h"
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
  wire::AppendVisibleString(text, out);
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

std::string BigInt(const Token& token) {
  constexpr size_t kMost = 16;
  return token.bytes.size() > kMost
             ? absl::StrCat("of ", token.bytes.size(), " bytes")
             : wire::BigIntText(token.negative, token.bytes);
}

// A date as JavaScript shows it, where the system's calendar goes so far.
std::string Date(double milliseconds) {
  std::string number(wire::NumberText(milliseconds).view());
  if (!(std::abs(milliseconds) <= 8.64e15)) return number;
  double seconds = std::floor(milliseconds / 1000);
  auto time = static_cast<std::time_t>(seconds);
  std::tm utc;
  char text[64];
  if (gmtime_r(&time, &utc) == nullptr ||
      std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc) == 0) {
    return number;
  }
  char fraction[16];
  std::snprintf(fraction, sizeof fraction, ".%03dZ",
                static_cast<int>(milliseconds - seconds * 1000));
  return absl::StrCat(number, " ms, ", text, fraction);
}

// Of Blink's fields, as {name: value, …}.
class FieldText {
 public:
  void Add(const wire::BlinkField& field) {
    using Kind = wire::BlinkField::Kind;
    if (field.kind == Kind::kEnd) {
      text_ += closing_.back();
      closing_.pop_back();
      first_ = false;
      return;
    }
    if (!first_) text_ += ", ";
    first_ = false;
    absl::StrAppend(&text_, field.name, field.name.empty() ? "" : " ");
    switch (field.kind) {
      case Kind::kInteger:
        absl::StrAppend(&text_, field.integer);
        break;
      case Kind::kBoolean:
        text_ += field.integer != 0 ? "true" : "false";
        break;
      case Kind::kDouble:
        absl::StrAppend(&text_, wire::NumberText(field.number).view());
        break;
      case Kind::kText:
        text_ += Quoted(field.text);
        break;
      case Kind::kBytes:
        absl::StrAppend(&text_, field.bytes.size(), " bytes");
        break;
      default:
        text_ += field.kind == Kind::kBeginList ? '[' : '{';
        closing_ += field.kind == Kind::kBeginList ? ']' : '}';
        first_ = true;
    }
  }

  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::string closing_;
  bool first_ = true;
};

std::string BlinkObject(const Token& token) {
  FieldText fields;
  bool known = wire::VisitFields(
      token.blink, [&](const wire::BlinkField& field) { fields.Add(field); });
  const char* name = wire::BlinkName(token.blink.tag);
  return absl::StrCat(
      name == nullptr ? "unknown object" : name, Id(token.id), ": ",
      fields.text(),
      known ? ""
            : absl::StrCat("not known: tag 0x",
                           absl::Hex(token.blink.tag, absl::kZeroPad2), ", ",
                           token.blink.bytes.size(), " bytes"));
}

// The names of the tags, in order.
std::string Interfaces(absl::Span<const uint8_t> tags) {
  std::string text;
  for (uint8_t tag : tags) {
    const char* name = wire::BlinkName(tag);
    absl::StrAppend(&text, text.empty() ? "" : ", ",
                    name == nullptr ? "an unknown interface" : name);
  }
  return text;
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
      return absl::StrCat("BigInt ", BigInt(token));
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
      return absl::StrCat("Date", Id(token.id), ": ", Date(token.number));
    case TokenKind::kBooleanObject:
      return absl::StrCat("Boolean object", Id(token.id), ": ",
                          token.boolean ? "true" : "false");
    case TokenKind::kNumberObject:
      return absl::StrCat("Number object", Id(token.id), ": ",
                          wire::NumberText(token.number).view());
    case TokenKind::kBigIntObject:
      return absl::StrCat("BigInt object", Id(token.id), ": ", BigInt(token));
    case TokenKind::kStringObject:
      return absl::StrCat("String object", Id(token.id), ": ",
                          Quoted(token.text));
    case TokenKind::kRegExp:
      return absl::StrCat("RegExp", Id(token.id), ": ", Quoted(token.text), " ",
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
    case TokenKind::kBlinkObject:
      return BlinkObject(token);
  }
  return "";
}

std::string NameOf(const Token& token) {
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

class Printer {
 public:
  Printer(const Input& input, bool color, std::FILE* out)
      : input_(input), color_(color), out_(out) {}

  void PrintEnvelope() {
    size_t number = 0;
    for (const wire::Envelope::StoredHostObject& object :
         input_.envelope.host_objects) {
      std::fprintf(out_,
                   "%s%08zx%s  %shost object number %zu:%s type %u, version "
                   "%u, %zu bytes%s\n",
                   Dim(), object.offset, Plain(), Name(), number++, Plain(),
                   object.tag, object.version, object.bytes.size(),
                   object.has_data ? ", and data after the value" : "");
    }
  }

  absl::Status PrintMessage() {
    wire::Reader reader(input_.message, input_.options);
    size_t begin = 0;
    if (input_.blink) {
      begin = input_.blink->value_offset;
      Line(0, begin, 0, "",
           absl::StrCat("Blink version ", input_.blink->version));
    }
    if (reader.position() > begin) {
      Line(begin, reader.position(), 0, "",
           absl::StrCat("wire version ", reader.version()));
    }
    uint32_t values = 0;
    do {
      if (values > 0) {
        std::fprintf(out_, "%sthe data of a host object:%s\n", Name(), Plain());
      }
      PrintValue(reader);
    } while (values++ < input_.message.data_values && reader.NextValue());
    size_t size = input_.message.bytes.size();
    if (reader.ok() && input_.blink && input_.blink->value_end < size) {
      PrintRest(reader.position(), input_.blink->value_end);
      Line(input_.blink->value_end, size, 0, "",
           absl::StrCat("trailer: a realm must have ",
                        Interfaces(input_.blink->required_interfaces)));
    } else if (reader.ok()) {
      PrintRest(reader.position(), size);
    }
    return reader.status();
  }

 private:
  const char* Dim() const { return color_ ? "\033[2m" : ""; }
  const char* Tag() const { return color_ ? "\033[1;36m" : ""; }
  const char* Name() const { return color_ ? "\033[33m" : ""; }
  const char* Plain() const { return color_ ? "\033[0m" : ""; }

  void PrintRest(size_t begin, size_t end) {
    if (begin == end) return;
    Line(begin, end, 0, "",
         absl::StrCat(end - begin, " bytes that no value has"));
  }

  void PrintValue(wire::Reader& reader) {
    for (size_t begin = reader.position(); reader.Next();
         begin = reader.position()) {
      const Token& token = reader.token();
      size_t depth = reader.depth() - (token.opens() ? 1 : 0);
      if (begin < token.offset) {
        Line(begin, token.offset, depth, "", Between(token));
      }
      Line(token.offset, reader.position(), depth, NameOf(token),
           Meaning(token));
    }
  }

  // What is before the value.
  static const char* Between(const Token& token) {
    if (token.kind == TokenKind::kEnd) return "padding";
    if (token.role == Role::kProperty) return "key";
    return token.role == Role::kCause ? "cause" : "padding";
  }

  void Line(size_t begin, size_t end, size_t depth, const std::string& name,
            const std::string& meaning) {
    constexpr size_t kShown = 8;
    constexpr size_t kDeepest = 40;
    const uint8_t* bytes = input_.message.bytes.data();
    // Of a property it is its key's, which padding may precede.
    char tag = static_cast<char>(bytes[begin]);
    std::string rest;
    for (size_t i = begin + 1; i < std::min(end, begin + kShown); ++i) {
      absl::StrAppend(&rest, " ", absl::Hex(bytes[i], absl::kZeroPad2));
    }
    rest.resize(3 * kShown - 3, ' ');
    std::fprintf(out_, "%s%08zx%s  %s%02x%s%s%s %s%c%s  %*s%s%s%s%s\n", Dim(),
                 input_.offset + begin, Plain(), Tag(), bytes[begin], Plain(),
                 rest.c_str(), end - begin > kShown ? ".." : "  ", Tag(),
                 tag > ' ' && tag < 0x7f ? tag : ' ', Plain(),
                 static_cast<int>(2 * std::min(depth, kDeepest)), "", Name(),
                 name.c_str(), Plain(), meaning.c_str());
  }

  const Input& input_;
  const bool color_;
  std::FILE* const out_;
};

}  // namespace

absl::Status PrintHexView(const Input& input, bool color, std::FILE* out) {
  Printer printer(input, color, out);
  printer.PrintEnvelope();
  return printer.PrintMessage();
}

}  // namespace ferry::wirecat
