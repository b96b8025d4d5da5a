#include "ferry/wire/reader.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "absl/base/attributes.h"
#include "absl/base/optimization.h"
#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/canonical_key.h"
#include "ferry/wire/internal/reader_tables.h"
#include "ferry/wire/tag.h"

namespace ferry::wire {
ABSL_ATTRIBUTE_ALWAYS_INLINE
inline bool Reader::Begin(FrameKind kind, TokenKind token, uint32_t length) {
  if (ABSL_PREDICT_FALSE(frames_.size() > max_depth_)) {
    return Exhausted("depth");
  }
  if (ABSL_PREDICT_FALSE(!NewObject(token_.id))) return false;
  Frame& frame = frames_.Push();
  frame.kind = kind;
  frame.id = token_.id;
  frame.length = length;
  frame.count = 0;
  frame.index = 0;
  frame.key_count = 0;
  frame.key_set = Frame::kNoKeySet;
  frame.first_hole = hole_runs_;
  // The search looks at all of them.
  std::fill_n(frame.fingerprints, Frame::kSmall, 0);
  token_.kind = token;
  token_.length = length;
  return true;
}

// The usual values; the rest is in ReadRareValue.
ABSL_ATTRIBUTE_ALWAYS_INLINE
inline bool Reader::ReadUsualValue(uint8_t tag) {
  token_.offset = in_.offset() - 1;
  if (ABSL_PREDICT_FALSE(++nodes_ > max_nodes_)) return Exhausted("nodes");
  switch (tag) {
    case kTagUndefined:
      token_.kind = TokenKind::kUndefined;
      return true;
    case kTagNull:
      token_.kind = TokenKind::kNull;
      return true;
    case kTagTrue:
    case kTagFalse:
      token_.kind = TokenKind::kBoolean;
      token_.boolean = tag == kTagTrue;
      return true;
    case kTagInt32: {
      int32_t number;
      if (!in_.ReadZigZag(number)) return Truncated();
      token_.kind = TokenKind::kInt32;
      token_.number = number;
      return true;
    }
    case kTagDouble:
      token_.kind = TokenKind::kDouble;
      if (!in_.ReadDouble(token_.number)) return Truncated();
      return true;
    case kTagLatin1String: {
      token_.kind = TokenKind::kString;
      uint32_t size;
      if (!in_.ReadVarint(size) || size > in_.remaining()) return Truncated();
      token_.text = {in_.data(), size, Text::Encoding::kLatin1};
      in_.Advance(size);
      return true;
    }
    case kTagBeginObject:
      return Begin(FrameKind::kObject, TokenKind::kBeginObject, 0);
    case kTagBeginDenseArray:
      return BeginDenseArray();
    case kTagReference:
      return ReadReference();
    default:
      return ReadRareValue(tag);
  }
}

// The usual key: a short Latin-1 name of an object that has few. The rest is
// in ReadRareKey.
ABSL_ATTRIBUTE_ALWAYS_INLINE
inline bool Reader::ReadKey(Frame& frame, uint8_t tag) {
  const uint8_t* at = in_.data();
  size_t size = in_.at_end() ? 0 : *at;
  if (ABSL_PREDICT_FALSE(tag != kTagLatin1String || size == 0 || size > 127 ||
                         in_.remaining() < std::max<size_t>(size, 8) + 1 ||
                         static_cast<uint8_t>(at[1] - '0') < 10 ||
                         frame.kind != FrameKind::kObject ||
                         frame.key_count >= Frame::kSmall)) {
    return ReadRareKey(frame, tag);
  }
  uint64_t first;
  uint64_t last = 0;
  std::memcpy(&first, at + 1, sizeof first);
  if (size < 8) {
    first &= (uint64_t{1} << (8 * size)) - 1;
  } else if (size > 8) {
    std::memcpy(&last, at + 1 + size - 8, sizeof last);
  }
  uint32_t fingerprint = internal::FingerprintOfEnds(first, last, size);
  // Zeros follow the keys that there are, and no fingerprint is zero.
  bool seen = false;
  for (uint32_t i = 0; i < Frame::kSmall; ++i) {
    seen |= frame.fingerprints[i] == fingerprint;
  }
  if (ABSL_PREDICT_FALSE(seen)) return ReadRareKey(frame, tag);
  frame.fingerprints[frame.key_count] = fingerprint;
  frame.key_offsets[frame.key_count++] = in_.offset() - 1;
  token_.key.kind = Key::Kind::kString;
  token_.key.text = {at + 1, size, Text::Encoding::kLatin1};
  in_.Advance(size + 1);
  return true;
}

ABSL_ATTRIBUTE_ALWAYS_INLINE
inline bool Reader::EndObject(Frame& frame) {
  if (ABSL_PREDICT_FALSE(in_.at_end() || *in_.data() != frame.count ||
                         frame.count > 127 ||
                         frame.key_set != Frame::kNoKeySet)) {
    return End(frame);
  }
  token_.offset = in_.offset() - 1;
  in_.Advance(1);
  token_.kind = TokenKind::kEnd;
  token_.id = frame.id;
  frames_.Pop();
  return true;
}

// The path of nearly all tokens, in one function so that the position stays in
// a register.
bool Reader::Next() {
  Frame& frame = frames_.top();
  uint8_t tag;
  if (ABSL_PREDICT_TRUE(frame.kind == FrameKind::kObject)) {
    if (ABSL_PREDICT_FALSE(!in_.ReadTag(tag))) return Truncated();
    if (tag == kTagEndObject) return EndObject(frame);
    if (ABSL_PREDICT_FALSE(!ReadKey(frame, tag))) return false;
    if (ABSL_PREDICT_FALSE(!in_.ReadTag(tag))) return Truncated();
    ++frame.count;
    ++nodes_;
    token_.role = Role::kProperty;
  } else if (frame.kind == FrameKind::kDenseArray &&
             frame.index < frame.length) {
    if (ABSL_PREDICT_FALSE(!in_.ReadTag(tag))) return Truncated();
    token_.role = Role::kElement;
    token_.index = frame.index++;
    if (ABSL_PREDICT_FALSE(tag == kTagHole ||
                           (tag == kTagUndefined && version_ < 11))) {
      return ReadHole(frame);
    }
  } else {
    return NextRare(frame);
  }
  return ReadUsualValue(tag);
}

ABSL_ATTRIBUTE_NOINLINE bool Reader::ReadValue(uint8_t tag) {
  return ReadUsualValue(tag);
}

bool Reader::NextRare(Frame& frame) {
  switch (frame.kind) {
    case FrameKind::kObject:
      return false;
    case FrameKind::kDenseArray:
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
bool Reader::ReadHole(Frame& frame) {
  token_.offset = in_.offset() - 1;
  token_.kind = TokenKind::kHole;
  if (++nodes_ > max_nodes_) return Exhausted("nodes");
  tables().holes.Add(frame.first_hole, token_.index);
  hole_runs_ = tables_->holes.size();
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
  ++nodes_;
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

bool Reader::NextValue() {
  Frame& root = frames_.top();
  if (!ok() || root.kind != FrameKind::kRoot || root.count != 2) return false;
  uint8_t tag;
  if (!in_.PeekTag(tag)) return false;
  root.count = 0;
  return true;
}

bool Reader::Skip() {
  if (!token_.opens()) return ok();
  // The container is open, with this many.
  size_t depth = this->depth();
  while (this->depth() >= depth) {
    if (!Next()) return false;
  }
  return true;
}

bool Reader::NextInMap(Frame& frame) {
  uint8_t tag;
  if (!in_.ReadTag(tag)) return Truncated();
  bool is_key = (frame.count & 1) == 0;
  if (is_key && tag == kTagEndMap) return End(frame);
  ++frame.count;
  token_.role = is_key ? Role::kMapKey : Role::kMapValue;
  return ReadValue(tag);
}

bool Reader::NextInSet(Frame& frame) {
  uint8_t tag;
  if (!in_.ReadTag(tag)) return Truncated();
  if (tag == kTagEndSet) return End(frame);
  ++frame.count;
  token_.role = Role::kSetValue;
  return ReadValue(tag);
}

bool Reader::End(Frame& frame) {
  token_.offset = in_.offset() - 1;
  uint32_t count;
  if (!in_.ReadVarint(count)) return Truncated();
  if (ABSL_PREDICT_FALSE(count != frame.count)) {
    return Fail(token_.offset, absl::StrCat("the container has ", frame.count,
                                            " entries, but says ", count));
  }
  if (frame.kind == FrameKind::kDenseArray ||
      frame.kind == FrameKind::kSparseArray) {
    uint32_t length;
    if (!in_.ReadVarint(length)) return Truncated();
    if (length != frame.length) {
      return Fail(token_.offset, absl::StrCat("the array has two lengths, ",
                                              frame.length, " and ", length));
    }
    if (ABSL_PREDICT_FALSE(hole_runs_ != frame.first_hole)) {
      hole_runs_ = frame.first_hole;
      tables_->holes.Truncate(hole_runs_);
    }
  }
  Close(frame);
  return true;
}

void Reader::Close(Frame& frame) {
  if (ABSL_PREDICT_FALSE(frame.key_set != Frame::kNoKeySet)) {
    tables().free_key_sets.push_back(frame.key_set);
  }
  token_.kind = TokenKind::kEnd;
  token_.id = frame.id;
  frames_.Pop();
}

bool Reader::BeginDenseArray() {
  uint32_t length;
  if (!in_.ReadVarint(length)) return Truncated();
  // Each element takes at least one byte.
  if (length > in_.remaining()) {
    return Fail(token_.offset, absl::StrCat("an array of ", length,
                                            " elements in too few bytes"));
  }
  return Begin(FrameKind::kDenseArray, TokenKind::kBeginArray, length);
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
  return Begin(FrameKind::kSparseArray, TokenKind::kBeginSparseArray, length);
}

bool Reader::ReadRareValue(uint8_t tag) {
  switch (tag) {
    case kTagVerifyObjectCount:
      return ReadCounted(tag);
    case kTagUint32: {
      uint32_t number;
      if (!in_.ReadVarint(number)) return Truncated();
      token_.kind = TokenKind::kUint32;
      token_.number = number;
      return true;
    }
    case kTagBigInt:
      token_.kind = TokenKind::kBigInt;
      return ReadBigInt();
    case kTagUtf8String:
    case kTagUtf16String:
      token_.kind = TokenKind::kString;
      return ReadString(tag, token_.text);
    case kTagBeginSparseArray:
      return BeginSparseArray();
    case kTagBeginMap:
      return Begin(FrameKind::kMap, TokenKind::kBeginMap, 0);
    case kTagBeginSet:
      return Begin(FrameKind::kSet, TokenKind::kBeginSet, 0);
    case kTagError:
      return Begin(FrameKind::kError, TokenKind::kBeginError, 0) &&
             BeginError();
    case kTagDate:
      return ReadDate();
    case kTagTrueObject:
    case kTagFalseObject:
      token_.kind = TokenKind::kBooleanObject;
      token_.boolean = tag == kTagTrueObject;
      return NewObject(token_.id);
    case kTagNumberObject:
      token_.kind = TokenKind::kNumberObject;
      if (!in_.ReadDouble(token_.number)) return Truncated();
      return NewObject(token_.id);
    case kTagBigIntObject:
      token_.kind = TokenKind::kBigIntObject;
      return NewObject(token_.id) && ReadBigInt();
    case kTagStringObject:
      token_.kind = TokenKind::kStringObject;
      return NewObject(token_.id) && ReadNestedString(token_.text);
    case kTagRegExp:
      return ReadRegExp();
    case kTagArrayBuffer:
    case kTagResizableArrayBuffer:
    case kTagImmutableArrayBuffer:
    case kTagSharedImmutableArrayBuffer:
    case kTagTransferredArrayBuffer:
    case kTagSharedArrayBuffer:
      return ReadBuffer(tag);
    case kTagWasmModule:
      return ReadWasmModule();
    case kTagWasmMemory:
      return ReadWasmMemory();
    case kTagSharedValue:
      return version_ >= 15 ? ReadSharedValue() : UnknownTag(tag);
    case kTagHostObject:
      return ReadHostObject();
    default:
      return UnknownTag(tag);
  }
}

// An object count of old writers, which is ignored, and then the value.
bool Reader::ReadCounted(uint8_t tag) {
  while (tag == kTagVerifyObjectCount) {
    uint32_t count;
    if (!in_.ReadVarint(count) || !in_.ReadTag(tag)) return Truncated();
    if (++nodes_ > max_nodes_) return Exhausted("nodes");
  }
  return ReadValue(tag);
}

bool Reader::ReadReference() {
  uint32_t id;
  if (!in_.ReadVarint(id)) return Truncated();
  if (id >= next_id_) {
    return Fail(token_.offset, absl::StrCat("a reference to object ", id,
                                            ", which was not met yet"));
  }
  token_.id = id;
  if (ABSL_PREDICT_TRUE(!FindBuffer(id, token_.buffer))) {
    token_.kind = TokenKind::kReference;
    return true;
  }
  return MaybeReadView(TokenKind::kReference);
}

}  // namespace ferry::wire
