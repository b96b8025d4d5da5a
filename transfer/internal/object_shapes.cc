#include "ferry/transfer/internal/object_shapes.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"

namespace ferry::internal {

ObjectShapes::Reading::Reading(ObjectShapes& shapes) : shapes_(shapes) {
  if (shapes_.readings_++ == 0) shapes_.MakeRoom();
}

void ObjectShapes::MakeRoom() {
  if (shapes_ < kMaxShapes) return;
  root_.next_ = nullptr;
  root_.first_child_ = nullptr;
  shapes_ = 0;
}

ObjectShapes::Shape* ObjectShapes::Extend(Shape* shape,
                                          absl::Span<const uint8_t> encoded,
                                          size_t key_offset) {
  absl::string_view bytes(reinterpret_cast<const char*>(encoded.data()),
                          encoded.size());
  size_t children = 0;
  for (Shape* child = shape->first_child_.get(); child != nullptr;
       child = child->sibling_.get(), ++children) {
    if (child->encoded_ == bytes) return shape->next_ = child;
  }
  if (children == kMaxChildren || shapes_ >= kMaxShapes ||
      shape->size_ == kMaxKeys ||
      !IsRecordKey(*shape, bytes.substr(key_offset))) {
    return nullptr;
  }
  return AddChild(shape, bytes, key_offset);
}

bool ObjectShapes::IsRecordKey(const Shape& shape,
                               absl::string_view key) const {
  if (key.empty() || absl::ascii_isdigit(key[0]) || key == "__proto__" ||
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
    absl::Span<const v8::Local<v8::Value>> values) {
  if (!shape->record_.IsEmpty()) {
    return shape->record_.New(isolate_, context, values);
  }
  if (shape != &root_ && ++shape->objects_ == kObjectsBeforeTemplate) {
    std::array<std::string_view, kMaxKeys> keys;
    for (Shape* with = shape; with != &root_; with = with->parent_) {
      keys[with->size_ - 1] = with->key();
    }
    shape->record_.Reset(isolate_, {keys.data(), shape->size_});
  }
  v8::Local<v8::Object> object = v8::Object::New(isolate_);
  if (AddProperties(context, shape, values, object).IsNothing()) return {};
  return object;
}

v8::Maybe<bool> ObjectShapes::AddProperties(
    v8::Local<v8::Context> context, Shape* shape,
    absl::Span<const v8::Local<v8::Value>> values,
    v8::Local<v8::Object> object) {
  std::array<Shape*, kMaxKeys> path;
  for (Shape* with = shape; with != &root_; with = with->parent_) {
    path[with->size_ - 1] = with;
  }
  for (size_t i = 0; i < shape->size_; ++i) {
    if (object->CreateDataProperty(context, KeyString(*path[i]), values[i])
            .IsNothing()) {
      return v8::Nothing<bool>();
    }
  }
  return v8::Just(true);
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
