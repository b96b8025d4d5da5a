#ifndef FERRY_TESTS_DELEGATES_SUPPORT_LARGE_BUFFER_H_
#define FERRY_TESTS_DELEGATES_SUPPORT_LARGE_BUFFER_H_

#include <cstddef>

#include "ferry/delegates/internal/large_buffer_hint.h"

namespace ferry::testing_support {

// Bytes from which on a buffer lies beside the message.
inline constexpr size_t kLargeBuffer = internal::LargeBufferHint::kLarge;

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_DELEGATES_SUPPORT_LARGE_BUFFER_H_
