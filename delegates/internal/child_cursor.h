#ifndef FERRY_DELEGATES_INTERNAL_CHILD_CURSOR_H_
#define FERRY_DELEGATES_INTERNAL_CHILD_CURSOR_H_

#include <v8-container.h>
#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <cstdint>
#include <string>

namespace ferry::internal {

// The values directly inside an object, in the order in which V8's serializer
// writes them, read without running user code. Stack only, in one HandleScope.
class ChildCursor {
 public:
  // `object` is an array, a Map, a Set, an error or an ordinary object.
  ChildCursor(v8::Local<v8::Context> context, v8::Local<v8::Object> object);

  enum class Step {
    kChild,
    // A hole, or a property that is not written: go on.
    kNothing,
    kEnd,
    // The next child is behind an accessor.
    kUnknown,
  };
  Step Next(v8::Local<v8::Value>& child);

  // How the last child is reached from the object, as JavaScript: ".name",
  // "[3]", ".get("key")".
  void AppendTo(std::string& path) const;

 private:
  enum class Kind { kProperties, kMap, kSet };

  Step NextElement(v8::Local<v8::Value>& child);
  Step NextProperty(v8::Local<v8::Value>& child);
  Step NextEntry(v8::Local<v8::Value>& child);
  bool CollectNames();
  Step Read(v8::Local<v8::Name> name, v8::Local<v8::Value>& child);
  void AppendMapStep(std::string& path, uint32_t i) const;

  v8::Local<v8::Context> context_;
  v8::Local<v8::Object> object_;
  Kind kind_ = Kind::kProperties;
  // An array's length; its elements come before its names.
  uint64_t elements_ = 0;
  // The names of properties, or the entries. Names are collected when they are
  // first needed.
  v8::Local<v8::Array> list_;
  // The number of children that were asked for.
  uint64_t next_ = 0;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_CHILD_CURSOR_H_
