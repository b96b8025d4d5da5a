#ifndef FERRY_WIRE_INTERNAL_BIGINT_TEXT_H_
#define FERRY_WIRE_INTERNAL_BIGINT_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/types/span.h"

namespace ferry::wire {

// A BigInt of these bytes, the least significant first, in hexadecimal: 0x0,
// -0x01ff. Decimal digits take more than linear time.
std::string BigIntText(bool negative, absl::Span<const uint8_t> bytes);

}  // namespace ferry::wire

#endif  // FERRY_WIRE_INTERNAL_BIGINT_TEXT_H_
