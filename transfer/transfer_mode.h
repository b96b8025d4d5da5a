#ifndef FERRY_TRANSFER_TRANSFER_MODE_H_
#define FERRY_TRANSFER_TRANSFER_MODE_H_

#include <cstdint>

namespace ferry {

// What may be done with a host object: a set of two independent permissions.
//
//   mode                        plain serialization      listed for transfer
//   kDisallowCloneAndTransfer   DataCloneError           DataCloneError
//   kTransferable               DataCloneError           transferred
//   kCloneable                  cloned                   DataCloneError
//   kCloneableAndTransferable   cloned                   transferred
//
// The numbers are what a mark stores on an object and never change.
enum class TransferMode : uint8_t {
  kDisallowCloneAndTransfer = 0,
  kTransferable = 1,
  kCloneable = 2,
  kCloneableAndTransferable = 3,
};

constexpr TransferMode operator|(TransferMode a, TransferMode b) {
  return static_cast<TransferMode>(static_cast<uint8_t>(a) |
                                   static_cast<uint8_t>(b));
}

constexpr TransferMode operator&(TransferMode a, TransferMode b) {
  return static_cast<TransferMode>(static_cast<uint8_t>(a) &
                                   static_cast<uint8_t>(b));
}

constexpr bool IsTransferable(TransferMode mode) {
  return (mode & TransferMode::kTransferable) == TransferMode::kTransferable;
}

constexpr bool IsCloneable(TransferMode mode) {
  return (mode & TransferMode::kCloneable) == TransferMode::kCloneable;
}

// The mode with these two permissions.
constexpr TransferMode MakeTransferMode(bool cloneable, bool transferable) {
  return static_cast<TransferMode>((cloneable ? 2 : 0) |
                                   (transferable ? 1 : 0));
}

}  // namespace ferry

#endif  // FERRY_TRANSFER_TRANSFER_MODE_H_
