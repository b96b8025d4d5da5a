#ifndef FERRY_MESSAGING_INTERNAL_PORT_HOLDER_H_
#define FERRY_MESSAGING_INTERNAL_PORT_HOLDER_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>

#include "absl/strings/string_view.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/internal/port_core.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/internal/builtin_holder.h"

namespace ferry::internal {

// What travels of a port. Its builtin_tag() tells it from other holders; it has
// no byte form.
class PortHolder final : public BuiltinHolder {
 public:
  PortHolder() : BuiltinHolder(kMessagePortTag) {}

  absl::string_view type_name() const override { return "MessagePort"; }

  v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) override;

  // Empty until the transfer is committed.
  DetachedMessagePort port;
};

// Whether the port with the end `core` travels in `value`.
bool Carries(const SerializedValue& value, const PortCore& core);

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_PORT_HOLDER_H_
