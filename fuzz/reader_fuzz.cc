// The reader in all its ways: no crash, no read out of bounds, no hang.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "ferry/wire/blink.h"
#include "ferry/wire/reader.h"
#include "ferry/wire/text.h"

namespace {

namespace wire = ferry::wire;

void UseField(const wire::BlinkField& field, uint64_t& sum) {
  sum += wire::ToUtf8(field.text).size() + field.name.size();
  for (uint8_t byte : field.bytes) sum += byte;
}

// Touches all that a token points to.
void Use(const wire::Token& token) {
  uint64_t sum = 0;
  if (token.kind == wire::TokenKind::kString) {
    sum += wire::ToUtf8(token.text).size();
  }
  if (token.role == wire::Role::kProperty &&
      token.key.kind == wire::Key::Kind::kString) {
    sum += wire::ToUtf8(token.key.text).size();
  }
  if (token.kind == wire::TokenKind::kBigInt) {
    for (uint8_t byte : token.bytes) sum += byte;
  }
  if (token.kind == wire::TokenKind::kArrayBuffer) {
    for (uint8_t byte : token.buffer.bytes) sum += byte;
  }
  if (token.kind == wire::TokenKind::kBlinkObject) {
    wire::VisitFields(token.blink, [&sum](const wire::BlinkField& field) {
      UseField(field, sum);
    });
  }
  if (sum == UINT64_MAX) std::abort();
}

void ReadAll(const wire::MessageView& message,
             const wire::ReaderOptions& options, bool skip) {
  wire::Reader reader(message, options);
  do {
    while (reader.Next()) {
      Use(reader.token());
      if (skip && !reader.Skip()) break;
    }
  } while (reader.NextValue());
  if (reader.ok() != (reader.status().code() == absl::StatusCode::kOk)) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static constexpr uint8_t kMemory[16] = {};
  const wire::ExternalBuffer buffers[] = {
      {.data = kMemory, .byte_length = 8},
      {.data = kMemory,
       .byte_length = 8,
       .max_byte_length = 16,
       .resizable = true},
      {.data = kMemory, .byte_length = 16, .is_wasm_memory = true}};
  wire::MessageView message{.bytes = {data, size}};
  wire::ReaderOptions options;
  ReadAll(message, options, false);
  ReadAll(message, options, true);
  options.host_records = wire::ReaderOptions::HostRecords::kBlink;
  ReadAll(message, options, false);
  options.host_records = wire::ReaderOptions::HostRecords::kFerry;
  options.as_read_by = wire::V8Release{12, 4};
  ReadAll(message, options, false);
  message.transferred = buffers;
  message.shared = buffers;
  message.immutable = buffers;
  message.wasm_modules = message.shared_values = message.host_objects = 2;
  options = {};
  options.mode = wire::ReaderOptions::Mode::kStrict;
  ReadAll(message, options, false);
  options.mode = wire::ReaderOptions::Mode::kV8;
  options.limits.depth = 3;
  options.limits.nodes = 20;
  ReadAll(message, options, false);
  options = {};
  ReadAll(message, options, false);
  return 0;
}
