#include "ferry/wire/json_string.h"

#include <cstdint>

#include "absl/strings/str_cat.h"

namespace ferry::wire {
namespace {

bool IsHigh(uint16_t unit) { return (unit & 0xfc00) == 0xd800; }
bool IsLow(uint16_t unit) { return (unit & 0xfc00) == 0xdc00; }

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

}  // namespace

void AppendJsonString(const Text& text, std::string& out) {
  out.push_back('"');
  TextUnits units(text);
  uint16_t unit;
  bool more = units.Next(unit);
  while (more) {
    uint16_t next = 0;
    more = units.Next(next);
    if (unit < 0x20 || unit == '"' || unit == '\\') {
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

}  // namespace ferry::wire
