#ifndef FERRY_MESSAGING_INTERNAL_RECEIVER_H_
#define FERRY_MESSAGING_INTERNAL_RECEIVER_H_

namespace ferry::internal {

// Whom a queue tells that there is something to do: all that it knows of its
// reader. Thread-safe.
class Receiver {
 public:
  virtual ~Receiver() = default;

  virtual void Wake() = 0;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_RECEIVER_H_
