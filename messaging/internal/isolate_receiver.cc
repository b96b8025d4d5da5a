#include "ferry/messaging/internal/isolate_receiver.h"

#include "ferry/messaging/internal/message_reader.h"
#include "ferry/messaging/internal/ready_list.h"

namespace ferry::internal {

void IsolateReceiver::Wake() { list_->Add(shared_from_this()); }

size_t IsolateReceiver::Run(size_t budget) {
  return reader_ == nullptr ? 0 : reader_->Run(budget);
}

}  // namespace ferry::internal
