#ifndef FERRY_MESSAGING_INTERNAL_RECEIVER_H_
#define FERRY_MESSAGING_INTERNAL_RECEIVER_H_

namespace ferry::internal {

class AttachedPort;
class ReadyList;

// Whom a queue tells that there is something to do: all that it knows of its
// reader. Thread-safe.
class Receiver {
 public:
  virtual ~Receiver() = default;

  virtual void Wake() = 0;

  // The port that it wakes, where that belongs to the agent of `list`, on whose
  // thread this is called; null otherwise.
  virtual AttachedPort* PortOf(const ReadyList& list) const { return nullptr; }
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_RECEIVER_H_
