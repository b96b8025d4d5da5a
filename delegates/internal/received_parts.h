#ifndef FERRY_DELEGATES_INTERNAL_RECEIVED_PARTS_H_
#define FERRY_DELEGATES_INTERNAL_RECEIVED_PARTS_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstddef>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/transfer/data_holder.h"

namespace ferry::internal {

// Whether the message is read again: then copies of its buffers stay in it.
enum class Reads { kOnce, kOften };

// What the parts of a message become in the context that receives it. Whoever
// reads the bytes (V8's deserializer, by way of DeserializerDelegate, or
// PlainReader) finds here what they refer to by a number, and takes the steps
// in this order:
//
//   Make             makes host objects, by their constructors, and buffers: V8
//                    forbids JavaScript while it reads
//   SetData          reads the data values, which follow the values
//   Complete         gives host objects their data, by [kDeserialize]()
//
// One that is destroyed before it is complete discards what it made. A function
// that fails has thrown: the result is empty then.
//
// Stack only, in one HandleScope; isolate-bound.
class ReceivedParts {
 public:
  // `parts` outlives it.
  ReceivedParts(Agent& agent, v8::Local<v8::Context> context,
                const MessageParts& parts, Reads reads)
      : agent_(agent), context_(context), parts_(parts), reads_(reads) {}
  ~ReceivedParts() {
    if (!is_complete_ && !host_objects_.empty()) Discard();
  }

  ReceivedParts(const ReceivedParts&) = delete;
  ReceivedParts& operator=(const ReceivedParts&) = delete;

  Agent& agent() const { return agent_; }
  v8::Local<v8::Context> context() const { return context_; }
  const MessageParts& parts() const { return parts_; }

  // Makes the host objects, also those that the value never mentions, and the
  // ArrayBuffers: a RangeError where there is no memory.
  v8::Maybe<void> Make();

  // The ArrayBuffers and host objects, by their numbers.
  absl::Span<const v8::Local<v8::ArrayBuffer>> array_buffers() const {
    return array_buffers_;
  }
  absl::Span<const v8::Local<v8::Object>> host_objects() const {
    return host_objects_;
  }

  // Takes the data values of the host objects, in their order, from `read`.
  v8::Maybe<void> SetData(absl::FunctionRef<v8::MaybeLocal<v8::Value>()> read);

  // Completes the objects with their data, the last first, so that a parent
  // meets finished children. Runs [kDeserialize]().
  v8::Maybe<void> Complete();

  // The transferred objects, in the order of the transfer list, without what
  // travelled nested.
  std::vector<v8::Local<v8::Object>> Transferred() const;

 private:
  v8::Maybe<void> MakeArrayBuffers();
  v8::MaybeLocal<v8::Object> MakeHostObject(DataHolder& holder);
  v8::Maybe<void> CompleteHostObject(size_t i);
  // Throws the DataCloneError that a holder broke its contract.
  void ThrowBroken(const DataHolder& holder, absl::string_view what);
  // Releases what the wrappers among the objects hold, now and not at some
  // garbage collection. Only what user code cannot have: once a DeserializeData
  // was called, which gets a value that may lead to all others, they stay as
  // they are, and end as other objects do, and so does the object of a class in
  // JavaScript, whose constructor ran.
  void Discard();

  Agent& agent_;
  const v8::Local<v8::Context> context_;
  const MessageParts& parts_;
  const Reads reads_;
  std::vector<v8::Local<v8::ArrayBuffer>> array_buffers_;
  std::vector<v8::Local<v8::Object>> host_objects_;
  // By the index of the host object; empty handles where there is no data.
  std::vector<v8::Local<v8::Value>> data_;
  // Whether a DeserializeData was called.
  bool shown_to_user_code_ = false;
  bool is_complete_ = false;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_RECEIVED_PARTS_H_
