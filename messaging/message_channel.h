#ifndef FERRY_MESSAGING_MESSAGE_CHANNEL_H_
#define FERRY_MESSAGING_MESSAGE_CHANNEL_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>

#include "ferry/agent/agent.h"
#include "ferry/messaging/channel_options.h"

namespace ferry {

// HTML 9.4.2 MessageChannel: two entangled ports, as objects of one realm.
struct MessageChannel {
  v8::Local<v8::Object> port1;
  v8::Local<v8::Object> port2;

  // Throws what MessagePort::New does; the result is empty then. Isolate-bound.
  static v8::Maybe<MessageChannel> New(Agent& agent,
                                       v8::Local<v8::Context> context,
                                       const ChannelOptions& options = {});
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_MESSAGE_CHANNEL_H_
