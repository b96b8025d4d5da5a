#ifndef FERRY_SERIALIZER_INTERNAL_RECORD_TEMPLATES_H_
#define FERRY_SERIALIZER_INTERNAL_RECORD_TEMPLATES_H_

#include <v8-isolate.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "absl/types/span.h"
#include "ferry/agent/internal/v8_compat.h"

namespace ferry::internal {

// The record templates of an agent, by their sequences of keys. V8 never lets
// go of what it keeps for a template in a context, so there is one for each
// sequence, they are never dropped, and their number is bounded: the more there
// are, the more objects a sequence must have had to get one.
//
// Isolate-bound.
class RecordTemplates {
 public:
  // About what all templates take, here and in each context that they are used
  // in.
  static constexpr size_t kMaxBytes = size_t{4} << 20;

  explicit RecordTemplates(v8::Isolate* isolate) : isolate_(isolate) {}

  RecordTemplates(const RecordTemplates&) = delete;
  RecordTemplates& operator=(const RecordTemplates&) = delete;

  // The template of these keys, once this many objects with them were met; null
  // before, and where there is no room. Valid as long as this is.
  RecordTemplate* Get(absl::Span<const std::string_view> keys, size_t objects);

  // Whether a call of Get may find more than the one before.
  bool MayHave(size_t objects) const {
    return objects == kFirstPrice || objects == price_;
  }

  size_t bytes() const { return bytes_; }

 private:
  // Objects. Making a template costs as much as a few.
  static constexpr size_t kFirstPrice = 3;
  // The price is four times as much each time that this part of the room is
  // taken.
  static constexpr size_t kStep = kMaxBytes / 8;

  v8::Isolate* const isolate_;
  // Pointers to them are held.
  std::map<std::string, RecordTemplate> templates_;
  size_t bytes_ = 0;
  size_t price_ = kFirstPrice;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_RECORD_TEMPLATES_H_
