// Errors: their class, then message, stack and cause.

#include "ferry/wire/internal/tag.h"
#include "ferry/wire/writer.h"

namespace ferry::wire {
namespace {

// Bits of Frame::count: the parts of an error, in their order.
enum ErrorPart : uint32_t { kMessagePart = 1, kStackPart = 2, kCausePart = 4 };

// 0 where there is none.
uint8_t PrototypeTag(ErrorType type) {
  switch (type) {
    case ErrorType::kEvalError:
      return kErrorEvalPrototype;
    case ErrorType::kRangeError:
      return kErrorRangePrototype;
    case ErrorType::kReferenceError:
      return kErrorReferencePrototype;
    case ErrorType::kSyntaxError:
      return kErrorSyntaxPrototype;
    case ErrorType::kTypeError:
      return kErrorTypePrototype;
    case ErrorType::kUriError:
      return kErrorUriPrototype;
    case ErrorType::kError:
      break;
  }
  return 0;
}

}  // namespace

Writer::ObjectId Writer::BeginError(ErrorType type) {
  ObjectId id = BeginObjectValue(kTagError);
  uint8_t prototype = PrototypeTag(type);
  if (ok() && prototype != 0) PutByte(prototype);
  Open(Container::kError);
  return id;
}

// Releases from 12.1 read this order, older ones any.
bool Writer::BeginErrorPart(uint32_t part, uint8_t tag) {
  if (!ok()) return false;
  Frame& frame = frames_.back();
  if (frame.container != Container::kError || frame.key_written ||
      frame.count >= part) {
    return Wrong("a part of an error");
  }
  frame.count |= part;
  PutByte(tag);
  return true;
}

void Writer::Message(const Text& text) {
  if (BeginErrorPart(kMessagePart, kErrorMessage)) PutText(text);
}

void Writer::Stack(const Text& text) {
  if (BeginErrorPart(kStackPart, kErrorStack)) PutText(text);
}

void Writer::Cause() {
  if (BeginErrorPart(kCausePart, kErrorCause))
    frames_.back().key_written = true;
}

void Writer::EndError() { Close(Container::kError, kErrorEnd); }

}  // namespace ferry::wire
