#ifndef FERRY_TRANSFER_INTERNAL_OWN_ELEMENT_H_
#define FERRY_TRANSFER_INTERNAL_OWN_ELEMENT_H_

#include <v8-container.h>
#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-value.h>

#include <cstdint>

namespace ferry::internal {

// Element `index` of `list`, an array that came in a message; leaves `element`
// empty where `list` is no array or has no such element of its own: a hole
// would ask the realm's Array.prototype. When it throws, the result is empty.
inline v8::Maybe<void> GetOwnElement(v8::Local<v8::Context> context,
                                     v8::Local<v8::Value> list, uint32_t index,
                                     v8::Local<v8::Value>& element) {
  if (list->IsArray() &&
      list.As<v8::Array>()
          ->HasRealIndexedProperty(context, index)
          .FromMaybe(false) &&
      !list.As<v8::Array>()->Get(context, index).ToLocal(&element)) {
    return v8::Nothing<void>();
  }
  return v8::JustVoid();
}

}  // namespace ferry::internal

#endif  // FERRY_TRANSFER_INTERNAL_OWN_ELEMENT_H_
