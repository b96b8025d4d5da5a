#ifndef FERRY_WIRE_INTERNAL_BLINK_FIELD_READER_H_
#define FERRY_WIRE_INTERNAL_BLINK_FIELD_READER_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/wire/blink.h"
#include "ferry/wire/cursor.h"
#include "ferry/wire/internal/blink_names.h"
#include "ferry/wire/text.h"

namespace ferry::wire::internal {

// Reads fields and tells of them. Each method is false where the bytes end.
class FieldReader {
 public:
  FieldReader(Cursor& in, absl::FunctionRef<void(const BlinkField&)> visit)
      : in_(in), visit_(visit) {}

  void Begin(BlinkField::Kind kind, absl::string_view name) {
    visit_({.kind = kind, .name = name});
  }
  void End() { visit_({.kind = BlinkField::Kind::kEnd}); }

  bool Uint32(uint32_t& number) { return in_.ReadVarint(number); }
  bool Uint32(absl::string_view name, uint32_t& number) {
    return Uint32(number) && Integer(name, number);
  }
  bool Uint32(absl::string_view name) {
    uint32_t number;
    return Uint32(name, number);
  }
  bool Uint64(absl::string_view name) {
    uint64_t number;
    return in_.ReadVarint(number) && Integer(name, number);
  }
  bool Integer(absl::string_view name, uint64_t number) {
    visit_(
        {.kind = BlinkField::Kind::kInteger, .name = name, .integer = number});
    return true;
  }
  bool Boolean(absl::string_view name) {
    uint32_t number;
    return Uint32(number) && Boolean(name, number != 0);
  }
  bool Boolean(absl::string_view name, bool value) {
    visit_(
        {.kind = BlinkField::Kind::kBoolean, .name = name, .integer = value});
    return true;
  }
  bool ByteBoolean(absl::string_view name) {
    uint8_t byte;
    return in_.ReadByte(byte) && Boolean(name, byte != 0);
  }
  bool Double(absl::string_view name, double scale = 1) {
    double number;
    if (!in_.ReadDouble(number)) return false;
    visit_({.kind = BlinkField::Kind::kDouble,
            .name = name,
            .number = number * scale});
    return true;
  }
  bool Text(absl::string_view name) {
    uint32_t size;
    absl::Span<const uint8_t> bytes;
    if (!Uint32(size) || !in_.ReadBytes(size, bytes)) return false;
    wire::Text text{bytes.data(), bytes.size(), wire::Text::Encoding::kUtf8};
    visit_({.kind = BlinkField::Kind::kText, .name = name, .text = text});
    return true;
  }
  bool Bytes(absl::string_view name, uint64_t size) {
    absl::Span<const uint8_t> bytes;
    if (!in_.ReadBytes(size, bytes)) return false;
    visit_({.kind = BlinkField::Kind::kBytes, .name = name, .bytes = bytes});
    return true;
  }
  bool Bytes32(absl::string_view name) {
    uint32_t size;
    return Uint32(size) && Bytes(name, size);
  }
  bool Bytes64(absl::string_view name) {
    uint64_t size;
    return in_.ReadVarint(size) && Bytes(name, size);
  }
  // What a number stands for.
  bool Name(absl::string_view name, BlinkNames names) {
    uint32_t number;
    return Uint32(number) && Name(name, names, number);
  }
  bool Name(absl::string_view name, BlinkNames names, uint32_t number) {
    if (number >= names.size() || names[number].empty()) {
      return Integer(name, number);
    }
    visit_({.kind = BlinkField::Kind::kText,
            .name = name,
            .text = wire::Text::Latin1(names[number])});
    return true;
  }

  Cursor& in() { return in_; }

 private:
  Cursor& in_;
  const absl::FunctionRef<void(const BlinkField&)> visit_;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_BLINK_FIELD_READER_H_
