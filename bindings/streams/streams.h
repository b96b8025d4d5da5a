#ifndef FERRY_BINDINGS_STREAMS_STREAMS_H_
#define FERRY_BINDINGS_STREAMS_STREAMS_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-primitive.h>

#include "ferry/agent/agent.h"
#include "ferry/messaging/detached_message_port.h"

// Streams that can be transferred (Streams standard 8: ReadableStream,
// WritableStream, TransformStream), whoever wrote their classes.
namespace ferry {

// The three classes of a realm.
struct StreamClasses {
  v8::Local<v8::Function> readable;
  v8::Local<v8::Function> writable;
  v8::Local<v8::Function> transform;
};

struct StreamOptions {
  // How many chunks may be under way to a receiver in this realm, 1 or more. 1
  // is what the standard shows: each chunk is asked for once it is wanted.
  int window = 1;
  // A byte stream arrives as one, and the memory of its chunks moves. Otherwise
  // it becomes a stream of Uint8Arrays, as in the standard.
  bool keep_byte_streams = true;
  // A stream is errored with an AbortError when the other end is gone, because
  // its agent ended or it was collected. Otherwise it waits for ever.
  bool error_when_other_end_is_gone = true;
  // A received stream that is transferred again takes its port along, and
  // leaves nothing here. Otherwise this isolate passes every chunk on.
  bool move_received = true;
};

// Makes instances of these classes and of their subclasses transferable, and
// lets `context` receive streams, as instances of these classes. They may be
// of any implementation of the standard: only their public API is used, as it
// is now. Before any script of the user runs, once for a realm.
//
//   ferry::InstallStreamTransfer(agent, context,
//                                {.readable = readable_stream_class, ...});
//
// The agent has an EventLoop. Throws what the classes throw, and a TypeError
// where they are no streams or the window is less than 1; nothing then.
// Isolate-bound.
v8::Maybe<void> InstallStreamTransfer(Agent& agent,
                                      v8::Local<v8::Context> context,
                                      const StreamClasses& classes,
                                      const StreamOptions& options = {});

// For realms without streams: runs `source`, an implementation as a CommonJS or
// UMD module, such as dist/ponyfill.js of web-streams-polyfill, puts the
// classes that it exports on the global object, and installs their transfer.
// `name` is what stacks call it. After InstallGlobals, whose AbortController
// and DOMException such modules look for. Throws as above and what the module
// throws.
v8::Maybe<void> InstallStreams(Agent& agent, v8::Local<v8::Context> context,
                               v8::Local<v8::String> source,
                               v8::Local<v8::String> name,
                               const StreamOptions& options = {});

enum class ReadableType { kDefault, kBytes };

// A stream whose chunks come through `port`, from a NativeStreamWriter for one,
// and a stream whose chunks go through it. `context` has stream transfer.
// Throws a DataCloneError where it has not, and an InvalidStateError for an
// empty port; the result is empty then.
v8::MaybeLocal<v8::Object> NewReadableStream(
    Agent& agent, v8::Local<v8::Context> context, DetachedMessagePort port,
    ReadableType type = ReadableType::kDefault);
v8::MaybeLocal<v8::Object> NewWritableStream(Agent& agent,
                                             v8::Local<v8::Context> context,
                                             DetachedMessagePort port);

}  // namespace ferry

#endif  // FERRY_BINDINGS_STREAMS_STREAMS_H_
