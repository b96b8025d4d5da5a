#ifndef FERRY_SERIALIZER_INTERNAL_DIRECT_DIRECT_REALM_H_
#define FERRY_SERIALIZER_INTERNAL_DIRECT_DIRECT_REALM_H_

#include <v8-container.h>
#include <v8-context.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include "ferry/agent/internal/v8_compat.h"

namespace ferry::internal {

// What clones without a message need of one realm: the walk, as a function of
// the realm. The realm keeps it, never the other way round: every handle here
// is weak.
//
// Isolate-bound.
class DirectRealm {
 public:
  DirectRealm() = default;

  DirectRealm(const DirectRealm&) = delete;
  DirectRealm& operator=(const DirectRealm&) = delete;

  // What clone.js needs of DirectCloner.
  struct Natives {
    v8::Local<v8::Function> enter;
    v8::Local<v8::Function> adopt;
    v8::Local<v8::Value> step;
  };

  // Makes the walk. `context`, the current one, keeps it under `key`. Where it
  // cannot be made, has_walk() is false, and nothing is pending but a
  // termination.
  void Initialize(v8::Isolate* isolate, v8::Local<v8::Context> context,
                  v8::Local<v8::Private> key, const Natives& natives);

  bool has_walk() const { return !walk_.IsEmpty(); }
  v8::Local<v8::Function> walk(v8::Isolate* isolate) const {
    return walk_.Get(isolate);
  }
  // An array for the walk, empty.
  v8::Local<v8::Object> NewTrace(v8::Isolate* isolate) const {
    return CloneShallow(isolate, empty_trace_.Get(isolate));
  }

 private:
  v8::Global<v8::Function> walk_;
  v8::Global<v8::Object> empty_trace_;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DIRECT_DIRECT_REALM_H_
