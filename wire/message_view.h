#ifndef FERRY_WIRE_MESSAGE_VIEW_H_
#define FERRY_WIRE_MESSAGE_VIEW_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"

namespace ferry::wire {

// Memory that the bytes of a message name by a number.
struct ExternalBuffer {
  const uint8_t* data = nullptr;
  size_t byte_length = 0;
  // Where the buffer is resizable (or, shared, growable).
  size_t max_byte_length = 0;
  bool resizable = false;
  // Memory of a WebAssembly.Memory: V8 since 13.6 adds a byte to the wire where
  // it is, and nothing on the wire says so.
  bool is_wasm_memory = false;
};

// A message as wire/ sees it: the bytes and what they refer to, as plain spans.
//
//   wire::MessageView message;
//   message.bytes = bytes;
//   message.transferred = buffers;
//
// Ownership: borrows everything, which outlives it. Threads: a value.
struct MessageView {
  absl::Span<const uint8_t> bytes = {};
  // By transfer id.
  absl::Span<const ExternalBuffer> transferred = {};
  // SharedArrayBuffers by clone id.
  absl::Span<const ExternalBuffer> shared = {};
  // Shared immutable ArrayBuffers by store index.
  absl::Span<const ExternalBuffer> immutable = {};
  uint32_t wasm_modules = 0;
  // Shared structs, arrays, mutexes.
  uint32_t shared_values = 0;
  // The size of the host table.
  uint32_t host_objects = 0;
  // Values after the main one, in the same stream: the data of host objects.
  uint32_t data_values = 0;
};

}  // namespace ferry::wire

#endif  // FERRY_WIRE_MESSAGE_VIEW_H_
