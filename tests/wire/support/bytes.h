#ifndef FERRY_TESTS_WIRE_SUPPORT_BYTES_H_
#define FERRY_TESTS_WIRE_SUPPORT_BYTES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace ferry::wire::testing {

using Bytes = std::vector<uint8_t>;

// Of hexadecimal digits; spaces are ignored.
inline Bytes FromHex(absl::string_view hex) {
  std::string digits = absl::StrReplaceAll(hex, {{" ", ""}});
  std::string bytes;
  if (!absl::HexStringToBytes(digits, &bytes)) return {};
  return Bytes(bytes.begin(), bytes.end());
}

inline std::string ToHex(const Bytes& bytes) {
  return absl::BytesToHexString(
      {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// With the header of `version`.
inline Bytes WithHeader(uint8_t version, const Bytes& body) {
  Bytes bytes = {0xff, version};
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}

}  // namespace ferry::wire::testing

#endif  // FERRY_TESTS_WIRE_SUPPORT_BYTES_H_
