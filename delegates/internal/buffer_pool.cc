#include "ferry/delegates/internal/buffer_pool.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/mutex.h"
#include "ferry/delegates/internal/fresh_pages.h"

namespace ferry::internal {

using Memory = std::unique_ptr<v8::BackingStore>;

namespace {

// malloc has warm memory below.
constexpr size_t kMinFreshPages = 256 << 10;

Memory NewMemory(v8::Isolate* isolate, size_t size) {
  Memory memory = NewUninitializedBackingStore(isolate, size);
  if (memory != nullptr && size >= kMinFreshPages) {
    MakePages(memory->Data(), size);
  }
  return memory;
}

}  // namespace

// What is kept. Memory is freed outside of the lock.
class BufferPool::Shelf {
 public:
  explicit Shelf(Clock::time_point (*now)()) : now_(now) {}

  // The smallest that has room for `size` bytes without wasting a quarter.
  Memory Take(size_t size) {
    std::vector<Memory> old;
    MutexLock lock(mutex_);
    TakeOld(old);
    auto best = kept_.end();
    for (auto it = kept_.begin(); it != kept_.end(); ++it) {
      const size_t bytes = it->memory->ByteLength();
      if (bytes >= size && bytes - size <= size / 4 &&
          (best == kept_.end() || bytes < best->memory->ByteLength())) {
        best = it;
      }
    }
    if (best == kept_.end()) return nullptr;
    Memory memory = std::move(best->memory);
    kept_.erase(best);
    bytes_ -= memory->ByteLength();
    return memory;
  }

  void Keep(Memory memory) {
    std::vector<Memory> old;
    MutexLock lock(mutex_);
    TakeOld(old);
    const size_t size = memory->ByteLength();
    if (is_closed_ || size > kMaxBytes - bytes_) {
      old.push_back(std::move(memory));
      return;
    }
    bytes_ += size;
    kept_.push_back({std::move(memory), now_()});
  }

  void Close() {
    std::vector<Kept> old;
    MutexLock lock(mutex_);
    is_closed_ = true;
    bytes_ = 0;
    old.swap(kept_);
  }

  size_t bytes() const {
    MutexLock lock(mutex_);
    return bytes_;
  }

 private:
  struct Kept {
    Memory memory;
    Clock::time_point since;
  };

  void TakeOld(std::vector<Memory>& old) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const Clock::time_point now = now_();
    // The oldest come first.
    auto end = std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) {
      return now - kept.since <= kMaxAge;
    });
    for (auto it = kept_.begin(); it != end; ++it) {
      bytes_ -= it->memory->ByteLength();
      old.push_back(std::move(it->memory));
    }
    kept_.erase(kept_.begin(), end);
  }

  Clock::time_point (*const now_)();
  mutable Mutex mutex_;
  std::vector<Kept> kept_ ABSL_GUARDED_BY(mutex_);
  size_t bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_closed_ ABSL_GUARDED_BY(mutex_) = false;
};

// Behind a buffer of V8.
struct BufferPool::Loan {
  std::shared_ptr<Shelf> shelf;
  Memory memory;
};

BufferPool::BufferPool(Clock::time_point (*now)())
    : shelf_(std::make_shared<Shelf>(now)) {}

BufferPool::~BufferPool() { shelf_->Close(); }

std::unique_ptr<v8::BackingStore> BufferPool::NewBackingStore(
    v8::Isolate* isolate, size_t size) {
  if (size < kMinBytes || size > kMaxBytes) return NewMemory(isolate, size);
  Memory memory = shelf_->Take(size);
  if (memory == nullptr) memory = NewMemory(isolate, size);
  if (memory == nullptr) return nullptr;
  void* data = memory->Data();
  return v8::ArrayBuffer::NewBackingStore(data, size, &OnFree,
                                          new Loan{shelf_, std::move(memory)});
}

void BufferPool::OnFree(void* data, size_t size, void* loan) {
  std::unique_ptr<Loan> ended(static_cast<Loan*>(loan));
  ended->shelf->Keep(std::move(ended->memory));
}

size_t BufferPool::bytes() const { return shelf_->bytes(); }

}  // namespace ferry::internal
