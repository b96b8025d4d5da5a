#ifndef FERRY_DELEGATES_BUFFERS_BESIDE_H_
#define FERRY_DELEGATES_BUFFERS_BESIDE_H_

#include <v8-array-buffer.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-value-serializer.h>

#include <memory>
#include <unordered_set>
#include <vector>

namespace ferry {

// The ArrayBuffers of one message that lie beside its bytes, by transfer id:
// first those that are transferred, then copies of large ones, which so are
// copied once, where V8 copies into the bytes and out of them. Stack only.
class BuffersBeside {
 public:
  BuffersBeside(v8::Isolate* isolate, v8::ValueSerializer& serializer)
      : isolate_(isolate), serializer_(serializer) {}

  BuffersBeside(const BuffersBeside&) = delete;
  BuffersBeside& operator=(const BuffersBeside&) = delete;

  // Of the transfer list, in its order and before any copy. Whoever detaches it
  // puts its memory here.
  void AddTransferred(v8::Local<v8::ArrayBuffer> buffer);

  // Copies the buffer as it is now, if it is large and not here yet, so that
  // V8, which meets it next, writes its number.
  void CopyIfLarge(v8::Local<v8::ArrayBuffer> buffer);

  // By transfer id; null for those that are transferred.
  std::vector<std::shared_ptr<v8::BackingStore>>& stores() { return stores_; }

  // Whether CopyIfLarge was ever called for a large one.
  bool found_large() const { return found_large_; }

 private:
  v8::Isolate* const isolate_;
  v8::ValueSerializer& serializer_;
  std::vector<std::shared_ptr<v8::BackingStore>> stores_;
  // Memory that is here. An address that user code freed and used again only
  // means that V8 copies that buffer.
  std::unordered_set<const void*> known_;
  bool found_large_ = false;
};

}  // namespace ferry

#endif  // FERRY_DELEGATES_BUFFERS_BESIDE_H_
