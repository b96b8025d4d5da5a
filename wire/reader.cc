#include "ferry/wire/reader.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "absl/base/attributes.h"
#include "absl/base/optimization.h"
#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/canonical_key.h"
#include "ferry/wire/internal/reader_tables.h"
#include "ferry/wire/internal/tag.h"

namespace ferry::wire {

using internal::KeyStack;

ABSL_ATTRIBUTE_ALWAYS_INLINE
inline bool Reader::Begin(FrameKind kind, TokenKind token, uint32_t length) {
  if (ABSL_PREDICT_FALSE(frames_.size() > max_depth_)) {
    return Exhausted("depth");
  }
  if (ABSL_PREDICT_FALSE(!NewObject(token_.id))) return false;
  frames_.Push() = {
      .kind = kind, .id = token_.id, .length = length, .count = 0};
  token_.kind = token;
  token_.length = length;
  return true;
}

ABSL_ATTRIBUTE_ALWAYS_INLINE
inline bool Reader::BeginDenseArray() {
  uint32_t length;
  if (!in_.ReadVarint(length)) return Truncated();
  // Each element takes at least one byte.
  if (length > in_.remaining()) {
    return Fail(token_.offset, absl::StrCat("an array of ", length,
                                            " elements in too few bytes"));
  }
  return Begin(FrameKind::kDenseArray, TokenKind::kBeginArray, length);
}

ABSL_ATTRIBUTE_ALWAYS_INLINE
inline bool Reader::ReadDouble() {
  token_.kind = TokenKind::kDouble;
  return in_.ReadDouble(token_.number) || Truncated();
}

ABSL_ATTRIBUTE_ALWAYS_INLINE
inline bool Reader::ReadLatin1() {
  uint32_t size;
  if (!in_.ReadVarint(size) || size > in_.remaining()) return Truncated();
  token_.kind = TokenKind::kString;
  token_.text = {in_.data(), size, Text::Encoding::kLatin1};
  in_.Advance(size);
  return true;
}

// The usual values; the rest is in ReadRareValue.
ABSL_ATTRIBUTE_ALWAYS_INLINE
inline bool Reader::ReadUsualValue(uint8_t tag) {
  token_.offset = in_.offset() - 1;
  if (ABSL_PREDICT_FALSE(--nodes_left_ < 0)) return Exhausted("nodes");
  // There may be many of these in a row, and a branch is faster than a jump.
  if (tag == kTagDouble) return ReadDouble();
  if (tag == kTagLatin1String) return ReadLatin1();
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
                         size >= in_.remaining() ||
                         static_cast<uint8_t>(at[1] - '0') < 10 ||
                         frame.count >= KeyStack::kMax)) {
    return ReadRareKey(frame, tag);
  }
  uint32_t fingerprint =
      internal::FingerprintOfName(at + 1, size, in_.remaining() - 1);
  if (ABSL_PREDICT_FALSE(frame.TestAndSetKey(fingerprint))) {
    return ReadRareKey(frame, tag);
  }
  keys_.Push(fingerprint, in_.offset() - 1);
  token_.key.kind = Key::Kind::kString;
  token_.key.text = {at + 1, size, Text::Encoding::kLatin1};
  in_.Advance(size + 1);
  return true;
}

ABSL_ATTRIBUTE_ALWAYS_INLINE
inline bool Reader::EndObject(Frame& frame) {
  if (ABSL_PREDICT_FALSE(in_.at_end() || *in_.data() != frame.count ||
                         frame.count > KeyStack::kMax)) {
    return End(frame);
  }
  token_.offset = in_.offset() - 1;
  in_.Advance(1);
  token_.kind = TokenKind::kEnd;
  token_.id = frame.id;
  keys_.Pop(frame.count);
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
    --nodes_left_;
    token_.role = Role::kProperty;
  } else if (frame.kind == FrameKind::kDenseArray &&
             frame.count < frame.length) {
    if (ABSL_PREDICT_FALSE(!in_.ReadTag(tag))) return Truncated();
    token_.role = Role::kElement;
    token_.index = frame.count++;
    if (ABSL_PREDICT_FALSE(tag == kTagHole ||
                           (tag == kTagUndefined && version_ < 11))) {
      return ReadHole();
    }
  } else {
    return NextRare(frame);
  }
  return ReadUsualValue(tag);
}

bool Reader::ReadValue(uint8_t tag) { return ReadUsualValue(tag); }

bool Reader::Open(FrameKind kind, TokenKind token, uint32_t length) {
  return Begin(kind, token, length);
}

}  // namespace ferry::wire
