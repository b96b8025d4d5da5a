#ifndef FERRY_WIRE_INTERNAL_V8_HASH_H_
#define FERRY_WIRE_INTERNAL_V8_HASH_H_

#include <cstdint>
#include <optional>

#include "ferry/wire/token.h"

namespace ferry::wire::internal {

// The hash by which V8's Maps and Sets find this value (Object::GetSimpleHash,
// the same from V8 12.4 to 14.6), where the bytes alone determine it: of
// numbers, BigInts and strings that are array indexes, so a sender can choose
// values that collide. Other strings are hashed with a seed, objects have
// random hashes. Some builds of V8 seed the indexes too.
std::optional<uint32_t> UnseededHash(const Token& token);

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_V8_HASH_H_
