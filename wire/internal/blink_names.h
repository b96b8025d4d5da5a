#ifndef FERRY_WIRE_INTERNAL_BLINK_NAMES_H_
#define FERRY_WIRE_INTERNAL_BLINK_NAMES_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ferry::wire::internal {

// What JavaScript calls that which Blink numbers; the number is the index, and
// empty where it stands for nothing.
using BlinkNames = absl::Span<const absl::string_view>;

// PredefinedColorSpace. Blink's serialized_params.h.
BlinkNames ColorSpaceNames();

// CryptoKey.algorithm.name. Blink's web_crypto_sub_tags.h, as the others.
BlinkNames AlgorithmNames();
// CryptoKey.type.
BlinkNames KeyTypeNames();
// EcKeyAlgorithm.namedCurve.
BlinkNames CurveNames();
// CryptoKey.usages: by the number of the bit. Bit 0 is CryptoKey.extractable.
BlinkNames UsageNames();

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_BLINK_NAMES_H_
