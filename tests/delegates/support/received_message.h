#ifndef FERRY_TESTS_DELEGATES_SUPPORT_RECEIVED_MESSAGE_H_
#define FERRY_TESTS_DELEGATES_SUPPORT_RECEIVED_MESSAGE_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/message_parts.h"

namespace ferry::testing_support {

// A message whose host objects and buffers were made, and whose values somebody
// reads: V8, with the library's delegate, or another. Stack only, in one
// HandleScope; the bytes and `parts` outlive it.
class ReceivedMessage {
 public:
  ReceivedMessage(Agent& agent, v8::Local<v8::Context> context,
                  absl::Span<const uint8_t> bytes, const MessageParts& parts);
  ~ReceivedMessage();

  // By their numbers.
  absl::Span<const v8::Local<v8::ArrayBuffer>> array_buffers() const;
  absl::Span<const v8::Local<v8::Object>> host_objects() const;

  // The first `count` values as V8 reads them; nullopt where it refuses one.
  std::optional<std::vector<v8::Local<v8::Value>>> ReadByV8(size_t count);

 private:
  struct State;

  const std::unique_ptr<State> state_;
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_DELEGATES_SUPPORT_RECEIVED_MESSAGE_H_
