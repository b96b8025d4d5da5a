#ifndef FERRY_DELEGATES_SERIALIZE_OPTIONS_H_
#define FERRY_DELEGATES_SERIALIZE_OPTIONS_H_

#include <v8-array-buffer.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <functional>

#include "ferry/exceptions/error_policy.h"
#include "ferry/wire/limits.h"

namespace ferry {

// Where the bytes go: HTML's forStorage.
enum class ForStorage { kNo, kYes };

// The detach key of a buffer (v8::ArrayBuffer::SetDetachKey), or an empty
// handle where it has none. V8 does not tell, so an embedder that sets keys
// says them here. Asked once for each listed buffer, before the value is
// written.
using DetachKeyFor =
    std::function<v8::Local<v8::Value>(v8::Local<v8::ArrayBuffer>)>;

struct SerializeOptions {
  // Where the embedder sets detach keys on ArrayBuffers: says them, so that
  // such buffers can be transferred.
  DetachKeyFor detach_key_for = {};

  // What exceeds them is a DataCloneError that names the limit, and nothing is
  // given up. The defaults cost nothing: of a message that stays in the process
  // they bound `bytes`, `host_objects` and `buffer_bytes`, and leave the rest
  // to V8, whose stack ends the depth with a RangeError. Other limits, and
  // those of StructuredSerializeForStorage, are all checked, by one walk over
  // the bytes: what is stored can be read again by FromBytes with the same
  // limits.
  wire::Limits limits = {};

  // What is kept of errors.
  ErrorPolicy error_policy = ErrorPolicy::kAsV8;
};

}  // namespace ferry

#endif  // FERRY_DELEGATES_SERIALIZE_OPTIONS_H_
