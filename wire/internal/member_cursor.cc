#include "ferry/wire/internal/member_cursor.h"

#include "ferry/wire/internal/tag.h"

namespace ferry::wire::internal {
namespace {

// Behind the last element.
Place PastElements(const DocumentIndex& index, Place array) {
  Cursor cursor = index.CursorAt(array.offset + 1);
  uint32_t length = 0;
  cursor.ReadVarint(length);
  if (length == 0) return {cursor.offset(), array.id + 1};
  return index.Past(ElementAt(index, array, length - 1));
}

}  // namespace

Place ElementAt(const DocumentIndex& index, Place array, uint32_t number) {
  Cursor cursor = index.CursorAt(array.offset + 1);
  uint32_t length = 0;
  cursor.ReadVarint(length);
  uint32_t at = number;
  Place place =
      index.NearElement(array.id, {cursor.offset(), array.id + 1}, at);
  for (place = index.AtTag(place); at < number; ++at) {
    place = index.AtTag(index.Past(place));
  }
  return place;
}

MemberCursor::MemberCursor(const DocumentIndex& index, Place container)
    : index_(index) {
  Cursor cursor = index.CursorAt(container.offset);
  uint8_t tag = 0;
  uint32_t length;
  cursor.ReadByte(tag);
  switch (tag) {
    case kTagBeginSparseArray:
      cursor.ReadVarint(length);
      [[fallthrough]];
    case kTagBeginObject:
      next_ = {cursor.offset(), container.id + 1};
      break;
    case kTagBeginDenseArray:
      next_ = PastElements(index, container);
      break;
    default:
      at_end_ = true;
  }
}

bool MemberCursor::ReadKey(Key& key) {
  if (at_end_) return false;
  Cursor cursor = index_.CursorAt(index_.AtTag(next_).offset);
  uint8_t tag = 0;
  uint32_t size = 0;
  int32_t number = 0;
  cursor.ReadByte(tag);
  key.kind = Key::Kind::kNumber;
  switch (tag) {
    case kTagLatin1String:
    case kTagUtf16String:
    case kTagUtf8String:
      cursor.ReadVarint(size);
      key.kind = Key::Kind::kString;
      key.text = {cursor.data(), size,
                  tag == kTagLatin1String  ? Text::Encoding::kLatin1
                  : tag == kTagUtf16String ? Text::Encoding::kUtf16
                                           : Text::Encoding::kUtf8};
      cursor.Advance(size);
      break;
    case kTagInt32:
      cursor.ReadZigZag(number);
      key.number = number;
      break;
    case kTagUint32:
      cursor.ReadVarint(size);
      key.number = size;
      break;
    case kTagDouble:
      cursor.ReadDouble(key.number);
      break;
    default:
      at_end_ = true;
      at_value_ = false;
      return false;
  }
  value_ = index_.AtTag({cursor.offset(), next_.id});
  at_value_ = true;
  return true;
}

}  // namespace ferry::wire::internal
