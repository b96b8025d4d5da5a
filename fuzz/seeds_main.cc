// Runs a fuzz target over its seeds, over each prefix of them, and over each
// with one bit flipped: a regression test that needs no libFuzzer.
//
// usage: program seeds.txt, or files and folders with inputs as libFuzzer keeps
// them.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

// A block of its own size, so that reading past it is seen by a sanitizer.
void Run(const std::string& input) {
  auto* copy = new uint8_t[input.size() + 1];
  input.copy(reinterpret_cast<char*>(copy), input.size());
  LLVMFuzzerTestOneInput(copy, input.size());
  delete[] copy;
}

size_t RunSeed(std::string seed) {
  constexpr size_t kLong = 150;
  Run(seed);
  if (seed.size() > kLong) return 1;
  size_t runs = 1;
  for (size_t at = 0; at < seed.size(); ++at) {
    Run(seed.substr(0, at));
    char bit = static_cast<char>(1 << at % 8);
    seed[at] ^= bit;
    Run(seed);
    seed[at] ^= bit;
    runs += 2;
  }
  return runs;
}

}  // namespace

int main(int argc, char** argv) {
  size_t runs = 0;
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    if (!absl::EndsWith(argv[i], ".txt")) {
      Run(std::string(std::istreambuf_iterator<char>(file), {}));
      ++runs;
      continue;
    }
    for (std::string line; std::getline(file, line);) {
      std::string seed;
      if (absl::HexStringToBytes(line, &seed)) runs += RunSeed(seed);
    }
  }
  std::printf("%zu inputs\n", runs);
  return runs == 0 ? 1 : 0;
}
