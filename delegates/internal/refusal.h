#ifndef FERRY_DELEGATES_INTERNAL_REFUSAL_H_
#define FERRY_DELEGATES_INTERNAL_REFUSAL_H_

#include <v8-array-buffer.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"

namespace ferry::internal {

// Why something cannot enter a message. It travels up as a value to
// MessageBuilder::Throw, which makes the exception and says where it happened.
// In the HandleScope of its maker's caller.
struct Refusal {
  // What the error says; empty where an exception is pending already, because
  // user code or V8 has thrown one.
  std::string message = {};
  // Whom it is about; empty where that is no one object.
  v8::Local<v8::Object> object = {};
  // What V8 says of an object that it does not name.
  v8::Local<v8::String> words = {};
  // The entry of the transfer list that it is about.
  std::optional<size_t> entry = {};
  // Whether it is wire::Limits that something exceeds.
  bool is_over_limits = false;

  bool was_thrown() const { return message.empty(); }
};

// What a step gives that may refuse: nothing where all is well.
using MaybeRefusal = std::optional<Refusal>;

inline MaybeRefusal Thrown() { return Refusal(); }

// That `object` could not be cloned, and why.
inline std::string RefusalMessage(v8::Isolate* isolate,
                                  v8::Local<v8::Object> object,
                                  absl::string_view why) {
  return absl::StrCat(Describe(isolate, object), " object could not be cloned.",
                      why);
}
inline Refusal RefusalOf(v8::Isolate* isolate, v8::Local<v8::Object> object,
                         absl::string_view why) {
  return {.message = RefusalMessage(isolate, object, why), .object = object};
}

// Why V8's serializer refuses `value`, of which it says no more than that it
// could not be cloned. The result is empty when V8 says all.
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

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_REFUSAL_H_
