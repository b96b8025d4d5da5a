#include "ferry/serializer/internal/object_shapes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"

namespace ferry::internal {

ObjectShapes::Reading::Reading(ObjectShapes& shapes) : shapes_(shapes) {
  if (shapes_.readings_++ == 0) shapes_.MakeRoom();
}

void ObjectShapes::MakeRoom() {
  if (shapes_ < kMaxShapes && misses_ < kMaxMisses) return;
  root_.next_ = nullptr;
  root_.first_child_ = nullptr;
  shapes_ = 0;
  misses_ = 0;
}

ObjectShapes::Shape* ObjectShapes::Extend(Shape* shape,
                                          absl::Span<const uint8_t> encoded,
                                          size_t key_offset, Lesson& lesson) {
  if (encoded.size() - key_offset > kMaxKeySize) return nullptr;
  absl::string_view bytes(reinterpret_cast<const char*>(encoded.data()),
                          encoded.size());
  size_t children = 0;
  for (Shape* child = shape->first_child_.get(); child != nullptr;
       child = child->sibling_.get(), ++children) {
    if (child->encoded_ == bytes) return shape->next_ = child;
  }
  if (lesson.until_ == 0) lesson.until_ = 2 * shape->size_ + 1;
  if (shape->size_ >= std::min(lesson.until_, kMaxKeys)) return nullptr;
  if (children == kMaxChildren || shapes_ >= kMaxShapes) {
    ++misses_;
    return nullptr;
  }
  if (!IsRecordKey(*shape, bytes.substr(key_offset))) return nullptr;
  return AddChild(shape, bytes, key_offset);
}

bool ObjectShapes::IsRecordKey(const Shape& shape,
                               absl::string_view key) const {
  if (key.empty() || absl::ascii_isdigit(key[0])) return false;
  // The rest is for templates.
  if (shape.size_ >= kMaxFastKeys) return true;
  if (key == "__proto__" ||
      !std::all_of(key.begin(), key.end(), absl::ascii_isascii)) {
    return false;
  }
  for (const Shape* with = &shape; with != &root_; with = with->parent_) {
    if (with->key() == key) return false;
  }
  return true;
}

ObjectShapes::Shape* ObjectShapes::AddChild(Shape* shape,
                                            absl::string_view encoded,
                                            size_t key_offset) {
  auto child = std::make_unique<Shape>();
  child->parent_ = shape;
  child->sibling_ = std::move(shape->first_child_);
  child->encoded_ = encoded;
  child->key_offset_ = key_offset;
  child->size_ = shape->size_ + 1;
  shape->first_child_ = std::move(child);
  ++shapes_;
  return shape->next_ = shape->first_child_.get();
}

v8::MaybeLocal<v8::Object> ObjectShapes::NewObject(
    v8::Local<v8::Context> context, Shape* shape,
    absl::Span<v8::Local<v8::Value>> values) {
  if (shape->record_ != nullptr) {
    return shape->record_->New(isolate_, context, values);
  }
  if (shape != &root_ && shape->size_ <= kMaxFastKeys &&
      templates_.MayHave(++shape->objects_)) {
    shape->record_ = FindTemplate(shape);
  }
  Keys keys = KeysOf(shape);
  return NewObject(context, absl::MakeSpan(keys), values);
}

v8::MaybeLocal<v8::Object> ObjectShapes::NewObject(
    v8::Local<v8::Context> context, absl::Span<v8::Local<v8::Name>> keys,
    absl::Span<v8::Local<v8::Value>> values) {
  v8::Local<v8::Object> object = v8::Object::New(isolate_);
  if (keys.size() > kMaxFastKeys) {
    return v8::Object::New(isolate_, GetPrototype(object), keys.data(),
                           values.data(), keys.size());
  }
  for (size_t i = 0; i < keys.size(); ++i) {
    if (object->CreateDataProperty(context, keys[i], values[i]).IsNothing()) {
      return {};
    }
  }
  return object;
}

RecordTemplate* ObjectShapes::FindTemplate(Shape* shape) {
  std::array<std::string_view, kMaxFastKeys> keys;
  for (Shape* with = shape; with != &root_; with = with->parent_) {
    keys[with->size_ - 1] = with->key();
  }
  return templates_.Get({keys.data(), shape->size_}, shape->objects_);
}

ObjectShapes::Keys ObjectShapes::KeysOf(Shape* shape) {
  Keys keys(shape->size_);
  for (Shape* with = shape; with != &root_; with = with->parent_) {
    keys[with->size_ - 1] = KeyString(*with);
  }
  return keys;
}

v8::Local<v8::String> ObjectShapes::KeyString(Shape& shape) {
  if (shape.key_string_.IsEmpty()) {
    // A key was read from a message, so it is not too long for V8.
    shape.key_string_.Reset(
        isolate_,
        v8::String::NewFromOneByte(
            isolate_, reinterpret_cast<const uint8_t*>(shape.key().data()),
            v8::NewStringType::kInternalized,
            static_cast<int>(shape.key().size()))
            .ToLocalChecked());
  }
  return shape.key_string_.Get(isolate_);
}

}  // namespace ferry::internal
