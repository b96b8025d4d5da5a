#include "ferry/serializer/internal/record_templates.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace ferry::internal {
namespace {

// What V8 and this take for a template, and for each of its keys beside the
// text of the key.
constexpr size_t kTemplateBytes = 256;
constexpr size_t kKeyBytes = 64;

}  // namespace

RecordTemplate* RecordTemplates::Get(absl::Span<const std::string_view> keys,
                                     size_t objects) {
  std::string sequence;
  for (std::string_view key : keys) {
    absl::StrAppend(&sequence, key.size(), " ", key);
  }
  auto found = templates_.find(sequence);
  if (found != templates_.end()) return &found->second;
  size_t bytes = kTemplateBytes + kKeyBytes * keys.size() + 2 * sequence.size();
  if (objects < price_ || bytes > kMaxBytes - bytes_) return nullptr;
  bytes_ += bytes;
  price_ = kFirstPrice << (2 * (bytes_ / kStep));
  RecordTemplate& made = templates_[std::move(sequence)];
  made.Reset(isolate_, keys);
  return &made;
}

}  // namespace ferry::internal
