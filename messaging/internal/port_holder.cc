#include "ferry/messaging/internal/port_holder.h"

#include <utility>

#include "ferry/delegates/message_parts.h"
#include "ferry/messaging/internal/port_access.h"
#include "ferry/messaging/message_port.h"

namespace ferry::internal {

v8::MaybeLocal<v8::Object> PortHolder::Deserialize(
    Agent& agent, v8::Local<v8::Context> context) {
  return MessagePort::New(agent, context, std::move(port));
}

bool Carries(const SerializedValue& value, const PortCore& core) {
  for (const MessageParts::HostTableEntry& sent : value.parts().host_objects) {
    if (sent.holder->builtin_tag() != kMessagePortTag) continue;
    const auto& holder = static_cast<const PortHolder&>(*sent.holder);
    if (PortAccess::Get(holder.port) == &core) return true;
  }
  return false;
}

}  // namespace ferry::internal
