#include "ferry/tests/wire/support/golden.h"

#include <fstream>

#include "absl/strings/str_split.h"

namespace ferry::wire::testing {

uint8_t Golden::version() const {
  return releases.size() == 1 && releases[0] == "15.0" ? 16 : 15;
}

std::vector<Golden> ReadGolden() {
  std::ifstream file("tests/wire/support/golden_lines.txt");
  std::vector<Golden> all;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> fields = absl::StrSplit(line, '\t');
    if (fields.size() != 4) return {};
    all.push_back({fields[0], absl::StrSplit(fields[1], ','),
                   FromHex(fields[2]), fields[3]});
  }
  return all;
}

}  // namespace ferry::wire::testing
