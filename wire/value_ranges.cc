#include "ferry/wire/value_ranges.h"

#include "ferry/wire/internal/document_index.h"
#include "ferry/wire/internal/member_cursor.h"
#include "ferry/wire/internal/tag.h"

namespace ferry::wire {

using internal::Place;

Elements Value::elements() const { return Elements(*this); }
Members Value::members() const { return Members(*this); }
Entries Value::entries() const { return Entries(*this); }

Elements::Elements(const Value& container) {
  TokenKind kind = container.kind();
  if (kind == TokenKind::kBeginSparseArray) {
    index_ = container.index_;
    members_.emplace(*index_, Place{container.offset_, container.id_});
    ReadSparse();
    return;
  }
  is_set_ = kind == TokenKind::kBeginSet;
  if (!is_set_ && kind != TokenKind::kBeginArray) return;
  index_ = container.index_;
  Cursor cursor = index_->CursorAt(container.offset_ + 1);
  if (!is_set_) cursor.ReadVarint(left_);
  next_ = {cursor.offset(), container.id_ + 1};
  at_end_ = false;
  Read();
}

void Elements::Read() {
  if (!is_set_ && left_-- == 0) {
    at_end_ = true;
    return;
  }
  next_ = index_->AtTag(next_);
  if (is_set_ && index_->message().bytes[next_.offset] == kTagEndSet) {
    at_end_ = true;
    return;
  }
  item_.Set(index_, next_);
}

// V8 writes indexes as numbers, and other keys as strings.
void Elements::ReadSparse() {
  Key key;
  do {
    at_end_ = !members_->Next(key);
    if (at_end_) return;
  } while (key.kind != Key::Kind::kNumber);
  item_.Set(index_, members_->value());
}

void Elements::Next() {
  if (members_.has_value()) return ReadSparse();
  next_ = index_->Past(next_);
  Read();
}

Members::Members(const Value& container) {
  if (!container.exists()) return;
  index_ = container.index_;
  cursor_.emplace(*index_, Place{container.offset_, container.id_});
  Next();
}

void Members::Next() {
  at_end_ = !cursor_->Next(item_.key);
  if (!at_end_) item_.value.Set(index_, cursor_->value());
}

Entries::Entries(const Value& container) {
  if (container.kind() != TokenKind::kBeginMap) return;
  index_ = container.index_;
  next_ = {container.offset_ + 1, container.id_ + 1};
  at_end_ = false;
  Read();
}

void Entries::Read() {
  next_ = index_->AtTag(next_);
  at_end_ = index_->message().bytes[next_.offset] == kTagEndMap;
  if (at_end_) return;
  item_.key.Set(index_, next_);
  next_ = index_->AtTag(index_->Past(next_));
  item_.value.Set(index_, next_);
}

void Entries::Next() {
  next_ = index_->Past(next_);
  Read();
}

}  // namespace ferry::wire
