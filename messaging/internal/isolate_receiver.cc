#include "ferry/messaging/internal/isolate_receiver.h"

#include "ferry/messaging/internal/message_reader.h"
#include "ferry/messaging/internal/ready_list.h"

namespace ferry::internal {

void IsolateReceiver::Wake() { list_->Add(shared_from_this()); }

size_t IsolateReceiver::Run(size_t budget) {
  return reader_ == nullptr ? 0 : reader_->Run(budget);
}

AttachedPort* IsolateReceiver::PortOf(const ReadyList& list) const {
  // The reader is another thread's where the list is another one.
  if (&list != list_.get() || reader_ == nullptr) return nullptr;
  return reader_->source().port();
}

}  // namespace ferry::internal
