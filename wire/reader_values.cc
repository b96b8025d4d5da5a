// Strings, BigInts, dates, regular expressions and errors.

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "ferry/wire/blink.h"
#include "ferry/wire/internal/pattern_work.h"
#include "ferry/wire/internal/reader_tables.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {
namespace {

constexpr uint32_t kRegExpKnown = 511;
constexpr uint32_t kMaxDigitBytes = (1 << 30) - 1;

}  // namespace

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
      return Open(FrameKind::kMap, TokenKind::kBeginMap, 0);
    case kTagBeginSet:
      return Open(FrameKind::kSet, TokenKind::kBeginSet, 0);
    case kTagError:
      return Open(FrameKind::kError, TokenKind::kBeginError, 0) && BeginError();
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
      // Before version 13 what V8 did not know was Blink's.
      return version_ < 13 && BlinkName(tag) != nullptr &&
                     options_.host_records == ReaderOptions::HostRecords::kBlink
                 ? ReadBlinkObjectWithTag(tag)
                 : UnknownTag(tag);
  }
}

// An object count of old writers, which is ignored, and then the value.
bool Reader::ReadCounted(uint8_t tag) {
  while (tag == kTagVerifyObjectCount) {
    uint32_t count;
    if (!in_.ReadVarint(count) || !in_.ReadTag(tag)) return Truncated();
    if (--nodes_left_ < 0) return Exhausted("nodes");
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

bool Reader::ReadString(uint8_t tag, Text& text) {
  uint32_t size;
  if (!in_.ReadVarint(size) || size > in_.remaining()) return Truncated();
  text.data = in_.data();
  text.size = size;
  in_.Advance(size);
  if (tag == kTagLatin1String) {
    text.encoding = Text::Encoding::kLatin1;
  } else if (tag == kTagUtf8String) {
    text.encoding = Text::Encoding::kUtf8;
  } else {
    text.encoding = Text::Encoding::kUtf16;
    if (size % 2 != 0) {
      return Fail(token_.offset,
                  absl::StrCat("a UTF-16 string of ", size, " bytes"));
    }
  }
  return true;
}

bool Reader::ReadNestedString(Text& text) {
  if (version_ < 12) return ReadString(kTagUtf8String, text);
  uint8_t tag;
  uint32_t count;
  if (!in_.ReadTag(tag)) return Truncated();
  while (tag == kTagVerifyObjectCount) {
    if (!in_.ReadVarint(count) || !in_.ReadTag(tag)) return Truncated();
    if (--nodes_left_ < 0) return Exhausted("nodes");
  }
  if (tag != kTagLatin1String && tag != kTagUtf16String &&
      tag != kTagUtf8String) {
    return Fail(in_.offset() - 1, "a string is expected");
  }
  return ReadString(tag, text);
}

bool Reader::ReadBigInt() {
  uint32_t bits;
  if (!in_.ReadVarint(bits)) return Truncated();
  uint32_t size = bits >> 1 & kMaxDigitBytes;
  token_.negative = (bits & 1) != 0;
  if (strict_ && bits >> 31 != 0) {
    return Fail(token_.offset, "a BigInt has unknown flags");
  }
  if (size == 0 && token_.negative) {
    return Fail(token_.offset, "a BigInt is minus nothing");
  }
  if (!in_.ReadBytes(size, token_.bytes)) return Truncated();
  if (size > options_.limits.bigint_bytes) return Exhausted("bigint_bytes");
  return true;
}

bool Reader::ReadDate() {
  constexpr double kMaxTime = 8.64e15;
  token_.kind = TokenKind::kDate;
  if (!in_.ReadDouble(token_.number)) return Truncated();
  // TimeClip of the specification.
  if (std::abs(token_.number) <= kMaxTime) {
    token_.number = std::trunc(token_.number) + 0.0;
  } else {
    token_.number = std::nan("");
  }
  return NewObject(token_.id);
}

bool Reader::ReadRegExp() {
  token_.kind = TokenKind::kRegExp;
  if (!NewObject(token_.id) || !ReadNestedString(token_.text)) return false;
  if (!in_.ReadVarint(token_.flags)) return Truncated();
  uint32_t flags = token_.flags;
  bool v_flag =
      !options_.as_read_by || options_.as_read_by->has_unicode_sets_flag();
  uint32_t known = v_flag ? kRegExpKnown : kRegExpKnown & ~kRegExpUnicodeSets;
  // V8 compiles to the linear engine only where a flag of V8 allows it.
  if ((flags & ~(known & ~uint32_t{kRegExpLinear})) != 0 ||
      ((flags & kRegExpUnicode) != 0 && (flags & kRegExpUnicodeSets) != 0)) {
    return Fail(token_.offset,
                absl::StrCat("no regular expression has the flags ", flags));
  }
  if (token_.text.size > options_.limits.pattern_bytes) {
    return Exhausted("pattern_bytes");
  }
  return CountPatternWork();
}

bool Reader::CountPatternWork() {
  if (!is_for_v8_) return true;
  uint64_t work = internal::PatternWork(token_.text, token_.flags);
  if (work == 0) return true;
  tables().pattern_work += work;
  uint64_t beside_bytes =
      tables_->pattern_work - std::min(tables_->pattern_work, in_.size());
  return beside_bytes <= options_.limits.pattern_work ||
         Exhausted("pattern_work");
}

}  // namespace ferry::wire
