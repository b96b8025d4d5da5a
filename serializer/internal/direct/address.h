#ifndef FERRY_SERIALIZER_INTERNAL_DIRECT_ADDRESS_H_
#define FERRY_SERIALIZER_INTERNAL_DIRECT_ADDRESS_H_

#include <v8-internal.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <cstddef>

namespace ferry::internal {

// Where the object lies, until V8 collects garbage.
inline v8::internal::Address AddressOf(v8::Local<v8::Value> object) {
  return v8::internal::ValueHelper::ValueAsAddress(*object);
}

// Objects lie at multiples of the size of a pointer.
inline size_t HashOf(v8::internal::Address address) {
  return (address >> 3) * 0x9E3779B97F4A7C15u >> 32;
}

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DIRECT_ADDRESS_H_
