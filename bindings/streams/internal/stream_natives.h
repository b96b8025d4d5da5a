#ifndef FERRY_BINDINGS_STREAMS_INTERNAL_STREAM_NATIVES_H_
#define FERRY_BINDINGS_STREAMS_INTERNAL_STREAM_NATIVES_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>

#include "ferry/bindings/streams/internal/stream_realm.h"
#include "ferry/bindings/streams/streams.h"

namespace ferry::internal {

// The object `native` of the scripts: classes, options, private symbols, and
// what only C++ can do. `link` is AgentBindings::link. Empty if and only if
// an exception is pending.
v8::MaybeLocal<v8::Object> NewStreamNatives(AgentStreams& streams,
                                            v8::Local<v8::Context> context,
                                            v8::Local<v8::String> link,
                                            const StreamClasses& classes,
                                            const StreamOptions& options);

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_STREAMS_INTERNAL_STREAM_NATIVES_H_
