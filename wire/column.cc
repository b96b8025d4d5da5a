// A property of each element of an array. Elements that are alike have it
// behind the same number of other properties, and nothing but their sizes
// matters on the way there: no property comes twice.

#include "ferry/wire/internal/document_index.h"
#include "ferry/wire/internal/plain_size.h"
#include "ferry/wire/internal/row_shape.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/value_ranges.h"

namespace ferry::wire {

Column Value::column(absl::string_view utf8_key) const {
  return Column(*this, utf8_key);
}

Column::Column(const Value& array, absl::string_view utf8_key)
    : key_(utf8_key) {
  if (array.kind() == TokenKind::kBeginSparseArray) {
    elements_.emplace(array);
    ReadSparse();
    return;
  }
  if (array.kind() != TokenKind::kBeginArray) return;
  index_ = array.index_;
  Cursor cursor = index_->CursorAt(array.offset_ + 1);
  cursor.ReadVarint(left_);
  next_ = {cursor.offset(), array.id_ + 1};
  at_end_ = false;
  Read();
}

void Column::ReadSparse() {
  const auto element = elements_->begin();
  at_end_ = element == elements_->end();
  if (!at_end_) item_ = (*element)[key_];
}

void Column::Next() {
  if (elements_.has_value()) {
    elements_->Next();
    return ReadSparse();
  }
  next_ = index_->message().bytes[next_.offset] == kTagBeginObject
              ? index_->End(next_)
              : index_->Past(next_);
  Read();
}

void Column::Read() {
  if (left_-- == 0) {
    at_end_ = true;
    return;
  }
  next_ = index_->AtTag(next_);
  if (!ReadAtSamePlace()) ReadAnywhere();
}

// A name in Latin-1 is the key if it is the same in ASCII.
bool Column::ReadAtSamePlace() {
  Cursor cursor = index_->CursorAt(next_.offset);
  if (*cursor.data() != kTagBeginObject) return false;
  cursor.Advance(1);
  const uint8_t* at = cursor.data();
  for (uint32_t i = 0;; ++i) {
    if (at[0] != kTagLatin1String || at[1] >= 0x80) return false;
    if (i == before_) break;
    cursor.Advance(size_t{2} + at[1]);
    size_t size = internal::PlainSize(cursor.data(), cursor.remaining(),
                                      index_->version());
    if (size == 0) return false;
    cursor.Advance(size);
    at = cursor.data();
  }
  if (at[1] != key_.size()) return false;
  for (size_t i = 0; i < key_.size(); ++i) {
    auto unit = static_cast<uint8_t>(key_[i]);
    if (at[2 + i] != unit || unit >= 0x80) return false;
  }
  item_.Set(index_, {cursor.offset() + 2 + at[1], next_.id + 1});
  return true;
}

void Column::ReadAnywhere() {
  Value row(index_, next_);
  item_ = row[key_];
  if (item_.exists()) before_ = CountBefore(item_.offset_);
}

// The properties of this row before the value that is at `value`.
uint32_t Column::CountBefore(uint64_t value) const {
  Cursor cursor = index_->CursorAt(next_.offset + 1);
  for (uint32_t before = 0;; ++before) {
    const uint8_t* at = cursor.data();
    if (at[0] != kTagLatin1String || at[1] >= 0x80) return 0;
    cursor.Advance(size_t{2} + at[1]);
    if (cursor.offset() == value) return before;
    size_t size = internal::PlainSize(cursor.data(), cursor.remaining(),
                                      index_->version());
    if (size == 0) return 0;
    cursor.Advance(size);
  }
}

}  // namespace ferry::wire
