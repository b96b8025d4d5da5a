#include "ferry/tests/wire/support/tree_text.h"

#include <cmath>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/json_string.h"
#include "ferry/wire/internal/number_text.h"

namespace ferry::wire::testing {

std::string Quote(const Text& text) {
  std::string out;
  AppendJsonString(text, out);
  return out;
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

std::string RegExpSource(const Text& text) {
  std::u16string units;
  AppendUtf16(text, units);
  if (units.empty()) return "\"(?:)\"";
  // As units lie in a message.
  std::string out;
  auto append = [&out](char16_t unit) {
    out.push_back(static_cast<char>(unit & 0xff));
    out.push_back(static_cast<char>(unit >> 8));
  };
  bool escaped = false;
  bool in_class = false;
  for (char16_t unit : units) {
    bool line =
        unit == '\n' || unit == '\r' || unit == 0x2028 || unit == 0x2029;
    if (!escaped && unit == '[') in_class = true;
    if (!escaped && unit == ']') in_class = false;
    if (!escaped && ((unit == '/' && !in_class) || line)) append(u'\\');
    if (unit == '\n') {
      append(u'n');
    } else if (unit == '\r') {
      append(u'r');
    } else if (line) {
      for (char16_t c : {u'u', u'2', u'0', u'2'}) append(c);
      append(unit == 0x2028 ? u'8' : u'9');
    } else {
      append(unit);
    }
    escaped = unit == '\\' && !escaped;
  }
  return Quote({reinterpret_cast<const uint8_t*>(out.data()), out.size(),
                Text::Encoding::kUtf16});
}

}  // namespace ferry::wire::testing
