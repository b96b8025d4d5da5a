#ifndef FERRY_SERIALIZER_OPTIONS_H_
#define FERRY_SERIALIZER_OPTIONS_H_

#include "ferry/delegates/transfer_list.h"
#include "ferry/exceptions/error_policy.h"
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
};

}  // namespace ferry

#endif  // FERRY_SERIALIZER_OPTIONS_H_
