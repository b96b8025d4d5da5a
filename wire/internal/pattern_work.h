#ifndef FERRY_WIRE_INTERNAL_PATTERN_WORK_H_
#define FERRY_WIRE_INTERNAL_PATTERN_WORK_H_

#include <cstdint>

#include "ferry/wire/text.h"

namespace ferry::wire::internal {

// What V8 does to make a regular expression, in microseconds of a usual
// machine, beyond the one that it needs at most for each byte of `source`:
// Unicode's properties become sets of characters, and a class of the flags `iv`
// is made by adding its characters to it one by one. An estimate from above.
//
// `flags` are kRegExp….
uint64_t PatternWork(const Text& source, uint32_t flags);

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_PATTERN_WORK_H_
