// Property keys, and that none comes twice.

#include <vector>

#include "absl/base/attributes.h"
#include "absl/base/optimization.h"
#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/canonical_key.h"
#include "ferry/wire/internal/reader_tables.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {

using internal::CanonicalKey;
using internal::KeyStack;

bool Reader::ReadRareKey(Frame& frame, uint8_t tag) {
  uint32_t count;
  while (tag == kTagVerifyObjectCount) {
    if (!in_.ReadVarint(count) || !in_.ReadTag(tag)) return Truncated();
    if (--nodes_left_ < 0) return Exhausted("nodes");
  }
  uint64_t offset = in_.offset() - 1;
  Key& key = token_.key;
  key.kind = Key::Kind::kNumber;
  switch (tag) {
    case kTagInt32: {
      int32_t number;
      if (!in_.ReadZigZag(number)) return Truncated();
      key.number = number;
      break;
    }
    case kTagUint32: {
      uint32_t number;
      if (!in_.ReadVarint(number)) return Truncated();
      key.number = number;
      break;
    }
    case kTagDouble:
      if (!in_.ReadDouble(key.number)) return Truncated();
      break;
    case kTagLatin1String:
    case kTagUtf16String:
    case kTagUtf8String:
      key.kind = Key::Kind::kString;
      token_.offset = offset;
      if (!ReadString(tag, key.text)) return false;
      break;
    default:
      return Fail(offset, absl::StrCat("no property key begins with 0x",
                                       absl::Hex(tag, absl::kZeroPad2)));
  }
  CanonicalKey canonical(key);
  bool array = frame.kind != FrameKind::kObject &&
               frame.kind != FrameKind::kLegacyObject;
  if (array && !CheckElement(frame, canonical)) return false;
  return CheckKey(frame, canonical, offset);
}

// An array has its length, and the elements that came before.
bool Reader::CheckElement(Frame& frame, const CanonicalKey& key) {
  bool there = false;
  if (!key.index()) {
    there = Equal(key.text(), "length");
  } else if (frame.kind == FrameKind::kDenseArrayProperties) {
    uint32_t index = *key.index();
    bool hole = tables_ != nullptr && tables_->holes &&
                tables_->holes->Contains(depth(), index);
    there = index < frame.length && !hole;
  }
  return !there || FailHere("an array has the property already that ends here");
}

bool Reader::CheckKey(Frame& frame, const CanonicalKey& key, uint64_t offset) {
  if (frame.count >= KeyStack::kMax) return AddToKeySet(frame, key, offset);
  uint32_t fingerprint = key.Fingerprint();
  if (frame.kind == FrameKind::kObject) frame.TestAndSetKey(fingerprint);
  for (uint32_t i = 0; i < frame.count; ++i) {
    if (keys_.fingerprint(frame.count, i) == fingerprint &&
        KeyEquals(key, keys_.offset(frame.count, i))) {
      return DuplicateKey(offset);
    }
  }
  keys_.Push(fingerprint, offset);
  return true;
}

bool Reader::AddToKeySet(Frame& frame, const CanonicalKey& key,
                         uint64_t offset) {
  auto hash_at = [this](uint64_t at) { return CanonicalKey(KeyAt(at)).Hash(); };
  auto equal = [&](uint64_t at) { return KeyEquals(key, at); };
  return TopKeySet(frame).Insert(key.Hash(), offset, equal, hash_at) ||
         DuplicateKey(offset);
}

// Of the innermost container; made when it gets more keys than are in keys_.
internal::KeySet& Reader::TopKeySet(const Frame& frame) {
  std::vector<internal::KeySet>& sets = tables().key_sets;
  size_t& in_use = tables_->key_sets_in_use;
  if (frame.count > KeyStack::kMax) return sets[in_use - 1];
  if (in_use == sets.size()) sets.emplace_back();
  internal::KeySet& set = sets[in_use++];
  set.Clear();
  auto hash_at = [this](uint64_t at) { return CanonicalKey(KeyAt(at)).Hash(); };
  for (uint32_t i = 0; i < KeyStack::kMax; ++i) {
    uint64_t offset = keys_.offset(KeyStack::kMax, i);
    set.Insert(
        hash_at(offset), offset, [](uint64_t) { return false; }, hash_at);
  }
  return set;
}

bool Reader::KeyEquals(const CanonicalKey& key, uint64_t offset) const {
  return key == CanonicalKey(KeyAt(offset));
}

// A key that was read before, again.
Key Reader::KeyAt(uint64_t offset) const {
  Cursor in = in_;
  in.Seek(offset);
  Key key;
  uint8_t tag = 0;
  in.ReadByte(tag);
  uint32_t bits = 0;
  int32_t number = 0;
  switch (tag) {
    case kTagInt32:
      in.ReadZigZag(number);
      key = {.kind = Key::Kind::kNumber, .text = {}, .number = 1.0 * number};
      break;
    case kTagUint32:
      in.ReadVarint(bits);
      key = {.kind = Key::Kind::kNumber, .text = {}, .number = 1.0 * bits};
      break;
    case kTagDouble:
      key.kind = Key::Kind::kNumber;
      in.ReadDouble(key.number);
      break;
    default:
      in.ReadVarint(bits);
      key.text = {in.data(), bits,
                  tag == kTagLatin1String  ? Text::Encoding::kLatin1
                  : tag == kTagUtf16String ? Text::Encoding::kUtf16
                                           : Text::Encoding::kUtf8};
  }
  return key;
}

bool Reader::DuplicateKey(uint64_t offset) {
  return Fail(offset, "a property comes twice");
}

}  // namespace ferry::wire
