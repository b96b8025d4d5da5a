// Looking properties and elements up.

#include <cstring>

#include "ferry/wire/internal/canonical_key.h"
#include "ferry/wire/internal/document_index.h"
#include "ferry/wire/internal/member_cursor.h"
#include "ferry/wire/internal/plain_size.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/value.h"

namespace ferry::wire {
namespace {

using internal::CanonicalKey;
using internal::DocumentIndex;
using internal::Place;

// As nearly all names are: only the same bytes in Latin-1 are equal to it.
bool IsPlain(const Key& key) {
  if (key.kind != Key::Kind::kString || key.text.size == 0) return false;
  const uint8_t* name = key.text.data;
  uint8_t all = 0;
  for (size_t i = 0; i < key.text.size; ++i) all |= name[i];
  return all < 0x80 && static_cast<uint8_t>(name[0] - '0') >= 10;
}

// Goes past usual names with usual values, without a call for each. Whether the
// value at `place` is that of the plain `name`.
bool FindAmongPlain(const DocumentIndex& index, absl::string_view name,
                    Place& place) {
  Cursor cursor = index.CursorAt(place.offset);
  for (;;) {
    const uint8_t* at = cursor.data();
    if (at[0] != kTagLatin1String || at[1] >= 0x80) return false;
    size_t size = at[1];
    cursor.Advance(2 + size);
    if (size == name.size() && std::memcmp(at + 2, name.data(), size) == 0) {
      place.offset = cursor.offset();
      return true;
    }
    size_t value =
        internal::PlainSize(cursor.data(), cursor.remaining(), index.version());
    if (value == 0) return false;
    cursor.Advance(value);
    place.offset = cursor.offset();
  }
}

}  // namespace

Value Value::Find(const Key& key) const {
  if (!exists()) return Value();
  Place place{offset_ + 1, id_ + 1};
  bool plain = tag() == kTagBeginObject && IsPlain(key);
  if (plain && FindAmongPlain(*index_, key.text.bytes(), place)) {
    return Value(index_, place);
  }
  internal::MemberCursor members(*index_, {offset_, id_});
  if (plain) members.Seek(place);
  CanonicalKey wanted(key);
  for (Key found; members.Next(found);) {
    if (wanted == CanonicalKey(found)) return Value(index_, members.value());
  }
  return Value();
}

Value Value::operator[](absl::string_view utf8_key) const {
  Key key{.text = Text::Utf8(utf8_key)};
  if (!is_object() && is_array()) {
    CanonicalKey canonical(key);
    if (canonical.index()) return Element(*canonical.index());
  }
  return Find(key);
}

Value Value::Element(size_t number) const {
  if (!exists()) return Value();
  if (tag() == kTagBeginDenseArray && number < size()) {
    return Value(index_, internal::ElementAt(*index_, {offset_, id_},
                                             static_cast<uint32_t>(number)));
  }
  // Of a sparse array; or above the length of a dense one, or in a hole of it.
  return Find(
      {.kind = Key::Kind::kNumber, .number = static_cast<double>(number)});
}

}  // namespace ferry::wire
