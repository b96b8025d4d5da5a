#ifndef FERRY_WIRE_INTERNAL_SAME_BYTES_H_
#define FERRY_WIRE_INTERNAL_SAME_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/base/attributes.h"

namespace ferry::wire::internal {

// Whether two words of `size` bytes are the same. A call of memcmp costs more
// than most names are long.
ABSL_ATTRIBUTE_ALWAYS_INLINE
inline bool SameBytes(const uint8_t* a, const uint8_t* b, size_t size) {
  auto same = [a, b](auto word, size_t at) {
    auto other = word;
    std::memcpy(&word, a + at, sizeof word);
    std::memcpy(&other, b + at, sizeof word);
    return word == other;
  };
  if (size > 16) return std::memcmp(a, b, size) == 0;
  if (size >= 8) return same(uint64_t{0}, 0) && same(uint64_t{0}, size - 8);
  if (size >= 4) return same(uint32_t{0}, 0) && same(uint32_t{0}, size - 4);
  for (size_t i = 0; i < size; ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_SAME_BYTES_H_
