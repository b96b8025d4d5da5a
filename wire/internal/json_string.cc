#include "ferry/wire/internal/json_string.h"

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace ferry::wire {
namespace {

bool IsHigh(uint16_t unit) { return (unit & 0xfc00) == 0xd800; }
bool IsLow(uint16_t unit) { return (unit & 0xfc00) == 0xdc00; }

// What QuoteJSONString escapes, and lone surrogates apart.
bool IsJsonEscaped(uint16_t unit) {
  return unit < 0x20 || unit == '"' || unit == '\\';
}

// Control characters, line ends, and those that change the direction of text.
bool IsInvisible(uint16_t unit) {
  return (unit >= 0x7f && unit <= 0x9f) || unit == 0x61c ||
         (unit >= 0x200e && unit <= 0x200f) ||
         (unit >= 0x2028 && unit <= 0x202e) ||
         (unit >= 0x2066 && unit <= 0x2069);
}

void AppendEscape(uint16_t unit, std::string& out) {
  static constexpr char kNamed[] = "btn?fr";
  if (unit == '"' || unit == '\\') {
    out.append({'\\', static_cast<char>(unit)});
  } else if (unit >= 8 && unit <= 13 && unit != 11) {
    out.append({'\\', kNamed[unit - 8]});
  } else {
    absl::StrAppend(&out, "\\u", absl::Hex(unit, absl::kZeroPad4));
  }
}

template <typename IsEscaped>
void AppendQuoted(const Text& text, IsEscaped is_escaped, std::string& out) {
  out.push_back('"');
  TextUnits units(text);
  uint16_t unit;
  bool more = units.Next(unit);
  while (more) {
    uint16_t next = 0;
    more = units.Next(next);
    if (is_escaped(unit)) {
      AppendEscape(unit, out);
    } else if (unit < 0x80) {
      out.push_back(static_cast<char>(unit));
    } else if (more && IsHigh(unit) && IsLow(next)) {
      AppendUtf8(unit, next, out);
      more = units.Next(next);
    } else if (IsHigh(unit) || IsLow(unit)) {
      AppendEscape(unit, out);
    } else {
      AppendUtf8(unit, 0, out);
    }
    unit = next;
  }
  out.push_back('"');
}

}  // namespace

void AppendJsonString(const Text& text, std::string& out) {
  AppendQuoted(text, IsJsonEscaped, out);
}

void AppendVisibleString(const Text& text, std::string& out) {
  AppendQuoted(
      text,
      [](uint16_t unit) { return IsJsonEscaped(unit) || IsInvisible(unit); },
      out);
}

}  // namespace ferry::wire
