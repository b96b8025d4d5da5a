#ifndef FERRY_DELEGATES_INTERNAL_LARGE_BUFFER_HINT_H_
#define FERRY_DELEGATES_INTERNAL_LARGE_BUFFER_HINT_H_

#include <cstddef>
#include <cstdint>

namespace ferry::internal {

// Whether it pays to look for large buffers in the next value. Looking costs
// time where there are only small ones, and finding one saves a copy of it. So
// an agent looks at first, gives up after some values without, and begins again
// when a large part of a value was copied by V8. Isolate-bound.
class LargeBufferHint {
 public:
  // Bytes from which on a buffer is large: about where the search and a block
  // of memory of its own cost less than a second copy.
  static constexpr size_t kLarge = 64 << 10;

  bool pays() const { return credit_ > 0; }
  void Found() { credit_ = kCredit; }
  void FoundNone() {
    if (credit_ > 0) --credit_;
  }

 private:
  static constexpr uint8_t kCredit = 16;

  uint8_t credit_ = kCredit;
};

// Views V8 shows to the delegate, all or none of a value; buffers it does not.
struct LargeBufferHints {
  void Found() {
    views.Found();
    buffers.Found();
  }

  LargeBufferHint views;
  LargeBufferHint buffers;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_LARGE_BUFFER_HINT_H_
