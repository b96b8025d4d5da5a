#ifndef FERRY_WIRE_INTERNAL_BLINK_JSON_H_
#define FERRY_WIRE_INTERNAL_BLINK_JSON_H_

#include <cstddef>
#include <string>

#include "ferry/wire/token.h"

namespace ferry::wire {

// An object of Blink's: {"$hostObject":"Blob","uuid":…}. Of bytes, the first
// `shown`. What is not known ends with its tag, its offset and how many bytes
// it has.
void AppendBlinkObject(const Token& token, size_t shown, std::string& out);

}  // namespace ferry::wire

#endif  // FERRY_WIRE_INTERNAL_BLINK_JSON_H_
