#ifndef FERRY_BINDINGS_STREAMS_SCRIPT_INTERNAL_STREAM_SCRIPT_H_
#define FERRY_BINDINGS_STREAMS_SCRIPT_INTERNAL_STREAM_SCRIPT_H_

namespace ferry::internal {

// The scripts of this folder, one after the other: the body of a function of
// `native`.
extern const char kStreamScript[];

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_STREAMS_SCRIPT_INTERNAL_STREAM_SCRIPT_H_
