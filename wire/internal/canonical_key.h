#ifndef FERRY_WIRE_INTERNAL_CANONICAL_KEY_H_
#define FERRY_WIRE_INTERNAL_CANONICAL_KEY_H_

#include <cstdint>
#include <optional>

#include "ferry/wire/number_text.h"
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

// CanonicalKey(key).Fingerprint() of a Latin-1 string that begins with no
// digit.
inline uint32_t FingerprintOfEnds(uint64_t first, uint64_t last,
                                  uint64_t size) {
  uint64_t mixed = (first ^ (size << 56)) * 0x9e3779b97f4a7c15;
  mixed ^= (last + size) * 0xc2b2ae3d27d4eb4f;
  return static_cast<uint32_t>(mixed >> 32) | 1;
}

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_CANONICAL_KEY_H_
