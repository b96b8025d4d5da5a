#ifndef FERRY_DELEGATES_INTERNAL_VIEW_RECORD_H_
#define FERRY_DELEGATES_INTERNAL_VIEW_RECORD_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value-serializer.h>

#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "ferry/wire/internal/tag.h"

namespace ferry::internal {

// What follows the buffer in a host object of kind kHostRecordView: a message
// of its own, which holds just the view, on a buffer number 0. See
// docs/wire_format.md.
class ViewRecord {
 public:
  // Calls `refuse`, which throws, for a view that V8 refuses (out of bounds);
  // the result is empty then.
  v8::Maybe<void> Write(v8::Local<v8::Context> context,
                        v8::Local<v8::ArrayBufferView> view,
                        v8::Local<v8::Object> buffer,
                        absl::FunctionRef<void()> refuse);

  absl::Span<const uint8_t> bytes() const { return bytes_; }

 private:
  void WriteFixed(uint8_t type, v8::Local<v8::ArrayBufferView> view,
                  v8::Local<v8::Object> buffer);

  absl::InlinedVector<uint8_t, wire::kHostRecordViewLimit> bytes_;
};

// The view of a record on `buffer`, an ArrayBuffer or SharedArrayBuffer. Empty
// where the record is damaged; then an exception may be pending. Runs no
// JavaScript.
v8::MaybeLocal<v8::Object> ReadViewRecord(v8::Isolate* isolate,
                                          v8::Local<v8::Context> context,
                                          v8::Local<v8::Object> buffer,
                                          absl::Span<const uint8_t> record);

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_VIEW_RECORD_H_
