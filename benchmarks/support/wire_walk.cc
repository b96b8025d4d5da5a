#include "benchmarks/support/wire_walk.h"

#include <cstdlib>

#include "ferry/wire/reader.h"

namespace ferry::benchmarks {

WalkResult WalkWire(absl::Span<const uint8_t> bytes) {
  // Sums stay in registers.
  size_t values = 0;
  size_t text = 0;
  double numbers = 0;
  wire::Reader reader(bytes);
  while (reader.Next()) {
    const wire::Token& token = reader.token();
    if (token.kind == wire::TokenKind::kEnd) continue;
    ++values;
    if (token.role == wire::Role::kProperty) text += token.key.text.size;
    switch (token.kind) {
      case wire::TokenKind::kInt32:
      case wire::TokenKind::kUint32:
      case wire::TokenKind::kDouble:
      case wire::TokenKind::kDate:
        numbers += token.number;
        break;
      case wire::TokenKind::kString:
        text += token.text.size;
        break;
      case wire::TokenKind::kArrayBufferView:
        text += token.view.byte_length;
        break;
      default:
        break;
    }
  }
  if (!reader.ok()) std::abort();
  return {.values = values, .numbers = numbers, .text = text};
}

}  // namespace ferry::benchmarks
