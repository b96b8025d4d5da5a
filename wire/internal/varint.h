#ifndef FERRY_WIRE_INTERNAL_VARINT_H_
#define FERRY_WIRE_INTERNAL_VARINT_H_

#include <cstdint>

namespace ferry::wire {

// Appends `value` to a container of bytes in the format's variable length:
// seven bits a byte, the lowest first. Cursor::ReadVarint reads it.
template <typename Bytes>
void AppendVarint(Bytes& bytes, uint64_t value) {
  for (; value >= 0x80; value >>= 7) {
    bytes.push_back(static_cast<uint8_t>(value | 0x80));
  }
  bytes.push_back(static_cast<uint8_t>(value));
}

}  // namespace ferry::wire

#endif  // FERRY_WIRE_INTERNAL_VARINT_H_
