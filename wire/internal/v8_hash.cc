#include "ferry/wire/internal/v8_hash.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "ferry/wire/internal/canonical_key.h"

namespace ferry::wire::internal {
namespace {

constexpr uint32_t kHashBits = (1 << 30) - 1;

// Thomas Wang's integer hashes, which V8 uses.
uint32_t HashInt32(uint32_t key) {
  key = ~key + (key << 15);
  key = (key ^ key >> 12) * 5;
  key = (key ^ key >> 4) * 2057;
  return (key ^ key >> 16) & kHashBits;
}

uint32_t HashInt64(uint64_t key) {
  key = ~key + (key << 18);
  key = (key ^ key >> 31) * 21;
  key = (key ^ key >> 11) * 65;
  return static_cast<uint32_t>(key ^ key >> 22) & kHashBits;
}

// A number is hashed by its value, whatever it is stored as.
uint32_t HashNumber(double number) {
  if (std::isnan(number)) return std::numeric_limits<int32_t>::max();
  if (number >= std::numeric_limits<int32_t>::min() &&
      number <= std::numeric_limits<int32_t>::max() &&
      number == static_cast<int32_t>(number)) {
    return HashInt32(static_cast<uint32_t>(static_cast<int32_t>(number)));
  }
  return HashInt64(std::bit_cast<uint64_t>(number));
}

// By the lowest 64 bits.
uint32_t HashBigInt(absl::Span<const uint8_t> bytes) {
  uint64_t digit = 0;
  for (size_t i = 0; i < std::min<size_t>(bytes.size(), sizeof digit); ++i) {
    digit |= uint64_t{bytes[i]} << (8 * i);
  }
  return HashInt64(digit);
}

std::optional<uint32_t> HashText(const Text& text) {
  constexpr size_t kMaxUnits = 10;
  constexpr int kLengthShift = 24;
  if (text.size > 2 * kMaxUnits) return std::nullopt;
  CanonicalKey key({.kind = Key::Kind::kString, .text = text, .number = 0});
  if (!key.index()) return std::nullopt;
  // The number itself, and above it the number of its digits.
  uint32_t digits = 1;
  for (uint32_t rest = *key.index(); rest >= 10; rest /= 10) ++digits;
  return (*key.index() | digits << kLengthShift) & kHashBits;
}

}  // namespace

std::optional<uint32_t> UnseededHash(const Token& token) {
  switch (token.kind) {
    case TokenKind::kInt32:
    case TokenKind::kUint32:
    case TokenKind::kDouble:
      return HashNumber(token.number);
    case TokenKind::kBigInt:
      return HashBigInt(token.bytes);
    case TokenKind::kString:
      return HashText(token.text);
    default:
      return std::nullopt;
  }
}

}  // namespace ferry::wire::internal
