#include "ferry/serializer/internal/plain_reader.h"

#include <v8-container.h>
#include <v8-date.h>

#include <optional>

#include "absl/base/attributes.h"
#include "absl/strings/ascii.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/v8_release.h"

namespace ferry::internal {
namespace {

// Deeper values are V8's: it knows how much stack there is.
constexpr int kMaxDepth = 64;

// The hash of an array index is no secret: so that it cannot be made to collide
// in V8's table of strings, what may be one does not go there.
v8::NewStringType TypeOf(absl::Span<const uint8_t> text,
                         v8::NewStringType type) {
  bool may_be_index = type == v8::NewStringType::kInternalized &&
                      !text.empty() && absl::ascii_isdigit(text[0]);
  return may_be_index ? v8::NewStringType::kNormal : type;
}

}  // namespace

// Lets the handles go that were needed for one object, but its own: a garbage
// collection looks at each handle.
class PlainReader::ObjectScope {
 public:
  explicit ObjectScope(PlainReader& reader)
      : reader_(reader), id_(reader.objects_.size()) {
    ++reader_.depth_;
    if (reader_.keep_ == Keep::kObjects) {
      reader_.objects_.emplace_back();
    } else {
      handles_.emplace(reader_.isolate_);
    }
  }
  ~ObjectScope() { --reader_.depth_; }

  v8::Local<v8::Value> Done(v8::Local<v8::Value> object) {
    if (handles_.has_value()) return handles_->Escape(object);
    return reader_.objects_[id_] = object;
  }

 private:
  PlainReader& reader_;
  const size_t id_;
  std::optional<v8::EscapableHandleScope> handles_;
};

PlainReader::Result PlainReader::Read(v8::Local<v8::Value>& value) {
  uint8_t tag;
  uint32_t version;
  if (!in_.ReadByte(tag) || tag != wire::kTagVersion ||
      !in_.ReadVarint(version) || version < wire::kUsualVersion ||
      version > kV8Release.latest_version()) {
    return Result::kNotPlain;
  }
  v8::Context::Scope scope(context_);
  ObjectShapes::Reading reading(shapes_);
  const size_t start = in_.offset();
  if (ReadMessage(Keep::kNothing, value)) return Result::kValue;
  if (has_references_) {
    in_.Seek(start);
    if (ReadMessage(Keep::kObjects, value)) return Result::kValue;
  }
  return thrown_ ? Result::kThrown : Result::kNotPlain;
}

bool PlainReader::ReadMessage(Keep keep, v8::Local<v8::Value>& value) {
  keep_ = keep;
  values_.clear();
  data_values_.clear();
  next_large_copy_ = 0;
  v8_reader_.reset();
  if (!ReadValue(value)) return false;
  while (data_values_.size() < parts_.data_values) {
    v8::Local<v8::Value> data;
    if (!ReadValue(data)) return false;
    data_values_.push_back(data);
  }
  return true;
}

bool PlainReader::ReadValue(v8::Local<v8::Value>& value) {
  uint8_t tag;
  if (!in_.ReadTag(tag)) return false;
  switch (tag) {
    case wire::kTagUndefined:
      value = v8::Undefined(isolate_);
      return true;
    case wire::kTagNull:
      value = v8::Null(isolate_);
      return true;
    case wire::kTagTrue:
      value = v8::True(isolate_);
      return true;
    case wire::kTagFalse:
      value = v8::False(isolate_);
      return true;
    case wire::kTagInt32: {
      int32_t number;
      if (!in_.ReadZigZag(number)) return false;
      value = v8::Integer::New(isolate_, number);
      return true;
    }
    case wire::kTagDouble: {
      double number;
      if (!in_.ReadDouble(number)) return false;
      value = v8::Number::New(isolate_, number);
      return true;
    }
    case wire::kTagLatin1String:
      return ReadLatin1String(v8::NewStringType::kNormal, value);
    case wire::kTagBeginObject:
    case wire::kTagBeginDenseArray:
    case wire::kTagBeginMap:
    case wire::kTagBeginSet:
    case wire::kTagDate:
      return depth_ < kMaxDepth && ReadObjectValue(tag, value);
    case wire::kTagReference:
      return ReadReference(value) && MaybeReadView(value);
    default:
      return ReadRareValue(tag, value);
  }
}

bool PlainReader::ReadObjectValue(uint8_t tag, v8::Local<v8::Value>& value) {
  ObjectScope scope(*this);
  v8::Local<v8::Value> object;
  bool read = tag == wire::kTagBeginObject       ? ReadRecord(object)
              : tag == wire::kTagBeginDenseArray ? ReadArray(object)
              : tag == wire::kTagBeginMap        ? ReadMap(object)
              : tag == wire::kTagBeginSet        ? ReadSet(object)
                                                 : ReadDate(object);
  if (!read) return false;
  value = scope.Done(object);
  return true;
}

bool PlainReader::ReadReference(v8::Local<v8::Value>& value) {
  if (keep_ == Keep::kNothing) {
    has_references_ = true;
    return false;
  }
  uint32_t id;
  if (!in_.ReadVarint(id) || id >= objects_.size() || objects_[id].IsEmpty()) {
    return false;
  }
  value = objects_[id];
  return true;
}

bool PlainReader::ReadLatin1String(v8::NewStringType type,
                                   v8::Local<v8::Value>& value) {
  uint32_t size;
  absl::Span<const uint8_t> bytes;
  v8::Local<v8::String> string;
  if (!in_.ReadVarint(size) || size > v8::String::kMaxLength ||
      !in_.ReadBytes(size, bytes) ||
      !v8::String::NewFromOneByte(isolate_, bytes.data(), TypeOf(bytes, type),
                                  static_cast<int>(size))
           .ToLocal(&string)) {
    return false;
  }
  value = string;
  return true;
}

bool PlainReader::ReadUtf16String(v8::NewStringType type,
                                  v8::Local<v8::Value>& value) {
  uint32_t size;
  absl::Span<const uint8_t> bytes;
  v8::Local<v8::String> string;
  if (!in_.ReadVarint(size) || size % 2 != 0 ||
      size / 2 > v8::String::kMaxLength || !in_.ReadBytes(size, bytes) ||
      reinterpret_cast<uintptr_t>(bytes.data()) % 2 != 0 ||
      !v8::String::NewFromTwoByte(
           isolate_, reinterpret_cast<const uint16_t*>(bytes.data()),
           TypeOf(bytes, type), static_cast<int>(size / 2))
           .ToLocal(&string)) {
    return false;
  }
  value = string;
  return true;
}

bool PlainReader::ReadDate(v8::Local<v8::Value>& value) {
  double time;
  return in_.ReadDouble(time) && v8::Date::New(context_, time).ToLocal(&value);
}

bool PlainReader::ReadArray(v8::Local<v8::Value>& value) {
  uint32_t length;
  uint32_t properties;
  uint32_t repeated_length;
  uint8_t tag;
  // An element takes at least a byte.
  if (!in_.ReadVarint(length) || length > in_.remaining()) return false;
  const size_t base = values_.size();
  values_.reserve(base + length);
  for (uint32_t i = 0; i < length; ++i) {
    v8::Local<v8::Value> element;
    if (!ReadValue(element)) return false;
    values_.push_back(element);
  }
  if (!in_.ReadTag(tag) || tag != wire::kTagEndDenseArray ||
      !in_.ReadVarint(properties) || properties != 0 ||
      !in_.ReadVarint(repeated_length) || repeated_length != length) {
    return false;
  }
  value = v8::Array::New(isolate_, values_.data() + base, length);
  values_.resize(base);
  return true;
}

bool PlainReader::ReadMap(v8::Local<v8::Value>& value) {
  v8::Local<v8::Map> map = v8::Map::New(isolate_);
  uint32_t count = 0;
  uint8_t tag;
  for (; in_.PeekTag(tag) && tag != wire::kTagEndMap; count += 2) {
    v8::Local<v8::Value> key;
    v8::Local<v8::Value> element;
    if (!ReadValue(key) || !ReadValue(element)) return false;
    thrown_ = map->Set(context_, key, element).IsEmpty();
    if (thrown_) return false;
  }
  value = map;
  return ReadEnd(wire::kTagEndMap, count);
}

bool PlainReader::ReadSet(v8::Local<v8::Value>& value) {
  v8::Local<v8::Set> set = v8::Set::New(isolate_);
  uint32_t count = 0;
  uint8_t tag;
  for (; in_.PeekTag(tag) && tag != wire::kTagEndSet; ++count) {
    v8::Local<v8::Value> element;
    if (!ReadValue(element)) return false;
    thrown_ = set->Add(context_, element).IsEmpty();
    if (thrown_) return false;
  }
  value = set;
  return ReadEnd(wire::kTagEndSet, count);
}

bool PlainReader::ReadEnd(uint8_t end_tag, uint32_t count) {
  uint8_t tag;
  uint32_t expected;
  return in_.ReadTag(tag) && tag == end_tag && in_.ReadVarint(expected) &&
         expected == count;
}

bool PlainReader::ReadRecord(v8::Local<v8::Value>& value) {
  const size_t base = values_.size();
  ObjectShapes::Shape* shape = shapes_.root();
  ObjectShapes::Lesson lesson;
  while (ReadUsualKey(shape) || ReadRecordKey(shape, lesson)) {
    v8::Local<v8::Value> property;
    if (!ReadValue(property)) return false;
    values_.push_back(property);
  }
  uint8_t tag;
  if (!in_.PeekTag(tag) || tag != wire::kTagEndObject) {
    return ReadProperties(shape, base, value);
  }
  auto values = absl::MakeSpan(values_).subspan(base);
  v8::Local<v8::Object> object;
  thrown_ = !shapes_.NewObject(context_, shape, values).ToLocal(&object);
  if (thrown_ ||
      !ReadEnd(wire::kTagEndObject, static_cast<uint32_t>(values.size()))) {
    return false;
  }
  values_.resize(base);
  value = object;
  return true;
}

// Extends the shape by the key that it had the last time, if it is the next
// one.
ABSL_ATTRIBUTE_ALWAYS_INLINE
inline bool PlainReader::ReadUsualKey(ObjectShapes::Shape*& shape) {
  ObjectShapes::Shape* next = shape->Predict(in_.data(), in_.remaining());
  if (next == nullptr) return false;
  in_.Advance(next->encoded_size());
  shape = next;
  return true;
}

// Extends the shape by the next key; false, before that key, where it is none
// for a shape, or the end.
bool PlainReader::ReadRecordKey(ObjectShapes::Shape*& shape,
                                ObjectShapes::Lesson& lesson) {
  wire::Cursor at = in_;
  uint8_t tag;
  uint32_t size;
  absl::Span<const uint8_t> text;
  if (!at.ReadByte(tag) || tag != wire::kTagLatin1String ||
      !at.ReadVarint(size) || !at.ReadBytes(size, text)) {
    return false;
  }
  const size_t offset = static_cast<size_t>(text.data() - in_.data());
  ObjectShapes::Shape* next =
      shapes_.Extend(shape, {in_.data(), offset + size}, offset, lesson);
  if (next == nullptr) return false;
  in_ = at;
  shape = next;
  return true;
}

bool PlainReader::ReadProperties(ObjectShapes::Shape* shape, size_t base,
                                 v8::Local<v8::Value>& value) {
  const size_t first_key = keys_.size();
  const size_t first_element = elements_.size();
  for (v8::Local<v8::Name> key : shapes_.KeysOf(shape)) keys_.push_back(key);
  uint8_t tag;
  while (in_.PeekTag(tag) && tag != wire::kTagEndObject) {
    if (!ReadProperty()) return false;
  }
  auto keys = absl::MakeSpan(keys_).subspan(first_key);
  auto elements = absl::MakeSpan(elements_).subspan(first_element);
  auto values = absl::MakeSpan(values_).subspan(base);
  v8::Local<v8::Object> object;
  thrown_ = !shapes_.NewObject(context_, keys, values).ToLocal(&object) ||
            AddElements(elements, object).IsNothing();
  uint32_t count = static_cast<uint32_t>(keys.size() + elements.size());
  if (thrown_ || !ReadEnd(wire::kTagEndObject, count)) return false;
  values_.resize(base);
  keys_.resize(first_key);
  elements_.resize(first_element);
  value = object;
  return true;
}

bool PlainReader::ReadProperty() {
  uint8_t tag;
  if (!in_.ReadTag(tag)) return false;
  if (tag == wire::kTagInt32) {
    int32_t index;
    v8::Local<v8::Value> element;
    if (!in_.ReadZigZag(index) || index < 0 || !ReadValue(element)) {
      return false;
    }
    elements_.push_back({static_cast<uint32_t>(index), element});
    return true;
  }
  v8::Local<v8::Value> key;
  v8::Local<v8::Value> property;
  bool read = tag == wire::kTagLatin1String
                  ? ReadLatin1String(v8::NewStringType::kInternalized, key)
              : tag == wire::kTagUtf16String
                  ? ReadUtf16String(v8::NewStringType::kInternalized, key)
                  : false;
  if (!read || !ReadValue(property)) return false;
  keys_.push_back(key.As<v8::Name>());
  values_.push_back(property);
  return true;
}

v8::Maybe<void> PlainReader::AddElements(absl::Span<const Element> elements,
                                         v8::Local<v8::Object> object) {
  for (const Element& element : elements) {
    if (object->CreateDataProperty(context_, element.index, element.value)
            .IsNothing()) {
      return v8::Nothing<void>();
    }
  }
  return v8::JustVoid();
}

}  // namespace ferry::internal
