#include "benchmarks/support/msgpack_walk.h"

#include <msgpack.h>

#include <cstdlib>
#include <string>

#include "ferry/wire/reader.h"

namespace ferry::benchmarks {
namespace {

using wire::TokenKind;

void PackText(msgpack_packer& packer, const wire::Text& text) {
  std::string utf8 = wire::ToUtf8(text);
  msgpack_pack_str(&packer, utf8.size());
  msgpack_pack_str_body(&packer, utf8.data(), utf8.size());
}

// How many properties the object has that `reader` has just entered.
size_t CountProperties(absl::Span<const uint8_t> bytes, uint32_t id) {
  wire::Reader reader(bytes);
  while (reader.Next() &&
         !(reader.token().opens() && reader.token().id == id)) {
  }
  size_t count = 0;
  size_t depth = reader.depth();
  while (reader.Next() && reader.depth() >= depth) {
    ++count;
    if (!reader.Skip()) break;
  }
  return count;
}

void Pack(msgpack_packer& packer, const wire::Token& token,
          absl::Span<const uint8_t> bytes) {
  if (token.kind == TokenKind::kEnd) return;
  if (token.role == wire::Role::kProperty) PackText(packer, token.key.text);
  switch (token.kind) {
    case TokenKind::kNull:
      msgpack_pack_nil(&packer);
      return;
    case TokenKind::kBoolean:
      token.boolean ? msgpack_pack_true(&packer) : msgpack_pack_false(&packer);
      return;
    case TokenKind::kInt32:
      msgpack_pack_int32(&packer, static_cast<int32_t>(token.number));
      return;
    case TokenKind::kDouble:
    case TokenKind::kDate:
      msgpack_pack_double(&packer, token.number);
      return;
    case TokenKind::kString:
      PackText(packer, token.text);
      return;
    case TokenKind::kBeginArray:
      msgpack_pack_array(&packer, token.length);
      return;
    case TokenKind::kBeginObject:
      msgpack_pack_map(&packer, CountProperties(bytes, token.id));
      return;
    default:
      std::abort();
  }
}

void Walk(const msgpack_object& object, WalkResult& result) {
  ++result.values;
  switch (object.type) {
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
      result.numbers += static_cast<double>(object.via.u64);
      return;
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
      result.numbers += static_cast<double>(object.via.i64);
      return;
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
      result.numbers += object.via.f64;
      return;
    case MSGPACK_OBJECT_STR:
      result.text += object.via.str.size;
      return;
    case MSGPACK_OBJECT_ARRAY:
      for (uint32_t i = 0; i < object.via.array.size; ++i) {
        Walk(object.via.array.ptr[i], result);
      }
      return;
    case MSGPACK_OBJECT_MAP:
      for (uint32_t i = 0; i < object.via.map.size; ++i) {
        result.text += object.via.map.ptr[i].key.via.str.size;
        Walk(object.via.map.ptr[i].val, result);
      }
      return;
    default:
      return;
  }
}

}  // namespace

std::vector<char> WireToMsgpack(absl::Span<const uint8_t> bytes) {
  msgpack_sbuffer buffer;
  msgpack_sbuffer_init(&buffer);
  msgpack_packer packer;
  msgpack_packer_init(&packer, &buffer, msgpack_sbuffer_write);
  wire::Reader reader(bytes);
  while (reader.Next()) Pack(packer, reader.token(), bytes);
  std::vector<char> packed(buffer.data, buffer.data + buffer.size);
  msgpack_sbuffer_destroy(&buffer);
  return packed;
}

WalkResult WalkMsgpack(absl::Span<const char> packed) {
  WalkResult result;
  msgpack_unpacked unpacked;
  msgpack_unpacked_init(&unpacked);
  size_t offset = 0;
  if (msgpack_unpack_next(&unpacked, packed.data(), packed.size(), &offset) !=
      MSGPACK_UNPACK_SUCCESS) {
    std::abort();
  }
  Walk(unpacked.data, result);
  msgpack_unpacked_destroy(&unpacked);
  return result;
}

}  // namespace ferry::benchmarks
