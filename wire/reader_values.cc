// Strings, BigInts, dates, regular expressions and errors.

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "ferry/wire/reader.h"
#include "ferry/wire/tag.h"

namespace ferry::wire {
namespace {

// A later tag than any byte: none was read ahead.
constexpr uint32_t kNoTag = 256;

// Bits of Frame::length: the parts of an error that were met.
enum ErrorPart : uint32_t { kMessagePart = 1, kStackPart = 2, kCausePart = 4 };

constexpr uint32_t kRegExpKnown = 511;
constexpr uint32_t kMaxDigitBytes = (1 << 30) - 1;

bool ToErrorType(uint32_t tag, ErrorType& type) {
  switch (tag) {
    case kErrorEvalPrototype:
      type = ErrorType::kEvalError;
      return true;
    case kErrorRangePrototype:
      type = ErrorType::kRangeError;
      return true;
    case kErrorReferencePrototype:
      type = ErrorType::kReferenceError;
      return true;
    case kErrorSyntaxPrototype:
      type = ErrorType::kSyntaxError;
      return true;
    case kErrorTypePrototype:
      type = ErrorType::kTypeError;
      return true;
    case kErrorUriPrototype:
      type = ErrorType::kUriError;
      return true;
    default:
      type = ErrorType::kError;
      return false;
  }
}

}  // namespace

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
    if (++nodes_ > max_nodes_) return Exhausted("nodes");
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
  return true;
}

bool Reader::ReadErrorTag(uint32_t& tag) {
  uint8_t byte;
  if (!in_.ReadVarint(byte)) return Truncated();
  tag = byte;
  return true;
}

// The frame is there already. Its name comes before its parts.
bool Reader::BeginError() {
  Frame& frame = frames_.top();
  if (!ReadErrorTag(frame.index)) return false;
  if (ToErrorType(frame.index, token_.error_type)) frame.index = kNoTag;
  return true;
}

bool Reader::NextInError(Frame& frame) {
  if (frame.index == kNoTag && !ReadErrorTag(frame.index)) return false;
  uint32_t tag = frame.index;
  frame.index = kNoTag;
  token_.offset = in_.offset() - 1;
  uint32_t part;
  switch (tag) {
    case kErrorMessage:
      part = kMessagePart;
      break;
    case kErrorStack:
      part = kStackPart;
      break;
    case kErrorCause:
      part = kCausePart;
      break;
    case kErrorEnd:
      Close(frame);
      return true;
    default:
      return Fail(token_.offset,
                  absl::StrCat("an error has no part 0x",
                               absl::Hex(tag, absl::kZeroPad2), " here"));
  }
  bool ordered = options_.as_read_by.has_value() &&
                 options_.as_read_by->has_ordered_errors();
  if ((frame.length & part) != 0 || (ordered && frame.length > part)) {
    return Fail(token_.offset, "a part of an error comes twice or too late");
  }
  frame.length |= part;
  if (part == kCausePart) {
    token_.role = Role::kCause;
    uint8_t value;
    if (!in_.ReadTag(value)) return Truncated();
    return ReadValue(value);
  }
  token_.role = part == kMessagePart ? Role::kMessage : Role::kStack;
  token_.kind = TokenKind::kString;
  if (++nodes_ > max_nodes_) return Exhausted("nodes");
  return ReadNestedString(token_.text);
}

}  // namespace ferry::wire
