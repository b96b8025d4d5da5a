#ifndef FERRY_WIRE_LIMITS_H_
#define FERRY_WIRE_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace ferry::wire {

// How much one message may ask for. A reader that meets more stops with
// ResourceExhausted. The defaults keep V8 within its default heap (1.4 GB) and
// its stack, whatever the bytes say.
//
//   wire::Limits limits;
//   limits.bytes = 1 << 20;
//   limits.depth = 64;
//
// Units: bytes where the name says so, else counts.
struct Limits {
  // The whole message.
  uint64_t bytes = uint64_t{1} << 30;
  // Containers inside each other. V8 reads with the machine's stack, of which
  // 1 MB carries 1,600 objects, and throws a RangeError where it ends; this is
  // more than any stack carries.
  uint32_t depth = 1 << 20;
  // Values and property keys, including the holes of dense arrays.
  uint64_t nodes = uint64_t{1} << 24;
  // Values that have an identity. An empty Map takes 3 bytes here and 250 in
  // V8's heap.
  uint64_t objects = uint64_t{1} << 22;
  // Keys that V8 compares with others while it fills Maps and Sets, for each
  // byte of the message. Usual keys are compared with one or two; bytes can be
  // made so that V8 compares each with all.
  uint32_t key_comparisons = 32;
  // One BigInt. Above 2^27 V8 ends the process.
  uint32_t bigint_bytes = 1 << 20;
  // The source of one regular expression, as it is encoded.
  uint32_t pattern_bytes = 1 << 16;
  // What V8 does to make the regular expressions of the message, in
  // microseconds of a usual machine, beside one for each byte of the message.
  // A \p{…} takes 64, a property of strings or emoji with the flag v 5000.
  uint32_t pattern_work = 1 << 16;
  // The size of the host table: each entry makes an object of the embedder's.
  uint32_t host_objects = 1 << 20;
  // The byte lengths of all buffers, added up, also of those that lie beside
  // the message: transferred, shared.
  uint64_t buffer_bytes = uint64_t{1} << 34;
  // The maximum byte lengths of all resizable buffers, added up: V8 reserves
  // address space for each.
  uint64_t resizable_bytes = uint64_t{1} << 34;
  // Resizable buffers: each is a memory mapping, of which a process has 65,530
  // on Linux.
  uint32_t resizable_buffers = 4096;
  // The lengths of sparse arrays, added up, as far as V8 allocates elements for
  // them before it reads any: a few bytes can ask for 256 MB.
  uint64_t sparse_elements = uint64_t{1} << 24;

  friend constexpr bool operator==(const Limits&, const Limits&) = default;
};

}  // namespace ferry::wire

#endif  // FERRY_WIRE_LIMITS_H_
