#include "ferry/wire/token.h"

namespace ferry::wire {

size_t ElementSize(ViewType type) {
  switch (type) {
    case ViewType::kInt8:
    case ViewType::kUint8:
    case ViewType::kUint8Clamped:
    case ViewType::kDataView:
      return 1;
    case ViewType::kInt16:
    case ViewType::kUint16:
    case ViewType::kFloat16:
      return 2;
    case ViewType::kInt32:
    case ViewType::kUint32:
    case ViewType::kFloat32:
      return 4;
    case ViewType::kFloat64:
    case ViewType::kBigInt64:
    case ViewType::kBigUint64:
      return 8;
  }
  return 0;
}

}  // namespace ferry::wire
