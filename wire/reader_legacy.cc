// Version 0: a machine with a stack, where `{` makes an object of the last
// values. It is indexed first, so that tokens come out in the usual order.

#include <algorithm>
#include <limits>
#include <memory>

#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/canonical_key.h"
#include "ferry/wire/internal/reader_tables.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {

using internal::LegacyIndex;

// Reads every value once, to know where each begins.
bool Reader::NextLegacyValue() {
  if (in_.size() > std::numeric_limits<uint32_t>::max()) {
    return FailHere("a message of version 0 with more than 4 GiB");
  }
  LegacyIndex& legacy = tables().legacy.emplace();
  Reader values(message_, options_);
  values.probing_ = true;
  size_t roots = 0;
  uint8_t tag;
  while (values.in_.PeekTag(tag)) {
    uint32_t offset = static_cast<uint32_t>(values.in_.offset());
    uint32_t count = 0;
    uint32_t length = 0;
    if (tag == kTagEndObject || tag == kTagEndSparseArray) {
      values.in_.ReadTag(tag);
      if (!values.in_.ReadVarint(count) ||
          (tag == kTagEndSparseArray && !values.in_.ReadVarint(length))) {
        return Truncated();
      }
      if (count > roots / 2 ||
          !legacy.AddContainer(offset, uint64_t{2} * count)) {
        return Fail(offset, absl::StrCat("an object of ", count,
                                         " properties after too few values"));
      }
      roots -= 2 * size_t{count};
      if (--values.nodes_left_ < 0) return Exhausted("nodes");
    } else if (tag == kTagEndDenseArray) {
      return Fail(offset, "version 0 has no dense arrays");
    } else {
      legacy.AddLeaf(offset);
      Frame& root = values.frames_.top();
      for (root.count = 0; values.Next();) {
      }
      if (!values.ok()) {
        status_ = values.status();
        return Fail(0, "");
      }
    }
    ++roots;
  }
  if (roots != 1) {
    return Fail(in_.size(),
                absl::StrCat("the message holds ", roots, " values, not one"));
  }
  return ReadLegacyNode(tables_->legacy->size() - 1);
}

bool Reader::ReadLegacyNode(uint64_t index) {
  const LegacyIndex::Node& node = tables_->legacy->node(index);
  in_.Seek(node.offset);
  uint8_t tag;
  if (!in_.ReadTag(tag)) return Truncated();
  if (tag != kTagEndObject && tag != kTagEndSparseArray) return ReadValue(tag);
  token_.offset = in_.offset() - 1;
  if (--nodes_left_ < 0) return Exhausted("nodes");
  if (frames_.size() > options_.limits.depth) return Exhausted("depth");
  uint32_t count;
  uint32_t length = 0;
  if (!in_.ReadVarint(count) ||
      (tag == kTagEndSparseArray && !in_.ReadVarint(length))) {
    return Truncated();
  }
  bool array = tag == kTagEndSparseArray;
  if (array && length <= 1u << 25) tables().sparse_elements += length;
  if (tables().sparse_elements > options_.limits.sparse_elements) {
    return Exhausted("sparse_elements");
  }
  frames_.Push() = {
      .kind = array ? FrameKind::kLegacyArray : FrameKind::kLegacyObject,
      .id = kNoId,
      .length = 2 * count,
      .count = 0};
  token_.kind = array ? TokenKind::kBeginSparseArray : TokenKind::kBeginObject;
  token_.id = kNoId;
  token_.length = length;
  // The last part comes last, and is found first.
  std::vector<uint32_t>& open = tables_->legacy->open();
  uint64_t part = index;
  for (uint64_t i = 0; i < uint64_t{2} * count; ++i) {
    part = i == 0 ? index - 1 : part - tables_->legacy->node(part).size;
    open.push_back(static_cast<uint32_t>(part));
  }
  return true;
}

bool Reader::NextLegacyProperty(Frame& frame) {
  std::vector<uint32_t>& open = tables_->legacy->open();
  if (frame.length == 0) {
    token_.offset = in_.offset();
    Close(frame);
    return true;
  }
  frame.length -= 2;
  uint64_t key = open.back();
  open.pop_back();
  uint64_t value = open.back();
  open.pop_back();
  in_.Seek(tables_->legacy->node(key).offset);
  uint8_t tag;
  if (!in_.ReadTag(tag)) return Truncated();
  if (!ReadRareKey(frame, tag)) return false;
  ++frame.count;
  token_.role = Role::kProperty;
  return ReadLegacyNode(value);
}

}  // namespace ferry::wire
