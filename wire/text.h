#ifndef FERRY_WIRE_TEXT_H_
#define FERRY_WIRE_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/base/optimization.h"
#include "absl/strings/string_view.h"

namespace ferry::wire {

// A JavaScript string as it lies in the message: borrowed, not decoded.
//
// Any sequence of 16-bit units is a JavaScript string, so a lone surrogate is
// kept by AppendUtf16 and becomes U+FFFD only in AppendUtf8. Invalid UTF-8 on
// the wire is U+FFFD already when V8 reads it, and here.
struct Text {
  enum class Encoding : uint8_t { kLatin1, kUtf16, kUtf8 };

  const uint8_t* data = nullptr;
  size_t size = 0;  // In bytes.
  Encoding encoding = Encoding::kLatin1;

  static Text Latin1(absl::string_view bytes) {
    return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(),
            Encoding::kLatin1};
  }
  static Text Utf8(absl::string_view bytes) {
    return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(),
            Encoding::kUtf8};
  }

  absl::string_view bytes() const {
    return {reinterpret_cast<const char*>(data), size};
  }
};

// Goes through the UTF-16 units of a text.
class TextUnits {
 public:
  explicit TextUnits(const Text& text)
      : at_(text.data), end_(text.data + text.size), encoding_(text.encoding) {}

  // False at the end.
  bool Next(uint16_t& unit) {
    if (low_surrogate_ != 0) {
      unit = low_surrogate_;
      low_surrogate_ = 0;
      return true;
    }
    if (at_ == end_) return false;
    if (encoding_ == Text::Encoding::kUtf16) {
      // The writer aligns, but a message may lie anywhere.
      unit = static_cast<uint16_t>(at_[0] | at_[1] << 8);
      at_ += 2;
    } else if (encoding_ == Text::Encoding::kLatin1 || *at_ < 0x80) {
      unit = *at_++;
    } else {
      unit = NextUtf8();
    }
    return true;
  }

 private:
  uint16_t NextUtf8();

  const uint8_t* at_;
  const uint8_t* end_;
  Text::Encoding encoding_;
  uint16_t low_surrogate_ = 0;
};

void AppendUtf16(const Text& text, std::u16string& out);

// Lone surrogates become U+FFFD.
void AppendUtf8(const Text& text, std::string& out);

// One code point: a unit, or two that are a surrogate pair. 0 for `low` where
// there is none.
void AppendUtf8(uint16_t unit, uint16_t low, std::string& out);

std::string ToUtf8(const Text& text);

bool Equal(const Text& a, const Text& b);
bool Equal(const Text& text, absl::string_view ascii);

}  // namespace ferry::wire

#endif  // FERRY_WIRE_TEXT_H_
