// What the reader reads, the writer writes, and the reader reads again as the
// same value.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "ferry/tests/wire/support/wire_tree.h"
#include "ferry/wire/transcode.h"

namespace {

namespace wire = ferry::wire;
using ferry::wire::testing::WireTree;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  wire::MessageView message{.bytes = {data, size}};
  absl::StatusOr<std::string> tree = WireTree(message);
  if (!tree.ok()) return 0;
  auto copy = wire::Transcode(message, {.readable_by = {99, 0}});
  if (!copy.ok()) {
    std::fprintf(stderr, "not written: %s\n", copy.status().ToString().c_str());
    std::abort();
  }
  wire::ReaderOptions strict;
  strict.mode = wire::ReaderOptions::Mode::kStrict;
  absl::StatusOr<std::string> again = WireTree({.bytes = *copy}, strict);
  if (!again.ok() || *again != *tree) {
    std::fprintf(
        stderr, "first %s\nthen %s\n", tree->c_str(),
        again.ok() ? again->c_str() : again.status().ToString().c_str());
    std::abort();
  }
  return 0;
}
