#ifndef FERRY_SERIALIZER_INTERNAL_OBJECT_SHAPES_H_
#define FERRY_SERIALIZER_INTERNAL_OBJECT_SHAPES_H_

#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/serializer/internal/record_templates.h"
#include "ferry/wire/internal/same_bytes.h"

namespace ferry::internal {

// The sequences of keys that the objects in messages had so far, as a tree: a
// shape is a path from the root. V8 looks up each key of each object that it
// reads; an object of a known shape is made in one call.
//
// Isolate-bound. Bounded, to about 1.5 MB: what does not fit is not learned,
// and where much did not, the tree begins anew.
class ObjectShapes final : public AgentExtension {
 public:
  static constexpr size_t kMaxKeys = 1024;
  // Of a key, in bytes.
  static constexpr size_t kMaxKeySize = 64;
  using Keys = absl::InlinedVector<v8::Local<v8::Name>, 16>;

  class Shape {
   public:
    // The shape with the key that stands at `at`, if it is the key that came
    // after this shape the last time; else null.
    Shape* Predict(const uint8_t* at, size_t remaining) const {
      if (next_ == nullptr || next_->encoded_.size() > remaining ||
          !wire::internal::SameBytes(at, next_->encoded_data(),
                                     next_->encoded_.size())) {
        return nullptr;
      }
      return next_;
    }

    // Of the last key, in bytes as on the wire.
    size_t encoded_size() const { return encoded_.size(); }

   private:
    friend class ObjectShapes;

    const uint8_t* encoded_data() const {
      return reinterpret_cast<const uint8_t*>(encoded_.data());
    }
    absl::string_view key() const {
      return absl::string_view(encoded_).substr(key_offset_);
    }

    Shape* parent_ = nullptr;
    std::unique_ptr<Shape> first_child_;
    std::unique_ptr<Shape> sibling_;
    // The child that was met last.
    Shape* next_ = nullptr;
    // The last key as it stands on the wire; its text begins at the offset.
    std::string encoded_;
    size_t key_offset_ = 0;
    // Number of keys.
    size_t size_ = 0;
    // Objects of exactly this shape.
    size_t objects_ = 0;
    v8::Global<v8::String> key_string_;
    // Null where there is none yet.
    RecordTemplate* record_ = nullptr;
  };

  // What one object may teach: of keys that were never met as many as it began
  // with known ones, and one. So a sequence of keys is learned in few objects,
  // and objects that are all new cost little.
  class Lesson {
   private:
    friend class ObjectShapes;
    // Number of keys; 0 before the first new one.
    size_t until_ = 0;
  };

  // While a message is read; shapes are valid as long as there is one. A tree
  // that is too small begins anew between messages. (One can be read in the
  // middle of another: an interrupt of V8 may do so.)
  class Reading {
   public:
    explicit Reading(ObjectShapes& shapes);
    ~Reading() { --shapes_.readings_; }

    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

   private:
    ObjectShapes& shapes_;
  };

  // For Agent::extension.
  explicit ObjectShapes(Agent& agent)
      : isolate_(agent.isolate()), templates_(agent.isolate()) {}

  static ObjectShapes& Of(Agent& agent) {
    return agent.extension<ObjectShapes>();
  }

  // The shape of `{}`.
  Shape* root() { return &root_; }

  // `shape` and one key more: a Latin-1 string as it stands on the wire, its
  // text at `key_offset`. The result is null when it is no key of a record: not
  // ASCII, too long, an array index, `__proto__`, one that the shape has
  // already, one too many; or new, and too much for the lesson.
  Shape* Extend(Shape* shape, absl::Span<const uint8_t> encoded,
                size_t key_offset, Lesson& lesson);

  // An object with these values of the shape's keys, in their order. When it
  // throws, the result is empty.
  v8::MaybeLocal<v8::Object> NewObject(v8::Local<v8::Context> context,
                                       Shape* shape,
                                       absl::Span<v8::Local<v8::Value>> values);

  // The same of any keys. Of two that are the same the later value counts.
  v8::MaybeLocal<v8::Object> NewObject(v8::Local<v8::Context> context,
                                       absl::Span<v8::Local<v8::Name>> keys,
                                       absl::Span<v8::Local<v8::Value>> values);

  // The keys of a shape, in their order.
  Keys KeysOf(Shape* shape);

  size_t shapes() const { return shapes_; }
  // About what all of it takes, in bytes.
  size_t bytes() const { return shapes_ * kShapeBytes + templates_.bytes(); }
  const RecordTemplates& templates() const { return templates_; }

 private:
  // V8 makes an object with more properties a dictionary.
  static constexpr size_t kMaxFastKeys = 127;
  // At most, with the key.
  static constexpr size_t kShapeBytes = 350;
  static constexpr size_t kMaxShapes = 4096;
  static constexpr size_t kMaxChildren = 64;
  // Keys without room after which the tree begins anew.
  static constexpr size_t kMaxMisses = 4096;

  void MakeRoom();
  RecordTemplate* FindTemplate(Shape* shape);
  bool IsRecordKey(const Shape& shape, absl::string_view key) const;
  Shape* AddChild(Shape* shape, absl::string_view encoded, size_t key_offset);
  v8::Local<v8::String> KeyString(Shape& shape);

  v8::Isolate* const isolate_;
  RecordTemplates templates_;
  Shape root_;
  size_t shapes_ = 0;
  size_t misses_ = 0;
  int readings_ = 0;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_OBJECT_SHAPES_H_
