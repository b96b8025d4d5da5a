// The containers but plain objects and the elements of dense arrays.

#include <algorithm>
#include <optional>

#include "absl/base/optimization.h"
#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/reader_tables.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/internal/v8_hash.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {

bool Reader::NextRare(Frame& frame) {
  switch (frame.kind) {
    case FrameKind::kObject:
      return false;
    case FrameKind::kDenseArray:
      frame.kind = FrameKind::kDenseArrayProperties;
      frame.count = 0;
      [[fallthrough]];
    case FrameKind::kDenseArrayProperties:
      return NextProperty(frame, kTagEndDenseArray);
    case FrameKind::kSparseArray:
      return NextProperty(frame, kTagEndSparseArray);
    case FrameKind::kMap:
      return NextInMap(frame);
    case FrameKind::kSet:
      return NextInSet(frame);
    case FrameKind::kError:
      return NextInError(frame);
    case FrameKind::kLegacyObject:
    case FrameKind::kLegacyArray:
      return NextLegacyProperty(frame);
    case FrameKind::kRoot:
      return NextInRoot(frame);
  }
  return false;
}

// Before version 11 a hole was written as undefined.
bool Reader::ReadHole() {
  token_.offset = in_.offset() - 1;
  token_.kind = TokenKind::kHole;
  if (--nodes_left_ < 0) return Exhausted("nodes");
  if (!tables().holes) tables_->holes.emplace();
  tables_->holes->Add(depth(), token_.index);
  return true;
}

// A property of an array.
bool Reader::NextProperty(Frame& frame, uint8_t end_tag) {
  uint8_t tag;
  if (!in_.ReadTag(tag)) return Truncated();
  if (tag == end_tag) return End(frame);
  if (!ReadRareKey(frame, tag)) return false;
  if (!in_.ReadTag(tag)) return Truncated();
  ++frame.count;
  --nodes_left_;
  token_.role = Role::kProperty;
  return ReadValue(tag);
}

bool Reader::NextInRoot(Frame& frame) {
  if (!ok()) return false;
  token_.role = Role::kRoot;
  if (frame.count == 0) {
    frame.count = 1;
    if (version_ == 0 && !probing_) return NextLegacyValue();
    if (version_ == 13 && !probing_) ChooseViewFlags();
    token_.offset = in_.offset();
    uint8_t tag;
    if (!in_.ReadTag(tag)) return Truncated();
    return ReadValue(tag);
  }
  if (frame.count == 1) {
    frame.count = 2;
    ++values_read_;
    // A value of version 0 takes all bytes, and its last one may be anywhere.
    if (version_ == 0 && !probing_) in_.Seek(in_.size());
    if (!strict_) return false;
    if (values_read_ > message_.data_values && !in_.at_end()) {
      return FailHere("bytes follow the last value");
    }
    CheckStrict();
  }
  return false;
}

bool Reader::NextInMap(Frame& frame) {
  uint8_t tag;
  if (!in_.ReadTag(tag)) return Truncated();
  bool is_key = (frame.count & 1) == 0;
  if (is_key && tag == kTagEndMap) return End(frame);
  ++frame.count;
  token_.role = is_key ? Role::kMapKey : Role::kMapValue;
  return ReadValue(tag) && (!is_key || CountComparisons());
}

bool Reader::NextInSet(Frame& frame) {
  uint8_t tag;
  if (!in_.ReadTag(tag)) return Truncated();
  if (tag == kTagEndSet) return End(frame);
  ++frame.count;
  token_.role = Role::kSetValue;
  return ReadValue(tag) && CountComparisons();
}

// Of the key of a Map or the value of a Set that was read.
bool Reader::CountComparisons() {
  if (!is_for_v8_) return true;
  std::optional<uint32_t> hash = internal::UnseededHash(token_);
  if (!hash) return true;
  if (!tables().comparisons) tables_->comparisons.emplace();
  internal::KeyComparisons& comparisons = *tables_->comparisons;
  comparisons.Add(depth(), *hash);
  double allowed = 1.0 * options_.limits.key_comparisons * in_.size();
  return comparisons.count() <= allowed || Exhausted("key_comparisons");
}

bool Reader::End(Frame& frame) {
  token_.offset = in_.offset() - 1;
  uint32_t count;
  if (!in_.ReadVarint(count)) return Truncated();
  if (ABSL_PREDICT_FALSE(count != frame.count)) {
    return Fail(token_.offset, absl::StrCat("the container has ", frame.count,
                                            " entries, but says ", count));
  }
  if (frame.kind == FrameKind::kDenseArrayProperties ||
      frame.kind == FrameKind::kSparseArray) {
    uint32_t length;
    if (!in_.ReadVarint(length)) return Truncated();
    if (length != frame.length) {
      return Fail(token_.offset, absl::StrCat("the array has two lengths, ",
                                              frame.length, " and ", length));
    }
    if (ABSL_PREDICT_FALSE(tables_ != nullptr && tables_->holes)) {
      tables_->holes->Close(depth());
    }
  }
  Close(frame);
  return true;
}

void Reader::Close(Frame& frame) {
  if (ABSL_PREDICT_FALSE(tables_ != nullptr && tables_->comparisons)) {
    tables_->comparisons->Close(depth());
  }
  if (frame.has_keys()) {
    keys_.Pop(std::min(frame.count, internal::KeyStack::kMax));
    if (frame.count > internal::KeyStack::kMax) --tables().key_sets_in_use;
  }
  token_.kind = TokenKind::kEnd;
  token_.id = frame.id;
  frames_.Pop();
}

bool Reader::BeginSparseArray() {
  // From here on V8 uses a dictionary, which has the size of what is in it.
  constexpr uint32_t kDictionary = 1 << 25;
  uint32_t length;
  if (!in_.ReadVarint(length)) return Truncated();
  if (length <= kDictionary) tables().sparse_elements += length;
  if (tables().sparse_elements > options_.limits.sparse_elements) {
    return Exhausted("sparse_elements");
  }
  return Open(FrameKind::kSparseArray, TokenKind::kBeginSparseArray, length);
}

}  // namespace ferry::wire
