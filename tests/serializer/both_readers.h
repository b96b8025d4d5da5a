#ifndef FERRY_TESTS_SERIALIZER_BOTH_READERS_H_
#define FERRY_TESTS_SERIALIZER_BOTH_READERS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ferry/delegates/message_parts.h"
#include "ferry/tests/support/v8_test.h"

namespace ferry::testing_support {

// A message that is read by PlainReader and by V8's own reader with the
// library's delegate, in the target realm. Both realms have a class Node, whose
// instances are cloneable and transferable.
class BothReadersTest : public V8Test {
 protected:
  using Bytes = std::vector<uint8_t>;
  struct Message {
    Bytes bytes;
    const MessageParts& parts;
  };

  BothReadersTest();

  // What each makes of the value, the data values and the objects beside them,
  // as one tree: so it shows identities. Or "not plain" and "thrown", or
  // "refused".
  std::string Plain(const Message& message);
  std::string V8s(const Message& message);

  // Whatever passes the check of bytes from outside is read as V8 reads it, and
  // the rest does no harm.
  void ExpectSame(const Message& message);
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SERIALIZER_BOTH_READERS_H_
