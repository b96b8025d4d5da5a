#ifndef FERRY_DELEGATES_INTERNAL_REFUSAL_REASON_H_
#define FERRY_DELEGATES_INTERNAL_REFUSAL_REASON_H_

#include <v8-array-buffer.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstdint>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"

namespace ferry::internal {

// Why V8's serializer refuses `value`, of which it says no more than that it
// could not be cloned. Empty where V8 says all.
inline absl::string_view RefusalReason(v8::Local<v8::Value> value) {
  if (value->IsArrayBufferView()) {
    return " It is out of bounds: its buffer was made too short for it.";
  }
  // Lengths on the wire have 32 bits.
  if (value->IsArrayBuffer() && value.As<v8::ArrayBuffer>()->ByteLength() >
                                    std::numeric_limits<uint32_t>::max()) {
    return " It has 4 GiB or more, which the serialization format cannot hold: "
           "transfer it, or split it.";
  }
  return {};
}

// The message that `object` could not be cloned, and why.
inline std::string RefusalOf(v8::Isolate* isolate, v8::Local<v8::Object> object,
                             absl::string_view why) {
  return absl::StrCat(Describe(isolate, object), " object could not be cloned.",
                      why);
}

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_REFUSAL_REASON_H_
