#ifndef FERRY_DELEGATES_HOST_OBJECT_RECORD_H_
#define FERRY_DELEGATES_HOST_OBJECT_RECORD_H_

#include <cstdint>

namespace ferry {

// What follows V8's host object tag `\` on the wire: a varint with the kind,
// then for kHostObject a varint with the index into the message's host table.
enum class HostObjectKind : uint32_t {
  kHostObject = 0,
};

}  // namespace ferry

#endif  // FERRY_DELEGATES_HOST_OBJECT_RECORD_H_
