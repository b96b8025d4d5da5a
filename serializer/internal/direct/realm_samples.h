#ifndef FERRY_SERIALIZER_INTERNAL_DIRECT_REALM_SAMPLES_H_
#define FERRY_SERIALIZER_INTERNAL_DIRECT_REALM_SAMPLES_H_

#include <v8-container.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>

#include "ferry/serializer/internal/direct/hidden_classes.h"

namespace ferry::internal {

// Objects of one realm which show what its others are: its prototypes, and an
// array of each kind. The realm keeps them, never the other way round: every
// handle here is weak.
//
// Isolate-bound.
class RealmSamples {
 public:
  RealmSamples() = default;

  RealmSamples(const RealmSamples&) = delete;
  RealmSamples& operator=(const RealmSamples&) = delete;

  // Makes them. `context`, the current one, keeps them under `key`. Where they
  // cannot be made, is_empty() is true, and nothing is pending but a
  // termination.
  void Initialize(v8::Isolate* isolate, v8::Local<v8::Context> context,
                  v8::Local<v8::Private> key);

  bool is_empty() const { return arrays_.IsEmpty(); }
  v8::Local<v8::Object> object_prototype(v8::Isolate* isolate) const {
    return object_prototype_.Get(isolate);
  }

  // Says what the realm's ordinary arrays are.
  void AddArrays(v8::Isolate* isolate, v8::Local<v8::Context> context,
                 HiddenClasses& classes) const;

  // Whether a hole of an array reads as undefined: neither Array.prototype nor
  // Object.prototype has elements.
  bool HolesAreUndefined(v8::Isolate* isolate,
                         v8::Local<v8::Context> context) const;

 private:
  v8::Global<v8::Array> arrays_;
  v8::Global<v8::Object> object_prototype_;
  v8::Global<v8::Object> array_prototype_;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DIRECT_REALM_SAMPLES_H_
