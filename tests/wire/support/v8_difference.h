#ifndef FERRY_TESTS_WIRE_SUPPORT_V8_DIFFERENCE_H_
#define FERRY_TESTS_WIRE_SUPPORT_V8_DIFFERENCE_H_

#include <v8-context.h>
#include <v8-local-handle.h>

#include <cstdint>
#include <optional>
#include <string>

#include "absl/types/span.h"
#include "ferry/wire/v8_release.h"

namespace ferry::wire::testing {

// The V8 that is linked.
V8Release ThisRelease();

// What v8::ValueDeserializer makes of a message, as a typed tree; nothing where
// it refuses it.
std::optional<std::string> V8Tree(v8::Local<v8::Context> context,
                                  absl::Span<const uint8_t> bytes);

// How the reader and V8 differ on a message: "" if they accept the same and
// decode the same tree, or if the reader stops at a limit. Patterns of regular
// expressions that V8 refuses count as no difference.
std::string DifferenceFromV8(v8::Local<v8::Context> context,
                             absl::Span<const uint8_t> bytes);

}  // namespace ferry::wire::testing

#endif  // FERRY_TESTS_WIRE_SUPPORT_V8_DIFFERENCE_H_
