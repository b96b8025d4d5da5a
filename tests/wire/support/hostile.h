#ifndef FERRY_TESTS_WIRE_SUPPORT_HOSTILE_H_
#define FERRY_TESTS_WIRE_SUPPORT_HOSTILE_H_

#include <cstddef>
#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ferry/tests/wire/support/bytes.h"
#include "ferry/wire/internal/varint.h"
#include "ferry/wire/reader_options.h"

namespace ferry::wire::testing {

// With the header of version 15.
Bytes Body(absl::string_view hex);
void Append(Bytes& bytes, absl::string_view hex, size_t times = 1);

absl::Status Check(const Bytes& bytes);
absl::Status CheckStrictly(const Bytes& bytes);

// No limit stops it.
ReaderOptions Unlimited();

// Expects that the message is read in at most 10 ms for each MB, and with at
// most 16 bytes of memory for each of its own.
void ExpectCheap(const Bytes& bytes,
                 const ReaderOptions& options = Unlimited());
// The same for anything else that is done to `size` bytes.
void ExpectCheap(size_t size, absl::FunctionRef<void()> call);

}  // namespace ferry::wire::testing

#endif  // FERRY_TESTS_WIRE_SUPPORT_HOSTILE_H_
