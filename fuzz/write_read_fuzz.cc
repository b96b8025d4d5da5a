// What the reader reads, the writer writes, in each version that has it, and
// the reader reads again as the same value; so does a copier.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "ferry/tests/wire/support/wire_tree.h"
#include "ferry/wire/copier.h"
#include "ferry/wire/transcode.h"

namespace {

namespace wire = ferry::wire;
using ferry::wire::testing::WireTree;
using Copy = absl::StatusOr<std::vector<uint8_t>>;

void Expect(bool expected, const char* what, const std::string& text) {
  if (expected) return;
  std::fprintf(stderr, "%s: %s\n", what, text.c_str());
  std::abort();
}

// Whether the copy is the same value, for a reader that accepts nothing odd.
void ExpectTree(const Copy& copy, const std::string& tree) {
  wire::ReaderOptions strict;
  strict.mode = wire::ReaderOptions::Mode::kStrict;
  absl::StatusOr<std::string> again = WireTree({.bytes = *copy}, strict);
  Expect(again.ok(), "not read again", again.status().ToString());
  Expect(*again == tree, "another value", tree + "\n" + *again);
}

Copy CopyOf(const wire::Document& document) {
  wire::Writer writer({.readable_by = {99, 0}});
  absl::Status status = wire::Copier(document, writer).CopyAll();
  if (!status.ok()) return status;
  return std::move(writer).Finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  wire::MessageView message{.bytes = {data, size}};
  absl::StatusOr<std::string> tree = WireTree(message);
  if (!tree.ok()) return 0;
  for (uint32_t version = 13; version <= 16; ++version) {
    Copy copy =
        wire::Transcode(message, {.readable_by = {99, 0}, .version = version});
    // Older versions have less.
    bool lacks = version < 15 && absl::IsUnimplemented(copy.status());
    Expect(copy.ok() || lacks, "not written", copy.status().ToString());
    if (copy.ok()) ExpectTree(copy, *tree);
  }
  absl::StatusOr<wire::Document> document = wire::Document::Open(message);
  if (!document.ok()) return 0;  // Version 0.
  Copy copy = CopyOf(*document);
  Expect(copy.ok(), "not copied", copy.status().ToString());
  ExpectTree(copy, *tree);
  return 0;
}
