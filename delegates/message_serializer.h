#ifndef FERRY_DELEGATES_MESSAGE_SERIALIZER_H_
#define FERRY_DELEGATES_MESSAGE_SERIALIZER_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value-serializer.h>
#include <v8-value.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/delegates/serialize_options.h"

namespace ferry {

// What a MessageSerializer has written, and a MessageDeserializer reads.
// Belongs to no isolate; one that nobody reads releases what was transferred.
struct SerializedMessage {
  std::vector<uint8_t> bytes;
  MessageParts parts;
};

// A message in a format of the embedder's own: values, written by V8's
// serializer with this library behind it (host objects, shared memory, a
// transfer list), and between them whatever the embedder writes. One value
// alone is StructuredSerialize.
//
//   ferry::MessageSerializer message(agent, context, ferry::ForStorage::kNo,
//                                    transfer_list);
//   if (message.WriteHeader().IsNothing()) return;
//   message.serializer().WriteUint32(kRequest);
//   if (message.WriteValue(value).IsNothing()) return;
//   v8::Maybe<ferry::SerializedMessage> request = message.Finish();
//
// A function that fails leaves an exception pending, and nothing was given up:
// then the message can only be destroyed. Where it is destroyed before it is
// finished nothing was given up either. The exceptions are those of
// StructuredSerializeWithTransfer.
//
// Of the options' limits it checks `bytes`, `host_objects` and `buffer_bytes`:
// what the embedder writes cannot be walked.
//
// Stack only, in one HandleScope; isolate-bound. Several may be open at once: a
// getter may serialize, too.
class MessageSerializer {
 public:
  // What `transfer_list` names lives until WriteHeader.
  MessageSerializer(Agent& agent, v8::Local<v8::Context> context,
                    ForStorage for_storage,
                    absl::Span<const v8::Local<v8::Object>> transfer_list = {},
                    const SerializeOptions& options = {});
  ~MessageSerializer();

  MessageSerializer(const MessageSerializer&) = delete;
  MessageSerializer& operator=(const MessageSerializer&) = delete;

  // First: checks the transfer list, and writes V8's header. Runs
  // [kTransferList]().
  v8::Maybe<void> WriteHeader();

  // Any number of values, which share objects with each other. Getters run. An
  // error's path begins at the value that was being written.
  v8::Maybe<void> WriteValue(v8::Local<v8::Value> value);

  // For what is no value: WriteUint32, WriteUint64, WriteDouble, WriteRawBytes.
  v8::ValueSerializer& serializer();

  // Last: the host objects write their data, behind all else, and are asked
  // again; then the transferred objects are given up. Runs [kClone]() and
  // [kTransfer](), and, where that fails, [kTransferAbort]().
  v8::Maybe<SerializedMessage> Finish();

 private:
  struct State;

  const std::unique_ptr<State> state_;
};

// Reads a message that a MessageSerializer wrote, in the order in which it was
// written.
//
//   ferry::MessageDeserializer message(agent, context, request.bytes,
//                                      request.parts);
//   uint32_t kind;
//   v8::Local<v8::Value> value;
//   if (message.ReadHeader().IsNothing() ||
//       !message.deserializer().ReadUint32(&kind) ||
//       !message.ReadValue().ToLocal(&value) || message.Finish().IsNothing()) {
//     return;
//   }
//
// A function that fails leaves an exception pending: a DataCloneError for bytes
// that are damaged, a RangeError where no stack or memory is left, else what
// user code threw. (deserializer() throws nothing.) Where the message is
// destroyed before it is finished, the native objects that it made and user
// code has not seen are destroyed, as in StructuredDeserialize.
//
// A message with transfers can be received once, by an agent of the sender's
// cluster where it shares memory (MessageParts); others can be received often.
// The bytes are trusted as far as V8's deserializer does: SerializedValue
// checks those that may come from anybody.
//
// Stack only, in one HandleScope; isolate-bound.
class MessageDeserializer {
 public:
  // `bytes` and `parts` outlive it.
  MessageDeserializer(Agent& agent, v8::Local<v8::Context> context,
                      absl::Span<const uint8_t> bytes,
                      const MessageParts& parts);
  ~MessageDeserializer();

  MessageDeserializer(const MessageDeserializer&) = delete;
  MessageDeserializer& operator=(const MessageDeserializer&) = delete;

  // First: makes the host objects and buffers of the message, by their
  // constructors, and reads V8's header.
  v8::Maybe<void> ReadHeader();

  // The next value. Runs no user code.
  v8::MaybeLocal<v8::Value> ReadValue();

  // For what is no value: ReadUint32, ReadUint64, ReadDouble, ReadRawBytes.
  v8::ValueDeserializer& deserializer();

  // Last: reads the data of the host objects and completes them with it. Runs
  // [kDeserialize](). Until then they are not what they will be.
  v8::Maybe<void> Finish();

  // After that: the transferred objects, first the ArrayBuffers in the order of
  // the transfer list, then the host objects.
  std::vector<v8::Local<v8::Object>> transferred() const;

 private:
  struct State;

  const std::unique_ptr<State> state_;
};

}  // namespace ferry

#endif  // FERRY_DELEGATES_MESSAGE_SERIALIZER_H_
