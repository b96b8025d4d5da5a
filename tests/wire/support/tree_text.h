#ifndef FERRY_TESTS_WIRE_SUPPORT_TREE_TEXT_H_
#define FERRY_TESTS_WIRE_SUPPORT_TREE_TEXT_H_

#include <cstdint>
#include <string>

#include "absl/types/span.h"
#include "ferry/wire/token.h"

// Values as JavaScript prints them.
namespace ferry::wire::testing {

// As JSON.stringify writes a string.
std::string Quote(const Text& text);
// With -0.
std::string NumberToString(double number);
std::string KeyToString(const Key& key);
std::string BigIntToString(bool negative, absl::Span<const uint8_t> bytes);
// What RegExp.prototype.source gives, quoted.
std::string RegExpSource(const Text& text);

}  // namespace ferry::wire::testing

#endif  // FERRY_TESTS_WIRE_SUPPORT_TREE_TEXT_H_
