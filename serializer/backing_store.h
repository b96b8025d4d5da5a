#ifndef FERRY_SERIALIZER_BACKING_STORE_H_
#define FERRY_SERIALIZER_BACKING_STORE_H_

#include <v8-array-buffer.h>

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace ferry {

namespace internal {

// Memory that `release(owner)` frees, on any thread.
std::unique_ptr<v8::BackingStore> WrapMemory(void* data, size_t byte_length,
                                             void (*release)(void* owner),
                                             void* owner);

template <typename Owner>
void Delete(void* owner) {
  delete static_cast<Owner*>(owner);
}

}  // namespace internal

// Hands native memory over to V8, without a copy and without an isolate: for
// MessageParts::array_buffers.
//
//   std::vector<double> column(10'000);
//   parts.array_buffers.push_back(ferry::ToBackingStore(std::move(column)));
//
// Ownership: the BackingStore owns the memory, which may outlive every isolate
// and is freed on whatever thread lets go of it last, also on one that V8
// sweeps with. Threads: any, once V8 is initialized. A V8 with a sandbox has
// all its memory inside it, and gets a copy; null where there is no memory for
// one, which FromWriter refuses.
template <typename T>
std::unique_ptr<v8::BackingStore> ToBackingStore(std::vector<T> elements) {
  static_assert(std::is_trivially_copyable_v<T>);
  auto* owner = new std::vector<T>(std::move(elements));
  return internal::WrapMemory(owner->data(), owner->size() * sizeof(T),
                              &internal::Delete<std::vector<T>>, owner);
}

// The same for `count` elements that `elements` frees in its own way.
template <typename T, typename Deleter>
std::unique_ptr<v8::BackingStore> ToBackingStore(
    std::unique_ptr<T, Deleter> elements, size_t count) {
  using Owner = std::unique_ptr<T, Deleter>;
  static_assert(std::is_trivially_copyable_v<std::remove_extent_t<T>>);
  auto* owner = new Owner(std::move(elements));
  return internal::WrapMemory(owner->get(),
                              count * sizeof(std::remove_extent_t<T>),
                              &internal::Delete<Owner>, owner);
}

}  // namespace ferry

#endif  // FERRY_SERIALIZER_BACKING_STORE_H_
