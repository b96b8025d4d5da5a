#include "ferry/wire/internal/bigint_text.h"

#include "absl/strings/str_cat.h"

namespace ferry::wire {

std::string BigIntText(bool negative, absl::Span<const uint8_t> bytes) {
  size_t size = bytes.size();
  while (size > 0 && bytes[size - 1] == 0) --size;
  // There is one 0, however many bytes it has and whatever its sign.
  if (size == 0) return "0x0";
  std::string text = negative ? "-0x" : "0x";
  text.reserve(text.size() + 2 * size);
  for (size_t i = size; i > 0; --i) {
    absl::StrAppend(&text, absl::Hex(bytes[i - 1], absl::kZeroPad2));
  }
  return text;
}

}  // namespace ferry::wire
