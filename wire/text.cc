#include "ferry/wire/text.h"

#include <cstring>

namespace ferry::wire {
namespace {

constexpr uint16_t kReplacement = 0xfffd;

bool IsHighSurrogate(uint16_t unit) { return (unit & 0xfc00) == 0xd800; }
bool IsLowSurrogate(uint16_t unit) { return (unit & 0xfc00) == 0xdc00; }

void AppendCodePoint(uint32_t c, std::string& out) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
    return;
  }
  if (c < 0x800) {
    out.push_back(static_cast<char>(0xc0 | c >> 6));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xe0 | c >> 12));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3f)));
  } else {
    out.push_back(static_cast<char>(0xf0 | c >> 18));
    out.push_back(static_cast<char>(0x80 | (c >> 12 & 0x3f)));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3f)));
  }
  out.push_back(static_cast<char>(0x80 | (c & 0x3f)));
}

}  // namespace

// One U+FFFD for each maximal part of a sequence that could have been valid, as
// the Encoding standard says and V8 does.
uint16_t TextUnits::NextUtf8() {
  uint8_t first = *at_++;
  int more;
  uint32_t code;
  // The range of the second byte excludes overlong forms, surrogates and what
  // lies above U+10FFFF.
  uint8_t low = 0x80;
  uint8_t high = 0xbf;
  if (first >= 0xc2 && first <= 0xdf) {
    more = 1;
    code = first & 0x1f;
  } else if (first >= 0xe0 && first <= 0xef) {
    more = 2;
    code = first & 0x0f;
    if (first == 0xe0) low = 0xa0;
    if (first == 0xed) high = 0x9f;
  } else if (first >= 0xf0 && first <= 0xf4) {
    more = 3;
    code = first & 0x07;
    if (first == 0xf0) low = 0x90;
    if (first == 0xf4) high = 0x8f;
  } else {
    return kReplacement;
  }
  for (; more > 0; --more) {
    if (at_ == end_ || *at_ < low || *at_ > high) return kReplacement;
    code = code << 6 | (*at_++ & 0x3f);
    low = 0x80;
    high = 0xbf;
  }
  if (code < 0x10000) return static_cast<uint16_t>(code);
  low_surrogate_ = static_cast<uint16_t>(0xdc00 | ((code - 0x10000) & 0x3ff));
  return static_cast<uint16_t>(0xd800 | ((code - 0x10000) >> 10));
}

void AppendUtf16(const Text& text, std::u16string& out) {
  TextUnits units(text);
  for (uint16_t unit; units.Next(unit);) out.push_back(unit);
}

void AppendUtf8(const Text& text, std::string& out) {
  TextUnits units(text);
  uint16_t unit;
  bool more = units.Next(unit);
  while (more) {
    uint16_t next = 0;
    more = units.Next(next);
    if (more && IsHighSurrogate(unit) && IsLowSurrogate(next)) {
      AppendUtf8(unit, next, out);
      more = units.Next(next);
    } else if (IsHighSurrogate(unit) || IsLowSurrogate(unit)) {
      AppendCodePoint(kReplacement, out);
    } else {
      AppendCodePoint(unit, out);
    }
    unit = next;
  }
}

void AppendUtf8(uint16_t unit, uint16_t low, std::string& out) {
  uint32_t pair = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
  AppendCodePoint(low == 0 ? unit : pair, out);
}

std::string ToUtf8(const Text& text) {
  std::string out;
  out.reserve(text.size);
  AppendUtf8(text, out);
  return out;
}

bool Equal(const Text& a, const Text& b) {
  if (a.encoding == b.encoding && a.encoding != Text::Encoding::kUtf8) {
    return a.bytes() == b.bytes();
  }
  TextUnits units_a(a);
  TextUnits units_b(b);
  for (;;) {
    uint16_t unit_a;
    uint16_t unit_b;
    bool more_a = units_a.Next(unit_a);
    bool more_b = units_b.Next(unit_b);
    if (more_a != more_b) return false;
    if (!more_a) return true;
    if (unit_a != unit_b) return false;
  }
}

bool Equal(const Text& text, absl::string_view ascii) {
  return Equal(text, Text::Latin1(ascii));
}

}  // namespace ferry::wire
