#ifndef FERRY_WIRE_LITTLE_ENDIAN_H_
#define FERRY_WIRE_LITTLE_ENDIAN_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace ferry::wire::internal {

// Whether numbers lie in memory as in a message, where they are little-endian.
inline constexpr bool kLittleEndian =
    std::endian::native == std::endian::little;

// A number of a message, which may lie at any address.
template <typename T>
T LoadLittleEndian(const void* bytes) {
  std::array<uint8_t, sizeof(T)> raw;
  std::memcpy(raw.data(), bytes, sizeof(T));
  if constexpr (!kLittleEndian) std::reverse(raw.begin(), raw.end());
  return std::bit_cast<T>(raw);
}

// The bytes of a number in a message.
template <typename T>
std::array<uint8_t, sizeof(T)> ToLittleEndian(T number) {
  auto raw = std::bit_cast<std::array<uint8_t, sizeof(T)>>(number);
  if constexpr (!kLittleEndian) std::reverse(raw.begin(), raw.end());
  return raw;
}

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_LITTLE_ENDIAN_H_
