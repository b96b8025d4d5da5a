#ifndef FERRY_WIRE_V8_RELEASE_H_
#define FERRY_WIRE_V8_RELEASE_H_

#include <compare>
#include <cstdint>

namespace ferry::wire {

// The wire version that V8 10.0 to 14.8 write; later ones write 16.
inline constexpr uint32_t kUsualVersion = 15;
inline constexpr uint32_t kLatestVersion = 16;

// A release of V8. The format has changed several times without a change of
// its version number; these are the releases that can read each addition.
struct V8Release {
  uint16_t major = 0;
  uint16_t minor = 0;

  friend constexpr auto operator<=>(const V8Release&,
                                    const V8Release&) = default;

  constexpr bool has_unicode_sets_flag() const { return AtLeast(10, 7); }
  constexpr bool has_resizable_buffers() const { return AtLeast(11, 0); }
  // Before: message, stack and cause of an error come in any order.
  constexpr bool has_ordered_errors() const { return AtLeast(12, 1); }
  constexpr bool has_memory64_byte() const { return AtLeast(12, 4); }
  constexpr bool has_float16_array() const { return AtLeast(13, 1); }
  constexpr bool has_wasm_buffer_tag() const { return AtLeast(13, 6); }
  constexpr bool has_immutable_buffers() const { return AtLeast(14, 6); }
  // Lengths of buffers and views are varints of 64 bits, not 32.
  constexpr bool has_long_lengths() const { return AtLeast(14, 9); }
  constexpr uint32_t latest_version() const {
    return has_long_lengths() ? kLatestVersion : kUsualVersion;
  }

 private:
  constexpr bool AtLeast(uint16_t a, uint16_t b) const {
    return *this >= V8Release{a, b};
  }
};

}  // namespace ferry::wire

#endif  // FERRY_WIRE_V8_RELEASE_H_
