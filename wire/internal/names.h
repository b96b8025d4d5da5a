#ifndef FERRY_WIRE_INTERNAL_NAMES_H_
#define FERRY_WIRE_INTERNAL_NAMES_H_

#include <cstdint>
#include <string>

#include "ferry/wire/token.h"

namespace ferry::wire {

// The names that JavaScript has for what the format numbers.

// "Uint8Array", "DataView".
const char* ViewName(ViewType type);

// "TypeError".
const char* ErrorName(ErrorType type);

// RegExp.prototype.flags: "gi".
std::string RegExpFlagLetters(uint32_t flags);

}  // namespace ferry::wire

#endif  // FERRY_WIRE_INTERNAL_NAMES_H_
