#ifndef FERRY_TESTS_SERIALIZER_CLONE_PATH_H_
#define FERRY_TESTS_SERIALIZER_CLONE_PATH_H_

#include <v8-local-handle.h>
#include <v8-value.h>

#include <ostream>
#include <string>

#include "ferry/tests/support/v8_test.h"

namespace ferry::testing_support {

// The ways from one realm into another.
enum class ClonePath {
  kStructuredClone,  // One call, which has shortcuts of its own.
  kMessage,          // StructuredSerialize, StructuredDeserialize.
  kStorage,          // The same for storage, and through plain bytes.
};

inline std::string PathName(ClonePath path) {
  switch (path) {
    case ClonePath::kStructuredClone:
      return "Clone";
    case ClonePath::kMessage:
      return "Message";
    case ClonePath::kStorage:
      return "Storage";
  }
  return "";
}

inline void PrintTo(ClonePath path, std::ostream* stream) {
  *stream << PathName(path);
}

// A test that takes values along any path.
class ClonePathTest : public V8Test {
 protected:
  // From the source realm into the target realm.
  Outcome<v8::Local<v8::Value>> Take(v8::Local<v8::Value> value,
                                     ClonePath path) {
    if (path == ClonePath::kStructuredClone) return Clone(value);
    Outcome<SerializedValue> serialized = path == ClonePath::kMessage
                                              ? Serialize(value)
                                              : SerializeForStorage(value);
    if (!serialized.value) {
      return {std::nullopt, serialized.exception, serialized.terminated};
    }
    if (path == ClonePath::kMessage) return Deserialize(*serialized.value);
    return Deserialize(
        SerializedValue::FromBytes(cluster(), *serialized.value->ToBytes())
            .value());
  }
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SERIALIZER_CLONE_PATH_H_
