#ifndef FERRY_MESSAGING_INTERNAL_READ_MESSAGE_H_
#define FERRY_MESSAGING_INTERNAL_READ_MESSAGE_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>

#include "ferry/agent/agent.h"
#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/messaging.h"

namespace ferry::internal {

// Makes the message's value and ports in `context`. Throws where it cannot be
// read; the result is empty then, and the message is lost.
v8::Maybe<ReceivedMessage> ReadMessage(Agent& agent,
                                       v8::Local<v8::Context> context,
                                       Message& message);

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_READ_MESSAGE_H_
