// Dates, wrappers, regular expressions, errors, buffers and host objects.

#include "absl/strings/str_cat.h"
#include "ferry/wire/tag.h"
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

Writer::ObjectId Writer::Date(double time) {
  ObjectId id = BeginObjectValue(kTagDate);
  if (ok()) PutDouble(time);
  return id;
}

Writer::ObjectId Writer::BooleanObject(bool value) {
  return BeginObjectValue(value ? kTagTrueObject : kTagFalseObject);
}

Writer::ObjectId Writer::NumberObject(double value) {
  ObjectId id = BeginObjectValue(kTagNumberObject);
  if (ok()) PutDouble(value);
  return id;
}

Writer::ObjectId Writer::BigIntObject(bool negative,
                                      absl::Span<const uint8_t> magnitude) {
  ObjectId id = BeginObjectValue(kTagBigIntObject);
  if (ok()) PutBigInt(negative, magnitude);
  return id;
}

Writer::ObjectId Writer::StringObject(const Text& text) {
  ObjectId id = BeginObjectValue(kTagStringObject);
  if (ok()) PutText(text);
  return id;
}

Writer::ObjectId Writer::RegExp(const Text& source, uint32_t flags) {
  constexpr uint32_t kKnown = 511 & ~kRegExpLinear;
  bool both = (flags & kRegExpUnicode) && (flags & kRegExpUnicodeSets);
  if ((flags & ~kKnown) != 0 || both) {
    Invalid(absl::StrCat("No regular expression has the flags ", flags, "."));
  } else if ((flags & kRegExpUnicodeSets) != 0) {
    Need(options_.readable_by.has_unicode_sets_flag(),
         "The flag v of a regular expression");
  }
  ObjectId id = BeginObjectValue(kTagRegExp);
  if (!ok()) return id;
  PutText(source);
  PutVarint(flags);
  return id;
}

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

Writer::ObjectId Writer::ArrayBuffer(absl::Span<const uint8_t> bytes) {
  ObjectId id = BeginObjectValue(kTagArrayBuffer);
  if (ok()) PutLength(bytes.size());
  if (!ok()) return id;
  PutBytes(bytes);
  return AddBuffer({.id = id, .byte_length = bytes.size()});
}

Writer::ObjectId Writer::AddBuffer(const BufferFacts& facts) {
  buffers_.push_back(facts);
  last_buffer_ = &buffers_.back();
  return facts.id;
}

Writer::ObjectId Writer::ResizableArrayBuffer(absl::Span<const uint8_t> bytes,
                                              size_t max_byte_length) {
  if (!options_.readable_by.has_resizable_buffers()) return ArrayBuffer(bytes);
  if (bytes.size() > max_byte_length) {
    Invalid("A resizable buffer that is longer than its maximum.");
  }
  ObjectId id = BeginObjectValue(kTagResizableArrayBuffer);
  if (ok()) PutLength(bytes.size());
  if (ok()) PutLength(max_byte_length);
  if (!ok()) return id;
  PutBytes(bytes);
  return AddBuffer({.id = id, .resizable = true, .byte_length = bytes.size()});
}

Writer::ObjectId Writer::ImmutableArrayBuffer(absl::Span<const uint8_t> bytes) {
  if (ok()) {
    Need(options_.readable_by.has_immutable_buffers(), "An immutable buffer");
  }
  ObjectId id = BeginObjectValue(kTagImmutableArrayBuffer);
  if (ok()) PutLength(bytes.size());
  if (!ok()) return id;
  PutBytes(bytes);
  return AddBuffer({.id = id, .byte_length = bytes.size()});
}

Writer::ObjectId Writer::ExternalBuffer(uint8_t tag, uint32_t number,
                                        bool shared) {
  ObjectId id = BeginObjectValue(tag);
  if (!ok()) return id;
  PutVarint(number);
  return AddBuffer({.id = id, .external = true, .shared = shared});
}

Writer::ObjectId Writer::TransferredArrayBuffer(uint32_t transfer_id) {
  return ExternalBuffer(kTagTransferredArrayBuffer, transfer_id, false);
}

Writer::ObjectId Writer::SharedArrayBuffer(uint32_t clone_id) {
  return ExternalBuffer(kTagSharedArrayBuffer, clone_id, true);
}

Writer::ObjectId Writer::WasmModule(uint32_t transfer_id) {
  ObjectId id = BeginObjectValue(kTagWasmModule);
  if (ok()) PutVarint(transfer_id);
  return id;
}

void Writer::SharedValue(uint32_t conveyor_id) {
  if (ok()) Need(version_ >= 15, "A shared value");
  if (!BeginValue()) return;
  PutByte(kTagSharedValue);
  PutVarint(conveyor_id);
}

Writer::ObjectId Writer::TypedArray(ViewType type,
                                    absl::Span<const uint8_t> bytes) {
  ArrayBuffer(bytes);
  return View(type, {.byte_length = bytes.size()});
}

Writer::ObjectId Writer::View(ViewType type, const ViewOptions& options) {
  constexpr uint32_t kLengthTracking = 1;
  constexpr uint32_t kBackedByResizable = 2;
  if (!ok()) return kNoId;
  if (last_buffer_ == nullptr) {
    Wrong("a view that follows no buffer");
    return kNoId;
  }
  const BufferFacts& buffer = *last_buffer_;
  if (!CheckView(ElementSize(type), options)) return kNoId;
  if (type == ViewType::kFloat16 &&
      !Need(options_.readable_by.has_float16_array(), "A Float16Array")) {
    return kNoId;
  }
  bool fixed = !options_.readable_by.has_resizable_buffers();
  bool backed = buffer.resizable ||
                (buffer.external && !buffer.shared && options.resizable_buffer);
  uint32_t flags = (options.length_tracking ? kLengthTracking : 0) |
                   (backed ? kBackedByResizable : 0);
  if (fixed) flags = 0;
  if (!Need(flags == 0 || version_ >= 14, "A view on a resizable buffer")) {
    return kNoId;
  }
  PutByte(kTagArrayBufferView);
  PutByte(static_cast<uint8_t>(type));
  PutLength(options.byte_offset);
  PutLength((flags & kLengthTracking) != 0 ? 0 : options.byte_length);
  if (version_ >= 14) PutVarint(flags);
  last_buffer_ = nullptr;
  return next_id_++;
}

bool Writer::CheckView(size_t element, const ViewOptions& options) {
  const BufferFacts& buffer = *last_buffer_;
  if (element == 0 || options.byte_offset % element != 0 ||
      options.byte_length % element != 0) {
    return Invalid("A view of no type, or one that divides an element.");
  }
  if (buffer.external) return true;
  if (options.byte_offset > buffer.byte_length ||
      options.byte_length > buffer.byte_length - options.byte_offset) {
    return Invalid("A view that goes beyond its buffer.");
  }
  // A V8 without resizable buffers gets a view of this length.
  if (options.length_tracking && !buffer.resizable &&
      options_.readable_by.has_resizable_buffers()) {
    return Invalid("A length-tracking view on a buffer of a fixed length.");
  }
  return true;
}

Writer::ObjectId Writer::HostObject(uint32_t index) {
  ObjectId id = BeginObjectValue(kTagHostObject);
  if (!ok()) return id;
  PutVarint(kHostRecordObject);
  PutVarint(index);
  return id;
}

}  // namespace ferry::wire
