#include "ferry/messaging/message_channel.h"

#include <utility>

#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"

namespace ferry {

v8::Maybe<MessageChannel> MessageChannel::New(Agent& agent,
                                              v8::Local<v8::Context> context,
                                              const ChannelOptions& options) {
  auto [first, second] = DetachedMessagePort::NewChannel(options);
  MessageChannel channel;
  if (!MessagePort::New(agent, context, std::move(first))
           .ToLocal(&channel.port1) ||
      !MessagePort::New(agent, context, std::move(second))
           .ToLocal(&channel.port2)) {
    return v8::Nothing<MessageChannel>();
  }
  return v8::Just(channel);
}

}  // namespace ferry
