#include "ferry/shell/shared_bytes.h"

#include <new>

namespace ferry::shell {

std::optional<SharedBytes> SharedBytes::New(
    size_t size, absl::FunctionRef<void(absl::Span<uint8_t>)> fill) {
  if (size == 0) return SharedBytes();
  if (size > kMaxSize) return std::nullopt;
  // Plain `new` would end the process, because there are no exceptions.
  std::unique_ptr<uint8_t[]> memory(new (std::nothrow) uint8_t[size]);
  if (memory == nullptr) return std::nullopt;
  fill({memory.get(), size});
  return SharedBytes(std::move(memory), 0, size);
}

}  // namespace ferry::shell
