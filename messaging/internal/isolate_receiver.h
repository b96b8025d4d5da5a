#ifndef FERRY_MESSAGING_INTERNAL_ISOLATE_RECEIVER_H_
#define FERRY_MESSAGING_INTERNAL_ISOLATE_RECEIVER_H_

#include <cstddef>
#include <memory>
#include <utility>

#include "ferry/messaging/internal/receiver.h"

namespace ferry::internal {

class MessageReader;
class ReadyList;

// Other threads' link to a MessageReader: waking it gives the reader a turn in
// its isolate. It outlives the reader, and then does nothing.
class IsolateReceiver final
    : public Receiver,
      public std::enable_shared_from_this<IsolateReceiver> {
 public:
  // `list` is of the reader's isolate.
  IsolateReceiver(std::shared_ptr<ReadyList> list, MessageReader& reader)
      : list_(std::move(list)), reader_(&reader) {}

  // --- Any thread.

  void Wake() override;

  // --- On the isolate's thread.

  // The reader's turn; see MessageReader::Run. 0 where it has stopped.
  size_t Run(size_t budget);

  AttachedPort* PortOf(const ReadyList& list) const override;

  // The reader has no turns from now on.
  void Stop() { reader_ = nullptr; }

 private:
  const std::shared_ptr<ReadyList> list_;
  MessageReader* reader_;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_ISOLATE_RECEIVER_H_
