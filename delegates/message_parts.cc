#include "ferry/delegates/message_parts.h"

#include "absl/base/no_destructor.h"

namespace ferry {

const MessageParts& MessageParts::None() {
  static const absl::NoDestructor<MessageParts> kNone;
  return *kNone;
}

}  // namespace ferry
