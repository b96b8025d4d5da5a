#ifndef FERRY_SERIALIZER_OPTIONS_H_
#define FERRY_SERIALIZER_OPTIONS_H_

#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>

#include <cstddef>
#include <functional>

#include "ferry/transfer/error_policy.h"
#include "ferry/transfer/transfer_list.h"
#include "ferry/wire/limits.h"

namespace ferry {

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

  // The port that the message goes through, which cannot be in its own transfer
  // list; empty for none.
  v8::Local<v8::Object> source_port = {};
  // Asked when everything has succeeded and nothing is given up yet, with the
  // memory that the message will hold: its bytes and its ArrayBuffers. Throws
  // to refuse the message. Runs no user code.
  std::function<v8::Maybe<void>(size_t bytes)> accept = {};
};

}  // namespace ferry

#endif  // FERRY_SERIALIZER_OPTIONS_H_
