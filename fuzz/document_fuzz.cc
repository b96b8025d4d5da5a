// A document, gone through from its root, and as JSON: no crash, no read out of
// bounds, no hang; and it finds what the reader reads.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <vector>

#include "ferry/wire/document.h"
#include "ferry/wire/to_json.h"

namespace {

namespace wire = ferry::wire;

class Walk {
 public:
  // Each object once.
  void Visit(const wire::Value& value) {
    if (!value.exists()) return;
    std::optional<uint32_t> id = value.id();
    if (id) {
      if (met_.size() <= *id) met_.resize(size_t{*id} + 1);
      if (met_[*id]) return;
      met_[*id] = true;
    }
    for (uint8_t byte : value.bytes()) sum_ += byte;
    sum_ += value.ToUtf16().size() + value.ToUtf8().size();
    for (const wire::Value& element : value.elements()) Visit(element);
    for (const wire::Member& member : value.members()) Visit(member.value);
    for (const wire::Entry& entry : value.entries()) {
      Visit(entry.key);
      Visit(entry.value);
    }
    Visit(value.error().cause);
    if (value.size() > 0) Visit(value[value.size() - 1]);
    Visit(value["a"]);
    uint32_t index = 0;
    for (const wire::Value& found : value.column("a")) {
      const wire::Value expected = value[index++]["a"];
      if (found.exists() != expected.exists() || found.id() != expected.id() ||
          found.kind() != expected.kind()) {
        std::abort();
      }
    }
  }

 private:
  std::vector<bool> met_;
  uint64_t sum_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr uint8_t kMemory[16] = {};
  const wire::ExternalBuffer buffers[] = {
      {.data = kMemory, .byte_length = 8},
      {.data = kMemory, .byte_length = 16, .is_wasm_memory = true}};
  wire::MessageView message{.bytes = {data, size}};
  message.transferred = message.shared = message.immutable = buffers;
  message.wasm_modules = message.shared_values = message.host_objects = 2;
  wire::ReaderOptions options;
  options.limits.depth = 200;
  for (auto records : {wire::ReaderOptions::HostRecords::kFerry,
                       wire::ReaderOptions::HostRecords::kNode,
                       wire::ReaderOptions::HostRecords::kBlink}) {
    options.host_records = records;
    absl::StatusOr<wire::Document> document =
        wire::Document::Open(message, options);
    if (document.ok()) Walk().Visit(document->root());
    bool json = wire::ToJson(message, {}, options).ok();
    if (document.ok() && !json) std::abort();
  }
  return 0;
}
