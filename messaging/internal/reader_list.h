#ifndef FERRY_MESSAGING_INTERNAL_READER_LIST_H_
#define FERRY_MESSAGING_INTERNAL_READER_LIST_H_

namespace ferry::internal {

class MessageReader;

// The readers of an isolate, which are linked among themselves: to enter and to
// leave takes no memory. Isolate-bound.
class ReaderList {
 public:
  void Add(MessageReader& reader);
  void Remove(MessageReader& reader);

  template <typename F>
  void ForEach(F visit) const {
    for (const MessageReader* reader = first_; reader != nullptr;
         reader = Next(*reader)) {
      visit(*reader);
    }
  }

 private:
  static const MessageReader* Next(const MessageReader& reader);

  MessageReader* first_ = nullptr;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_READER_LIST_H_
