#include "ferry/bindings/install_globals.h"
#include "ferry/bindings/internal/broadcast_channel_class.h"
#include "ferry/bindings/internal/event_natives.h"
#include "ferry/bindings/internal/ferry_object.h"
#include "ferry/bindings/internal/global_functions.h"
#include "ferry/bindings/internal/message_port_class.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/exceptions/internal/quota_exceeded_error.h"

namespace ferry {

std::vector<intptr_t> ExternalReferences() {
  std::vector<intptr_t> references;
  DOMExceptionClass::AddReferences(references);
  QuotaExceededErrorClass::AddReferences(references);
  internal::AddEventNativeReferences(references);
  internal::AddFerryObjectReferences(references);
  internal::AddGlobalFunctionReferences(references);
  internal::AddMessagePortReferences(references);
  internal::AddBroadcastChannelReferences(references);
  return references;
}

}  // namespace ferry
