#include "benchmarks/support/wire_walk.h"

#include <cstdlib>

#include "ferry/wire/reader.h"

namespace ferry::benchmarks {

WalkResult WalkWire(absl::Span<const uint8_t> bytes) {
  WalkResult result;
  wire::Reader reader(bytes);
  while (reader.Next()) {
    const wire::Token& token = reader.token();
    if (token.role == wire::Role::kProperty &&
        token.kind != wire::TokenKind::kEnd) {
      result.text += token.key.text.size;
    }
    switch (token.kind) {
      case wire::TokenKind::kEnd:
        break;
      case wire::TokenKind::kInt32:
      case wire::TokenKind::kUint32:
      case wire::TokenKind::kDouble:
      case wire::TokenKind::kDate:
        ++result.values;
        result.numbers += token.number;
        break;
      case wire::TokenKind::kString:
        ++result.values;
        result.text += token.text.size;
        break;
      case wire::TokenKind::kArrayBufferView:
        ++result.values;
        result.text += token.view.byte_length;
        break;
      default:
        ++result.values;
    }
  }
  if (!reader.ok()) std::abort();
  return result;
}

}  // namespace ferry::benchmarks
