#ifndef FERRY_SERIALIZER_INTERNAL_DIRECT_HIDDEN_CLASSES_H_
#define FERRY_SERIALIZER_INTERNAL_DIRECT_HIDDEN_CLASSES_H_

#include <v8-context.h>
#include <v8-internal.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ferry/agent/agent.h"

namespace ferry::internal {

// What a walk can do with an object.
enum class ObjectKind : uint8_t {
  // Nothing: V8's serializer knows what it is.
  kOther,
  // An ordinary object whose own properties are data with strings for names.
  kPlain,
  // Ordinary objects that have to be looked at each time (HasOnlyPlainData):
  // with properties in a table, and those that no property can be added to.
  kDictionary,
  kFrozen,
  // Arrays whose only properties are elements. Without holes: integers, as V8
  // keeps small ones; numbers; anything. With holes: numbers; anything.
  kIntegers,
  kDoubles,
  kElements,
  kHoleyNumbers,
  kHoleyElements,
  kMap,
  kSet,
  kBuffer,
  kView,
  // Date, RegExp and the objects of primitives.
  kLeaf,
};

struct HiddenClass {
  v8::internal::Address address = 0;
  ObjectKind kind = ObjectKind::kOther;
  // Of an ordinary object: whether its prototype is neither null nor
  // Object.prototype.
  bool has_class = false;
};

// What is known of objects by their hidden classes (V8's "maps"): V8 gives all
// objects with the same keys, in the same order, and the same prototype one
// hidden class. An object of its own names is asked about once for all.
//
// A hidden class that keeps its properties in a table of the object's own
// ("dictionary mode") says nothing of them. V8's API does not tell which ones
// do, so a copy of the object is tried: if an accessor can be added to it while
// its hidden class stays, nothing can be concluded from that.
//
// Addresses are valid until V8 collects old objects, so Clear is called then.
// Isolate-bound. Holds no object.
class HiddenClasses {
 public:
  // Each takes 16 bytes.
  static constexpr size_t kMaxClasses = 4096;

  explicit HiddenClasses(Agent& agent);

  // The address of `object`'s hidden class.
  static v8::internal::Address Of(v8::Local<v8::Object> object);

  // Whether `object` is an ordinary one, as V8 knows it: neither an array nor
  // anything else that behaves in a way of its own.
  static bool IsOrdinary(v8::Local<v8::Object> object);

  // Null where it is not known yet.
  const HiddenClass* Find(v8::internal::Address address) const;

  // Whether there is no room for another; Clear makes some.
  bool is_full() const { return size_ == kMaxClasses; }

  // Looks at `object` of an unknown hidden class, while there is room. Takes
  // about as long as to serialize a few objects; runs no user code. Valid until
  // the next call. Null where execution is terminating, which stays pending.
  const HiddenClass* Learn(v8::Local<v8::Context> context,
                           v8::Local<v8::Object> object,
                           v8::Local<v8::Value> object_prototype);

  // Enters what arrays like `array` are, while there is room.
  void Add(v8::Local<v8::Object> array, ObjectKind kind);

  void Clear();

 private:
  HiddenClass Classify(v8::Local<v8::Context> context,
                       v8::Local<v8::Object> object,
                       v8::Local<v8::Value> object_prototype) const;
  ObjectKind OrdinaryKind(v8::Local<v8::Context> context,
                          v8::Local<v8::Object> object,
                          v8::Local<v8::Value> object_prototype) const;
  size_t SlotOf(v8::internal::Address address) const;
  HiddenClass& Enter(const HiddenClass& entry);
  void Grow();

  Agent& agent_;
  v8::Isolate* const isolate_;
  // No object of a user has a property of this name.
  v8::Global<v8::Symbol> unused_name_;
  size_t size_ = 0;
  // A power of two, of which at least half is free, where the address is 0.
  std::vector<HiddenClass> table_;
};

// Whether the object's own properties are all data with strings for names, so
// that they can be read without running code. Slow. A termination stays
// pending.
bool HasOnlyPlainData(v8::Local<v8::Context> context,
                      v8::Local<v8::Object> object);

// The names of the object's own enumerable properties, in their order; empty
// where one of them is no data, or has a symbol for a name. A termination stays
// pending.
v8::MaybeLocal<v8::Array> NamesOfPlainData(v8::Local<v8::Context> context,
                                           v8::Local<v8::Object> object);

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DIRECT_HIDDEN_CLASSES_H_
