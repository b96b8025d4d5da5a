// Errors: their class, then message, stack and cause.

#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {
namespace {

// A later tag than any byte: none was read ahead.
constexpr uint32_t kNoTag = 256;

// Bits of Frame::length: the parts of an error that were met.
enum ErrorPart : uint32_t { kMessagePart = 1, kStackPart = 2, kCausePart = 4 };

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

bool Reader::ReadErrorTag(uint32_t& tag) {
  uint8_t byte;
  if (!in_.ReadVarint(byte)) return Truncated();
  tag = byte;
  return true;
}

// The frame is there already. Its name comes before its parts.
bool Reader::BeginError() {
  Frame& frame = frames_.top();
  if (!ReadErrorTag(frame.count)) return false;
  if (ToErrorType(frame.count, token_.error_type)) frame.count = kNoTag;
  return true;
}

bool Reader::NextInError(Frame& frame) {
  if (frame.count == kNoTag && !ReadErrorTag(frame.count)) return false;
  uint32_t tag = frame.count;
  frame.count = kNoTag;
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
  if (--nodes_left_ < 0) return Exhausted("nodes");
  return ReadNestedString(token_.text);
}

}  // namespace ferry::wire
