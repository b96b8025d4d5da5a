// What PlainReader reads between plain data: rare primitives, buffers and the
// views on them, host objects, and objects that hold primitives.

#include <v8-array-buffer.h>
#include <v8-exception.h>
#include <v8-object.h>
#include <v8-primitive-object.h>
#include <v8-regexp.h>

#include <cstring>
#include <utility>

#include "ferry/agent/internal/v8_compat.h"
#include "ferry/delegates/internal/large_buffer_hint.h"
#include "ferry/delegates/internal/message_memory.h"
#include "ferry/delegates/internal/view_record.h"
#include "ferry/serializer/internal/plain_reader.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/v8_release.h"

namespace ferry::internal {
namespace {

// A longer BigInt is V8's: it knows the longest.
constexpr size_t kMaxBigIntBytes = 1 << 16;

constexpr uint32_t kUnicodeModes =
    v8::RegExp::kUnicode | v8::RegExp::kUnicodeSets;
constexpr uint32_t kRegExpFlags = kUnicodeModes | v8::RegExp::kGlobal |
                                  v8::RegExp::kIgnoreCase |
                                  v8::RegExp::kMultiline | v8::RegExp::kSticky |
                                  v8::RegExp::kDotAll | v8::RegExp::kHasIndices;

bool IsBuffer(v8::Local<v8::Value> value) {
  return value->IsArrayBuffer() || value->IsSharedArrayBuffer();
}

// Goes past a string with its tag.
bool SkipString(wire::Cursor& in) {
  uint8_t tag;
  uint32_t size;
  absl::Span<const uint8_t> text;
  return in.ReadTag(tag) &&
         (tag == wire::kTagLatin1String || tag == wire::kTagUtf16String ||
          tag == wire::kTagUtf8String) &&
         in.ReadVarint(size) && in.ReadBytes(size, text);
}

}  // namespace

bool PlainReader::ReadRareValue(uint8_t tag, v8::Local<v8::Value>& value) {
  switch (tag) {
    case wire::kTagUint32: {
      uint32_t number;
      if (!in_.ReadVarint(number)) return false;
      value = v8::Integer::NewFromUnsigned(isolate_, number);
      return true;
    }
    case wire::kTagBigInt:
      return ReadBigInt(value);
    case wire::kTagUtf16String:
      return ReadUtf16String(v8::NewStringType::kNormal, value);
    case wire::kTagArrayBuffer:
    case wire::kTagResizableArrayBuffer:
    case wire::kTagTransferredArrayBuffer:
    case wire::kTagSharedArrayBuffer:
      return ReadBuffer(tag, value) && MaybeReadView(value);
    case wire::kTagHostObject:
      return ReadHostObject(value) && MaybeReadView(value);
    case wire::kTagTrueObject:
    case wire::kTagFalseObject:
    case wire::kTagNumberObject:
    case wire::kTagBigIntObject:
    case wire::kTagStringObject:
      return ReadPrimitiveObject(tag, value);
    case wire::kTagRegExp:
      return ReadRegExp(value);
    case wire::kTagError:
      return ErrorHoldsStringsOnly() && ReadByV8(value);
    default:
      return false;
  }
}

bool PlainReader::ReadBigInt(v8::Local<v8::Value>& value) {
  uint32_t bits;
  absl::Span<const uint8_t> digits;
  if (!in_.ReadVarint(bits)) return false;
  const bool negative = (bits & 1) != 0;
  const uint32_t size = bits >> 1;
  // There is no -0n.
  if (size > kMaxBigIntBytes || (size == 0 && negative) ||
      !in_.ReadBytes(size, digits)) {
    return false;
  }
  absl::InlinedVector<uint64_t, 4> words((size + 7) / 8);
  std::memcpy(words.data(), digits.data(), size);
  v8::Local<v8::BigInt> number;
  thrown_ =
      !v8::BigInt::NewFromWords(context_, negative,
                                static_cast<int>(words.size()), words.data())
           .ToLocal(&number);
  value = number;
  return !thrown_;
}

bool PlainReader::ReadBuffer(uint8_t tag, v8::Local<v8::Value>& value) {
  uint32_t number;
  switch (tag) {
    case wire::kTagReference:
      return ReadReference(value);
    case wire::kTagResizableArrayBuffer:
      return ReadByV8(value);
    case wire::kTagArrayBuffer:
      if (!ReadInlineBuffer(value)) return false;
      break;
    case wire::kTagTransferredArrayBuffer:
      if (!in_.ReadVarint(number) || number >= parts_.array_buffers.size()) {
        return false;
      }
      value = parts_.array_buffers[number];
      break;
    case wire::kTagSharedArrayBuffer:
      if (!in_.ReadVarint(number) ||
          number >= parts_.shared_array_buffers.size() ||
          WasmBufferTagMayFollow()) {
        return false;
      }
      value = v8::SharedArrayBuffer::New(isolate_,
                                         parts_.shared_array_buffers[number]);
      break;
    default:
      return false;
  }
  AddObject(value);
  return true;
}

bool PlainReader::ReadInlineBuffer(v8::Local<v8::Value>& value) {
  uint64_t size;
  absl::Span<const uint8_t> bytes;
  if (!ReadLength(size) || !in_.ReadBytes(size, bytes)) return false;
  v8::Local<v8::ArrayBuffer> buffer;
  if (size >= LargeBufferHint::kLarge) {
    if (!CopyLarge(bytes).ToLocal(&buffer)) return false;
  } else {
    buffer = v8::ArrayBuffer::New(isolate_, bytes.size());
    if (size > 0) std::memcpy(buffer->Data(), bytes.data(), bytes.size());
  }
  value = buffer;
  return true;
}

// Empty, with no exception pending, where there is no memory.
v8::MaybeLocal<v8::ArrayBuffer> PlainReader::CopyLarge(
    absl::Span<const uint8_t> bytes) {
  if (!kBackingStoresMayFail) return {};
  if (next_large_copy_ == large_copies_.size()) {
    std::shared_ptr<v8::BackingStore> copy =
        MessageMemory::Of(agent_).buffer_pool.NewBackingStore(isolate_,
                                                              bytes.size());
    if (copy == nullptr) return {};
    std::memcpy(copy->Data(), bytes.data(), bytes.size());
    large_copies_.push_back(std::move(copy));
  }
  return v8::ArrayBuffer::New(isolate_, large_copies_[next_large_copy_++]);
}

// V8 writes one behind the memory of a WebAssembly.Memory, and nothing else
// tells what memory that is.
bool PlainReader::WasmBufferTagMayFollow() const {
  if (!kV8Release.has_wasm_buffer_tag() || in_.at_end()) return false;
  const uint8_t next = *in_.data();
  return next == wire::kWasmBufferFixed || next == wire::kWasmBufferResizable ||
         next == wire::kWasmBufferWithMemory;
}

bool PlainReader::ReadLength(uint64_t& length) {
  if (kV8Release.has_long_lengths()) return in_.ReadVarint(length);
  uint32_t short_length;
  if (!in_.ReadVarint(short_length)) return false;
  length = short_length;
  return true;
}

bool PlainReader::ViewFollows() const {
  uint8_t tag;
  return in_.PeekTag(tag) && tag == wire::kTagArrayBufferView;
}

// A view comes after its buffer, be that new or a reference, and takes its
// place.
bool PlainReader::MaybeReadView(v8::Local<v8::Value>& value) {
  if (!ViewFollows() || !IsBuffer(value)) return true;
  uint8_t tag;
  in_.ReadTag(tag);
  const uint8_t* begin = in_.data();
  uint8_t type;
  uint64_t length;
  uint32_t flags;
  if (!in_.ReadVarint(type) || !ReadLength(length) || !ReadLength(length) ||
      !in_.ReadVarint(flags)) {
    return false;
  }
  absl::InlinedVector<uint8_t, 40> record = {
      wire::kTagVersion, wire::kUsualVersion,
      value->IsArrayBuffer() ? wire::kTagTransferredArrayBuffer
                             : wire::kTagSharedArrayBuffer,
      0, wire::kTagArrayBufferView};
  record.insert(record.end(), begin, in_.data());
  if (!MakeView(value, record, value)) return false;
  AddObject(value);
  return true;
}

// Checks that the view lies in the buffer.
bool PlainReader::MakeView(v8::Local<v8::Value> buffer,
                           absl::Span<const uint8_t> record,
                           v8::Local<v8::Value>& value) {
  return Try([&] {
    v8::Local<v8::Object> view;
    bool made =
        ReadViewRecord(isolate_, context_, buffer.As<v8::Object>(), record)
            .ToLocal(&view);
    value = view;
    return made;
  });
}

bool PlainReader::ReadHostObject(v8::Local<v8::Value>& value) {
  uint32_t kind;
  uint32_t index;
  if (!in_.ReadVarint(kind)) return false;
  if (kind == wire::kHostRecordView) return ReadHostView(value);
  if (kind != wire::kHostRecordObject || !in_.ReadVarint(index) ||
      index >= parts_.host_objects.size()) {
    return false;
  }
  value = parts_.host_objects[index];
  AddObject(value);
  return true;
}

// Its id comes before that of its buffer. Other values than buffers are not
// read here, so that these records do not nest.
bool PlainReader::ReadHostView(v8::Local<v8::Value>& value) {
  const size_t id = objects_.size();
  AddObject({});
  uint8_t tag;
  uint32_t size;
  v8::Local<v8::Value> buffer;
  absl::Span<const uint8_t> record;
  if (!in_.ReadTag(tag) || !ReadBuffer(tag, buffer) || !IsBuffer(buffer) ||
      ViewFollows() || !in_.ReadVarint(size) || !in_.ReadBytes(size, record) ||
      !MakeView(buffer, record, value)) {
    return false;
  }
  if (keep_ == Keep::kObjects) objects_[id] = value;
  return true;
}

bool PlainReader::ReadPrimitiveObject(uint8_t tag,
                                      v8::Local<v8::Value>& value) {
  double number;
  v8::Local<v8::Value> primitive;
  switch (tag) {
    case wire::kTagNumberObject:
      if (!in_.ReadDouble(number)) return false;
      value = v8::NumberObject::New(isolate_, number);
      break;
    case wire::kTagStringObject:
      if (!ReadString(primitive)) return false;
      value = v8::StringObject::New(isolate_, primitive.As<v8::String>());
      break;
    case wire::kTagBigIntObject: {
      v8::Local<v8::Object> object;
      if (!ReadBigInt(primitive)) return false;
      thrown_ = !primitive->ToObject(context_).ToLocal(&object);
      if (thrown_) return false;
      value = object;
      break;
    }
    default:
      value = v8::BooleanObject::New(isolate_, tag == wire::kTagTrueObject);
  }
  AddObject(value);
  return true;
}

bool PlainReader::ReadString(v8::Local<v8::Value>& value) {
  uint8_t tag;
  if (!in_.ReadTag(tag)) return false;
  return tag == wire::kTagLatin1String
             ? ReadLatin1String(v8::NewStringType::kNormal, value)
         : tag == wire::kTagUtf16String
             ? ReadUtf16String(v8::NewStringType::kNormal, value)
             : false;
}

bool PlainReader::ReadRegExp(v8::Local<v8::Value>& value) {
  v8::Local<v8::Value> pattern;
  uint32_t flags;
  // V8 says which other flags there are.
  if (!ReadString(pattern) || !in_.ReadVarint(flags) ||
      (flags & ~kRegExpFlags) != 0 ||
      (flags & kUnicodeModes) == kUnicodeModes) {
    return false;
  }
  bool made = Try([&] {
    v8::Local<v8::RegExp> expression;
    bool is_one = v8::RegExp::New(context_, pattern.As<v8::String>(),
                                  static_cast<v8::RegExp::Flags>(flags))
                      .ToLocal(&expression);
    value = expression;
    return is_one;
  });
  if (made) AddObject(value);
  return made;
}

// Its cause may be, or hold, a reference.
bool PlainReader::ErrorHoldsStringsOnly() const {
  wire::Cursor in = in_;
  uint8_t tag;
  while (in.ReadVarint(tag)) {
    switch (tag) {
      case wire::kErrorEvalPrototype:
      case wire::kErrorRangePrototype:
      case wire::kErrorReferencePrototype:
      case wire::kErrorSyntaxPrototype:
      case wire::kErrorTypePrototype:
      case wire::kErrorUriPrototype:
        break;
      case wire::kErrorMessage:
      case wire::kErrorStack:
        if (!SkipString(in)) return false;
        break;
      default:
        return tag == wire::kErrorEnd;
    }
  }
  return false;
}

bool PlainReader::ReadByV8(v8::Local<v8::Value>& value) {
  const uint8_t* const bytes = in_.data() - in_.offset();
  const uint8_t* const begin = in_.data() - 1;
  const void* at;
  const bool read = Try([&] {
    if (!v8_reader_.has_value()) {
      v8_reader_.emplace(isolate_, bytes, in_.size());
      if (v8_reader_->ReadHeader(context_).IsNothing()) return false;
    }
    // No bytes, but where it is.
    if (!v8_reader_->ReadRawBytes(0, &at)) return false;
    const size_t skipped = begin - static_cast<const uint8_t*>(at);
    return v8_reader_->ReadRawBytes(skipped, &at) &&
           v8_reader_->ReadValue(context_).ToLocal(&value) &&
           v8_reader_->ReadRawBytes(0, &at);
  });
  if (!read) return false;
  in_.Seek(static_cast<const uint8_t*>(at) - bytes);
  // It has read the view that follows a buffer, too.
  if (value->IsArrayBufferView()) {
    AddObject(value.As<v8::ArrayBufferView>()->Buffer());
  }
  AddObject(value);
  return true;
}

bool PlainReader::Try(absl::FunctionRef<bool()> make) {
  v8::TryCatch try_catch(isolate_);
  if (make()) return true;
  thrown_ = try_catch.HasTerminated();
  if (thrown_) try_catch.ReThrow();
  return false;
}

}  // namespace ferry::internal
