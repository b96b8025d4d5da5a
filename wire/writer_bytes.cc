// The primitives of the format, as bytes.

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "ferry/wire/internal/tag.h"
#include "ferry/wire/internal/varint.h"
#include "ferry/wire/little_endian.h"
#include "ferry/wire/writer.h"

namespace ferry::wire {
namespace {

size_t VarintSize(uint64_t value) {
  size_t size = 1;
  for (; value >= 0x80; value >>= 7) ++size;
  return size;
}

}  // namespace

void Writer::PutByte(uint8_t byte) { bytes_.push_back(byte); }

void Writer::PutVarint(uint64_t value) { AppendVarint(bytes_, value); }

void Writer::PutZigZag(int32_t value) {
  PutVarint((static_cast<uint32_t>(value) << 1) ^
            static_cast<uint32_t>(value >> 31));
}

void Writer::PutLength(uint64_t value) {
  if (value > std::numeric_limits<uint32_t>::max() && version_ < 16) {
    if (!Need(options_.readable_by.has_long_lengths(),
              "A length above 2^32 - 1")) {
      return;
    }
    version_ = 16;
    bytes_[1] = 16;
  }
  PutVarint(value);
}

void Writer::PutDouble(double value) {
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  PutBytes(internal::ToLittleEndian(value));
}

void Writer::PutBytes(absl::Span<const uint8_t> bytes) {
  // The data of nothing may be null, which memmove does not take.
  if (bytes.empty()) return;
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

void Writer::PutNumber(double value) {
  // -0 is no integer; NaN compares with nothing.
  if (value >= std::numeric_limits<int32_t>::min() &&
      value <= std::numeric_limits<int32_t>::max() &&
      value == std::trunc(value) && !(value == 0 && std::signbit(value))) {
    int32_t whole = static_cast<int32_t>(value);
    PutByte(kTagInt32);
    PutZigZag(whole);
    return;
  }
  PutByte(kTagDouble);
  PutDouble(value);
}

void Writer::PutBigInt(bool negative, absl::Span<const uint8_t> magnitude) {
  constexpr size_t kMaxBytes = 1 << 27;
  size_t size = magnitude.size();
  while (size > 0 && magnitude[size - 1] == 0) --size;
  if (size > kMaxBytes) {
    Invalid("V8 has no BigInt of so many bytes.");
    return;
  }
  // Whole digits of 8 bytes, as V8 writes them.
  size_t padded = (size + 7) / 8 * 8;
  if (size == 0) negative = false;
  PutVarint((negative ? 1 : 0) | padded << 1);
  PutBytes(magnitude.subspan(0, size));
  bytes_.resize(bytes_.size() + padded - size);
}

// One byte for each unit where that is enough, as V8 represents most strings.
void Writer::PutText(const Text& text) {
  if (text.encoding == Text::Encoding::kUtf16) {
    if (text.size % 2 != 0) {
      Invalid("UTF-16 of an odd number of bytes.");
      return;
    }
    PutUtf16(text.data, text.size);
    return;
  }
  bool ascii = std::all_of(text.data, text.data + text.size,
                           [](uint8_t byte) { return byte < 0x80; });
  if (text.encoding == Text::Encoding::kLatin1 || ascii) {
    if (text.size > std::numeric_limits<uint32_t>::max()) {
      Invalid("A string of 4 GiB or more.");
      return;
    }
    PutByte(kTagLatin1String);
    PutVarint(text.size);
    PutBytes({text.data, text.size});
    return;
  }
  std::u16string units;
  AppendUtf16(text, units);
  bool latin1 = std::all_of(units.begin(), units.end(),
                            [](char16_t unit) { return unit < 0x100; });
  if (!latin1) {
    PutUnits(units);
    return;
  }
  PutByte(kTagLatin1String);
  PutVarint(units.size());
  for (char16_t unit : units) PutByte(static_cast<uint8_t>(unit));
}

void Writer::PutUnits(absl::Span<const char16_t> units) {
  if constexpr (internal::kLittleEndian) {
    PutUtf16(reinterpret_cast<const uint8_t*>(units.data()), 2 * units.size());
  } else {
    std::vector<uint8_t> bytes;
    bytes.reserve(2 * units.size());
    for (char16_t unit : units) {
      for (uint8_t byte : internal::ToLittleEndian(unit)) bytes.push_back(byte);
    }
    PutUtf16(bytes.data(), bytes.size());
  }
}

// So that the units are at even offsets, where V8 may read them in place.
void Writer::PutUtf16(const uint8_t* data, size_t bytes) {
  if (bytes > std::numeric_limits<uint32_t>::max()) {
    Invalid("A string of 4 GiB or more.");
    return;
  }
  if ((bytes_.size() + 1 + VarintSize(bytes)) % 2 != 0) PutByte(kTagPadding);
  PutByte(kTagUtf16String);
  PutVarint(bytes);
  PutBytes({data, bytes});
}

}  // namespace ferry::wire
