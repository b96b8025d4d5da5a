#ifndef FERRY_WIRE_INTERNAL_CANONICAL_KEY_H_
#define FERRY_WIRE_INTERNAL_CANONICAL_KEY_H_

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/base/attributes.h"
#include "absl/base/optimization.h"
#include "ferry/wire/internal/number_text.h"
#include "ferry/wire/little_endian.h"
#include "ferry/wire/token.h"

namespace ferry::wire::internal {

// What a property key names: 1, 1.0 and "1" are the same, and so is a string in
// any encoding. Either an array index or a text.
class CanonicalKey {
 public:
  explicit CanonicalKey(const Key& key);

  CanonicalKey(const CanonicalKey&) = delete;
  CanonicalKey& operator=(const CanonicalKey&) = delete;

  const std::optional<uint32_t>& index() const { return index_; }
  const Text& text() const { return text_; }

  bool operator==(const CanonicalKey& other) const {
    return index_ == other.index_ && (index_ || Equal(text_, other.text_));
  }

  // Cheap, and the same for all that have equal ends: for a handful of keys.
  uint32_t Fingerprint() const;
  // Of all of it, with a seed that nobody outside knows.
  uint64_t Hash() const;

 private:
  std::optional<uint32_t> index_;
  std::optional<NumberText> digits_;
  Text text_;
};

inline uint32_t FingerprintOfEnds(uint64_t first, uint64_t last,
                                  uint64_t size) {
  uint64_t mixed = (first ^ (size << 56)) * 0x9e3779b97f4a7c15;
  mixed ^= (last + size) * 0xc2b2ae3d27d4eb4f;
  return static_cast<uint32_t>(mixed >> 32) | 1;
}

// The 1 to 7 bytes at `bytes` as a number.
inline uint64_t LoadFew(const uint8_t* bytes, size_t size) {
  if (size < 4) {
    return bytes[0] | uint64_t{bytes[size / 2]} << (8 * (size / 2)) |
           uint64_t{bytes[size - 1]} << (8 * (size - 1));
  }
  auto first = LoadLittleEndian<uint32_t>(bytes);
  auto last = LoadLittleEndian<uint32_t>(bytes + size - sizeof first);
  return first | uint64_t{last} << (8 * (size - sizeof last));
}

// CanonicalKey(key).Fingerprint() of a Latin-1 string that is not empty and
// begins with no digit. `readable` bytes follow its first one.
ABSL_ATTRIBUTE_ALWAYS_INLINE
inline uint32_t FingerprintOfName(const uint8_t* name, size_t size,
                                  size_t readable) {
  uint64_t first = 0;
  uint64_t last = 0;
  if (ABSL_PREDICT_FALSE(readable < sizeof first)) {
    return FingerprintOfEnds(LoadFew(name, size), 0, size);
  }
  first = LoadLittleEndian<uint64_t>(name);
  if (size < sizeof first) {
    first &= (uint64_t{1} << (8 * size)) - 1;
  } else if (size > sizeof first) {
    last = LoadLittleEndian<uint64_t>(name + size - sizeof last);
  }
  return FingerprintOfEnds(first, last, size);
}

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_CANONICAL_KEY_H_
