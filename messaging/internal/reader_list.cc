#include "ferry/messaging/internal/reader_list.h"

#include "ferry/messaging/internal/message_reader.h"

namespace ferry::internal {

void ReaderList::Add(MessageReader& reader) {
  reader.next_ = first_;
  if (first_ != nullptr) first_->previous_ = &reader;
  first_ = &reader;
}

void ReaderList::Remove(MessageReader& reader) {
  (reader.previous_ == nullptr ? first_ : reader.previous_->next_) =
      reader.next_;
  if (reader.next_ != nullptr) reader.next_->previous_ = reader.previous_;
}

const MessageReader* ReaderList::Next(const MessageReader& reader) {
  return reader.next_;
}

}  // namespace ferry::internal
