#ifndef FERRY_TESTS_WIRE_SUPPORT_GOLDEN_H_
#define FERRY_TESTS_WIRE_SUPPORT_GOLDEN_H_

#include <string>
#include <vector>

#include "ferry/tests/wire/support/bytes.h"

namespace ferry::wire::testing {

// What some releases of V8 write for one value.
struct Golden {
  std::string name;
  std::vector<std::string> releases;  // Such as "13.6".
  Bytes body;                         // After the header.
  std::string tree;

  // The version that the newest of its releases puts into the header.
  uint8_t version() const;
  Bytes bytes() const { return WithHeader(version(), body); }
};

// All that are in tests/golden.
std::vector<Golden> ReadGolden();

}  // namespace ferry::wire::testing

#endif  // FERRY_TESTS_WIRE_SUPPORT_GOLDEN_H_
