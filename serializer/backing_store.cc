#include "ferry/serializer/backing_store.h"

#include <cstring>

namespace ferry::internal {
namespace {

#ifdef V8_ENABLE_SANDBOX
v8::ArrayBuffer::Allocator& SandboxAllocator() {
  static v8::ArrayBuffer::Allocator* const kAllocator =
      v8::ArrayBuffer::Allocator::NewDefaultAllocator();
  return *kAllocator;
}

void FreeInSandbox(void* data, size_t byte_length, void*) {
  SandboxAllocator().Free(data, byte_length);
}
#else
// Calls what frees the memory; travels as the deleter's data.
struct Release {
  void (*release)(void* owner);
  void* owner;
};

void RunRelease(void* data, size_t byte_length, void* release) {
  std::unique_ptr<Release> call(static_cast<Release*>(release));
  call->release(call->owner);
}
#endif

}  // namespace

std::unique_ptr<v8::BackingStore> WrapMemory(void* data, size_t byte_length,
                                             void (*release)(void* owner),
                                             void* owner) {
  // V8 frees nothing where there is nothing.
  if (byte_length == 0) {
    release(owner);
    return v8::ArrayBuffer::NewBackingStore(
        nullptr, 0, v8::BackingStore::EmptyDeleter, nullptr);
  }
#ifdef V8_ENABLE_SANDBOX
  void* copy = SandboxAllocator().AllocateUninitialized(byte_length);
  if (copy != nullptr) std::memcpy(copy, data, byte_length);
  release(owner);
  if (copy == nullptr) return nullptr;
  return v8::ArrayBuffer::NewBackingStore(copy, byte_length, FreeInSandbox,
                                          nullptr);
#else
  return v8::ArrayBuffer::NewBackingStore(data, byte_length, RunRelease,
                                          new Release{release, owner});
#endif
}

}  // namespace ferry::internal
