#include "ferry/wire/value.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/document_index.h"
#include "ferry/wire/internal/names.h"
#include "ferry/wire/internal/tag.h"

namespace ferry::wire {

using internal::DocumentIndex;
using internal::Place;

Value::Value(const DocumentIndex* index, Place place) { Set(index, place); }

void Value::Set(const DocumentIndex* index, Place place) {
  place = index->AtTag(place);
  index_ = index;
  below_view_ = false;
  offset_ = place.offset;
  id_ = place.id;
  if (tag() == kTagReference) Follow();
  if (tag() == kTagHole) *this = Value();
}

// Unless a view begins with it.
void Value::Follow() {
  if (index_->IsObjectAt({offset_, id_})) return;
  Cursor cursor = index_->CursorAt(offset_ + 1);
  uint32_t id = 0;
  cursor.ReadVarint(id);
  SetObject(id);
}

void Value::SetObject(uint32_t id) {
  Place place = index_->ObjectAt(id);
  below_view_ = index_->IsObjectAt({place.offset, id + 1});
  while (place.id > 0 && index_->IsObjectAt({place.offset, place.id - 1})) {
    --place.id;
    below_view_ = false;
  }
  offset_ = place.offset;
  id_ = place.id;
}

Value Value::OfObject(const DocumentIndex* index, uint32_t id) {
  Value value;
  value.index_ = index;
  value.SetObject(id);
  return value;
}

Value Value::buffer() const {
  Token view = token();
  if (view.kind != TokenKind::kArrayBufferView) return Value();
  return OfObject(index_, view.buffer.id);
}

uint8_t Value::tag() const { return index_->message().bytes[offset_]; }

Token Value::token() const {
  if (!exists()) {
    Token none;
    none.kind = TokenKind::kHole;
    return none;
  }
  Reader reader = index_->ReaderAt({offset_, id_});
  reader.Next();
  Token token = reader.token();
  if (below_view_ && token.kind == TokenKind::kArrayBufferView) {
    token.kind = token.buffer.shared() ? TokenKind::kSharedArrayBuffer
                                       : TokenKind::kArrayBuffer;
    token.id = token.buffer.id;
  }
  return token;
}

TokenKind Value::kind() const {
  if (!exists()) return TokenKind::kHole;
  switch (tag()) {
    case kTagUndefined:
      return TokenKind::kUndefined;
    case kTagNull:
      return TokenKind::kNull;
    case kTagTrue:
    case kTagFalse:
      return TokenKind::kBoolean;
    case kTagInt32:
      return TokenKind::kInt32;
    case kTagDouble:
      return TokenKind::kDouble;
    case kTagLatin1String:
    case kTagUtf16String:
    case kTagUtf8String:
      return TokenKind::kString;
    case kTagBeginObject:
      return TokenKind::kBeginObject;
    case kTagBeginDenseArray:
      return TokenKind::kBeginArray;
    default:
      return token().kind;
  }
}

bool Value::is_array() const {
  TokenKind what = kind();
  return what == TokenKind::kBeginArray || what == TokenKind::kBeginSparseArray;
}

bool Value::is_null_or_undefined() const {
  TokenKind what = kind();
  return what == TokenKind::kNull || what == TokenKind::kUndefined;
}

std::optional<uint32_t> Value::id() const {
  if (!exists() || !index_->IsObjectAt({offset_, id_})) return std::nullopt;
  return token().id;
}

std::optional<double> Value::number() const {
  if (!exists()) return std::nullopt;
  const uint8_t tag = this->tag();
  Cursor cursor = index_->CursorAt(offset_ + 1);
  double number = 0;
  int32_t whole = 0;
  uint32_t positive = 0;
  if (tag == kTagDouble) {
    cursor.ReadDouble(number);
    return number;
  }
  if (tag == kTagInt32) {
    cursor.ReadZigZag(whole);
    return whole;
  }
  if (tag != kTagUint32) return std::nullopt;
  cursor.ReadVarint(positive);
  return positive;
}

std::optional<bool> Value::boolean() const {
  if (kind() != TokenKind::kBoolean) return std::nullopt;
  return tag() == kTagTrue;
}

std::optional<Text> Value::text() const {
  if (kind() != TokenKind::kString) return std::nullopt;
  Cursor cursor = index_->CursorAt(offset_ + 1);
  uint32_t size = 0;
  cursor.ReadVarint(size);
  return Text{cursor.data(), size,
              tag() == kTagLatin1String  ? Text::Encoding::kLatin1
              : tag() == kTagUtf16String ? Text::Encoding::kUtf16
                                         : Text::Encoding::kUtf8};
}

std::optional<absl::string_view> Value::latin1() const {
  std::optional<Text> found = text();
  if (!found || found->encoding != Text::Encoding::kLatin1) return std::nullopt;
  return found->bytes();
}

std::string Value::ToUtf8() const {
  std::optional<Text> found = text();
  return found ? wire::ToUtf8(*found) : "";
}

std::u16string Value::ToUtf16() const {
  std::u16string units;
  if (std::optional<Text> found = text()) AppendUtf16(*found, units);
  return units;
}

uint32_t Value::size() const {
  if (!is_array()) return 0;
  Cursor cursor = index_->CursorAt(offset_ + 1);
  uint32_t length = 0;
  cursor.ReadVarint(length);
  return length;
}

absl::Span<const uint8_t> Value::bytes() const {
  Token found = token();
  switch (found.kind) {
    case TokenKind::kArrayBuffer:
    case TokenKind::kSharedArrayBuffer:
      return found.buffer.bytes;
    case TokenKind::kArrayBufferView:
      if (found.buffer.bytes.empty()) return {};
      return found.buffer.bytes.subspan(found.view.byte_offset,
                                        found.view.byte_length);
    default:
      return {};
  }
}

absl::Status Value::CheckElements(absl::Span<const ViewType> types) const {
  Token found = token();
  if (found.kind != TokenKind::kArrayBufferView) {
    return absl::InvalidArgumentError("The value is not a typed array.");
  }
  if (std::find(types.begin(), types.end(), found.view.type) == types.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("The value is a ", ViewName(found.view.type), ", not a ",
                     ViewName(types.front()), "."));
  }
  return absl::OkStatus();
}

ErrorParts Value::error() const {
  ErrorParts parts;
  if (kind() != TokenKind::kBeginError) return parts;
  Reader reader = index_->ReaderAt({offset_, id_});
  reader.Next();
  parts.type = reader.token().error_type;
  while (reader.Next() && reader.token().kind != TokenKind::kEnd) {
    const Token& part = reader.token();
    if (part.role == Role::kMessage) parts.message = part.text;
    if (part.role == Role::kStack) parts.stack = part.text;
    if (part.role != Role::kCause) continue;
    parts.cause = Value(index_, {part.offset, id_ + 1});
    reader.Skip();
  }
  return parts;
}

namespace internal {

template <ViewType... kTypes>
absl::Span<const ViewType> Types() {
  static constexpr ViewType kAll[] = {kTypes...};
  return kAll;
}

template <>
absl::Span<const ViewType> ViewTypesOf<int8_t>() {
  return Types<ViewType::kInt8>();
}
template <>
absl::Span<const ViewType> ViewTypesOf<uint8_t>() {
  return Types<ViewType::kUint8, ViewType::kUint8Clamped,
               ViewType::kDataView>();
}
template <>
absl::Span<const ViewType> ViewTypesOf<int16_t>() {
  return Types<ViewType::kInt16>();
}
template <>
absl::Span<const ViewType> ViewTypesOf<uint16_t>() {
  return Types<ViewType::kUint16, ViewType::kFloat16>();
}
template <>
absl::Span<const ViewType> ViewTypesOf<int32_t>() {
  return Types<ViewType::kInt32>();
}
template <>
absl::Span<const ViewType> ViewTypesOf<uint32_t>() {
  return Types<ViewType::kUint32>();
}
template <>
absl::Span<const ViewType> ViewTypesOf<float>() {
  return Types<ViewType::kFloat32>();
}
template <>
absl::Span<const ViewType> ViewTypesOf<double>() {
  return Types<ViewType::kFloat64>();
}
template <>
absl::Span<const ViewType> ViewTypesOf<int64_t>() {
  return Types<ViewType::kBigInt64>();
}
template <>
absl::Span<const ViewType> ViewTypesOf<uint64_t>() {
  return Types<ViewType::kBigUint64>();
}

}  // namespace internal

}  // namespace ferry::wire
