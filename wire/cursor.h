#ifndef FERRY_WIRE_CURSOR_H_
#define FERRY_WIRE_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <limits>

#include "absl/base/attributes.h"
#include "absl/base/optimization.h"
#include "absl/types/span.h"
#include "ferry/wire/little_endian.h"

namespace ferry::wire {

// A position in bytes, and the primitives of the format read from there. Each
// Read… returns false, at an unspecified position, where the bytes end.
//
// Ownership: borrows the bytes. Threads: a value.
class Cursor {
 public:
  Cursor() = default;
  explicit Cursor(absl::Span<const uint8_t> bytes)
      : begin_(bytes.data()),
        end_(bytes.data() + bytes.size()),
        at_(bytes.data()) {}

  const uint8_t* data() const { return at_; }
  size_t offset() const { return at_ - begin_; }
  size_t remaining() const { return end_ - at_; }
  size_t size() const { return end_ - begin_; }
  bool at_end() const { return at_ == end_; }
  void Seek(size_t offset) { at_ = begin_ + offset; }
  void Advance(size_t bytes) { at_ += bytes; }

  bool ReadByte(uint8_t& byte) {
    if (at_ == end_) return false;
    byte = *at_++;
    return true;
  }

  // A tag, after any number of padding bytes.
  ABSL_ATTRIBUTE_ALWAYS_INLINE bool ReadTag(uint8_t& tag) {
    if (ABSL_PREDICT_FALSE(at_ == end_)) return false;
    tag = *at_++;
    return ABSL_PREDICT_TRUE(tag != 0) || SkipPadding(tag);
  }
  // The tag that ReadTag would read.
  bool PeekTag(uint8_t& tag) const {
    Cursor copy = *this;
    return copy.ReadTag(tag);
  }

  // As V8 reads them: a varint of N bits ends after ceil(N / 7) bytes even if
  // the last one says that more follow, and bits that do not fit are dropped.
  template <typename T>
  ABSL_ATTRIBUTE_ALWAYS_INLINE bool ReadVarint(T& value) {
    if (ABSL_PREDICT_TRUE(at_ != end_ && *at_ < 0x80)) {
      value = *at_++;
      return true;
    }
    return ReadLongVarint(value);
  }

  bool ReadZigZag(int32_t& value) {
    uint32_t bits;
    if (!ReadVarint(bits)) return false;
    value = static_cast<int32_t>((bits >> 1) ^ (0u - (bits & 1)));
    return true;
  }

  // Every NaN becomes the same one.
  bool ReadDouble(double& value) {
    if (remaining() < sizeof value) return false;
    value = internal::LoadLittleEndian<double>(at_);
    at_ += sizeof value;
    if (ABSL_PREDICT_FALSE(value != value)) {
      value = std::numeric_limits<double>::quiet_NaN();
    }
    return true;
  }

  bool ReadBytes(uint64_t size, absl::Span<const uint8_t>& bytes) {
    if (size > remaining()) return false;
    bytes = {at_, static_cast<size_t>(size)};
    at_ += size;
    return true;
  }

  // Whether a varint was longer than it needs to be, or had bits dropped, and
  // whether there was padding elsewhere than one byte before a UTF-16 string.
  // Writers make none of these.
  bool unusual() const { return unusual_; }

 private:
  ABSL_ATTRIBUTE_NOINLINE bool SkipPadding(uint8_t& tag) {
    const uint8_t* first = at_;
    while (at_ != end_ && *at_ == 0) ++at_;
    if (at_ == end_) return false;
    tag = *at_++;
    if (at_ != first + 1 || tag != 'c') unusual_ = true;
    return true;
  }

  template <typename T>
  ABSL_ATTRIBUTE_NOINLINE bool ReadLongVarint(T& value) {
    constexpr int kBits = std::numeric_limits<T>::digits;
    value = 0;
    for (int shift = 0; shift < kBits; shift += 7) {
      if (at_ == end_) return false;
      uint8_t byte = *at_++;
      T bits = static_cast<T>(byte & 0x7f);
      value = static_cast<T>(value | static_cast<T>(bits << shift));
      bool dropped = (static_cast<T>(bits << shift) >> shift) != bits;
      if (dropped || (byte == 0 && shift > 0)) unusual_ = true;
      if (byte < 0x80) return true;
    }
    unusual_ = true;
    // V8 wants to see the end of a varint that is the last thing in the bytes.
    return at_ != end_;
  }

  const uint8_t* begin_ = nullptr;
  const uint8_t* end_ = nullptr;
  const uint8_t* at_ = nullptr;
  bool unusual_ = false;
};

}  // namespace ferry::wire

#endif  // FERRY_WIRE_CURSOR_H_
