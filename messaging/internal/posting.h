#ifndef FERRY_MESSAGING_INTERNAL_POSTING_H_
#define FERRY_MESSAGING_INTERNAL_POSTING_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstddef>

#include "absl/types/span.h"
#include "ferry/messaging/internal/attached_port.h"
#include "ferry/messaging/messaging.h"
#include "ferry/serializer/serialized_value.h"

namespace ferry::internal {

// A call of MessagePort::PostMessage. HTML: the other end is known before user
// code (a getter) runs. If that closes or transfers the port, the message goes
// there all the same, and before the news that the port is closed. Stack only.
class Posting {
 public:
  // In a HandleScope.
  Posting(AttachedPort& port, v8::Local<v8::Context> context);
  ~Posting();

  Posting(const Posting&) = delete;
  Posting& operator=(const Posting&) = delete;

  // Once.
  v8::Maybe<void> Run(v8::Local<v8::Value> message,
                      absl::Span<const v8::Local<v8::Object>> transfer);

 private:
  // Whether the other end has room for a message of so many bytes; throws where
  // it has not.
  v8::Maybe<void> Accept(size_t bytes) const;
  void Send(SerializedValue value) const;
  // The other end where this agent has that; user code may have taken this one
  // from its port meanwhile.
  AttachedPort* Peer() const;
  // The message was sent: what the observer throws does not make it fail.
  void TellOfLoss(MessageObserver& observer) const;

  AttachedPort& port_;
  const v8::Local<v8::Context> context_;
  // Null where the port is closed.
  PortCore* const core_;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_POSTING_H_
