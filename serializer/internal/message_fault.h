#ifndef FERRY_SERIALIZER_INTERNAL_MESSAGE_FAULT_H_
#define FERRY_SERIALIZER_INTERNAL_MESSAGE_FAULT_H_

#include <v8-context.h>
#include <v8-local-handle.h>

#include <cstdint>
#include <string>

#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/serializer/internal/message_tables.h"

namespace ferry::internal {

// What is wrong with a message that V8 wrote and cannot read. There is one such
// fault: a view was written after user code (a getter) had made its buffer
// longer than it was when V8 wrote it.
struct MessageFault {
  // In plain words; empty where the bytes are right.
  std::string reason;
  // The way to the value that cannot be read, as JavaScript ($.rows[3]). Empty
  // inside the data of a host object.
  std::string path;
  // Whether the message has memory that V8 allocates as it reads.
  bool has_buffers = false;
};

// Reads the message up to the fault; for those that V8 could not read. Limits
// do not matter here. Runs no JavaScript.
MessageFault FindMessageFault(v8::Local<v8::Context> context,
                              absl::Span<const uint8_t> bytes,
                              const MessageParts& parts,
                              const HostObjectCounts& host_objects);

// Throws the DataCloneError that says so.
void ThrowMessageFault(Agent& agent, v8::Local<v8::Context> context,
                       const MessageFault& fault);

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_MESSAGE_FAULT_H_
