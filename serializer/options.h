#ifndef FERRY_SERIALIZER_OPTIONS_H_
#define FERRY_SERIALIZER_OPTIONS_H_

#include "ferry/transfer/transfer_list.h"

namespace ferry {

struct SerializeOptions {
  // Where the embedder sets detach keys on ArrayBuffers: says them, so that
  // such buffers can be transferred.
  DetachKeyFor detach_key_for;
};

}  // namespace ferry

#endif  // FERRY_SERIALIZER_OPTIONS_H_
