#include "ferry/wire/internal/canonical_key.h"

#include <cstring>
#include <random>

namespace ferry::wire::internal {
namespace {

// A decimal number below 2^32 without leading zeros.
std::optional<uint32_t> ParseIndex(const Text& text) {
  TextUnits units(text);
  uint16_t unit;
  if (!units.Next(unit) || unit < '0' || unit > '9') return std::nullopt;
  uint64_t value = unit - '0';
  int digits = 1;
  while (units.Next(unit)) {
    if (unit < '0' || unit > '9' || value == 0 || ++digits > 10) {
      return std::nullopt;
    }
    value = value * 10 + (unit - '0');
  }
  if (value > UINT32_MAX) return std::nullopt;
  return static_cast<uint32_t>(value);
}

struct Seeds {
  Seeds() {
    std::random_device random;
    for (uint64_t& seed : values) {
      seed = (uint64_t{random()} << 32 | random()) | 1;
    }
  }
  uint64_t values[4];
};

const Seeds& GetSeeds() {
  static const Seeds seeds;
  return seeds;
}

uint64_t Mix(uint64_t a, uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  Wide product = static_cast<Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

// Eight units: their low bytes and their high bytes.
struct Block {
  uint64_t low = 0;
  uint64_t high = 0;
  int size = 0;

  void Append(uint16_t unit) {
    low |= uint64_t{static_cast<uint8_t>(unit)} << (8 * size);
    high |= uint64_t{static_cast<uint8_t>(unit >> 8)} << (8 * size);
    ++size;
  }
};

class Hasher {
 public:
  explicit Hasher(const Seeds& seeds)
      : seeds_(seeds), state_(seeds.values[0]) {}

  void Add(uint64_t low, uint64_t high) {
    state_ = Mix(state_ ^ low, seeds_.values[1]) + seeds_.values[3];
    if (high != 0) state_ = Mix(state_ ^ high, seeds_.values[2]);
  }
  uint64_t Finish(uint64_t size) const {
    return Mix(state_ ^ size, seeds_.values[3]);
  }

 private:
  const Seeds& seeds_;
  uint64_t state_;
};

uint64_t HashLatin1(absl::string_view bytes) {
  Hasher hasher(GetSeeds());
  size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    hasher.Add(LoadLittleEndian<uint64_t>(bytes.data() + at), 0);
  }
  if (at < bytes.size()) {
    uint8_t last[8] = {};
    std::memcpy(last, bytes.data() + at, bytes.size() - at);
    hasher.Add(LoadLittleEndian<uint64_t>(last), 0);
  }
  return hasher.Finish(bytes.size());
}

uint64_t HashUnits(const Text& text) {
  Hasher hasher(GetSeeds());
  TextUnits units(text);
  uint64_t size = 0;
  Block block;
  for (uint16_t unit; units.Next(unit); ++size) {
    block.Append(unit);
    if (block.size < 8) continue;
    hasher.Add(block.low, block.high);
    block = {};
  }
  if (block.size > 0) hasher.Add(block.low, block.high);
  return hasher.Finish(size);
}

}  // namespace

CanonicalKey::CanonicalKey(const Key& key) : text_(key.text) {
  if (key.kind == Key::Kind::kString) {
    index_ = ParseIndex(text_);
    return;
  }
  if (key.number >= 0 && key.number <= UINT32_MAX &&
      key.number == static_cast<uint32_t>(key.number)) {
    index_ = static_cast<uint32_t>(key.number);
    return;
  }
  digits_.emplace(key.number);
  text_ = {reinterpret_cast<const uint8_t*>(digits_->view().data()),
           digits_->view().size(), Text::Encoding::kLatin1};
}

uint32_t CanonicalKey::Fingerprint() const {
  if (index_) return static_cast<uint32_t>(*index_ * 0x9e3779b1u) | 1;
  // The low bytes of the first and of the last eight units.
  uint64_t first = 0;
  uint64_t last = 0;
  uint64_t size = 0;
  TextUnits units(text_);
  for (uint16_t unit; units.Next(unit); ++size) {
    uint64_t low = static_cast<uint8_t>(unit);
    if (size < 8) first |= low << (8 * size);
    last = last >> 8 | low << 56;
  }
  return FingerprintOfEnds(first, size > 8 ? last : 0, size);
}

uint64_t CanonicalKey::Hash() const {
  if (index_) {
    const Seeds& seeds = GetSeeds();
    return Mix(*index_ ^ seeds.values[1], seeds.values[2]);
  }
  return text_.encoding == Text::Encoding::kLatin1 ? HashLatin1(text_.bytes())
                                                   : HashUnits(text_);
}

}  // namespace ferry::wire::internal
