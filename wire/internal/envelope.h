#ifndef FERRY_WIRE_INTERNAL_ENVELOPE_H_
#define FERRY_WIRE_INTERNAL_ENVELOPE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ferry/wire/limits.h"
#include "ferry/wire/message_view.h"

namespace ferry::wire {

// The byte form of a message with host objects. Integers are varints:
//
//   "FERRY", one byte: the envelope's version, 1
//   number of host objects; for each, in the order of the host table:
//     tag, version of its byte form, one byte: 1 if data follows the main value
//     length and bytes of its holder
//   length and bytes of the value, in V8's format
//   CRC-32C of all that, 4 bytes, little-endian
//
// V8's own bytes begin with FF, so the two are told apart by the first byte.
//
// Ownership: borrows the bytes that were read. Threads: a value.
struct Envelope {
  struct StoredHostObject {
    uint32_t tag = 0;
    uint32_t version = 0;
    bool has_data = false;
    absl::Span<const uint8_t> bytes;
    size_t offset = 0;  // In the envelope, of the tag.
  };

  std::vector<StoredHostObject> host_objects;
  absl::Span<const uint8_t> value;
  size_t value_offset = 0;  // In the envelope.

  // The value, and how many host objects it may refer to.
  MessageView message() const;
};

// Whether the bytes are no value of V8's, but may be an envelope.
bool IsEnvelope(absl::Span<const uint8_t> bytes);

// DataLoss for damage, with its offset; Unimplemented for a newer envelope;
// ResourceExhausted for more host objects than `limits`. The value and the
// bytes of the host objects are not looked at.
absl::StatusOr<Envelope> ReadEnvelope(absl::Span<const uint8_t> bytes,
                                      const Limits& limits = {});

// The offsets do not matter.
std::vector<uint8_t> WriteEnvelope(const Envelope& envelope);

}  // namespace ferry::wire

#endif  // FERRY_WIRE_INTERNAL_ENVELOPE_H_
