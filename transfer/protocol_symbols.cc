#include "ferry/transfer/protocol_symbols.h"

#include <cstddef>

#include "ferry/agent/strings.h"

namespace ferry {

ProtocolSymbols::ProtocolSymbols(Agent& agent) : isolate_(agent.isolate()) {
  static constexpr const char* kDescriptions[] = {
      "ferry.clone", "ferry.transfer", "ferry.transferList",
      "ferry.transferAbort", "ferry.deserialize"};
  v8::HandleScope handles(isolate_);
  for (size_t i = 0; i < symbols_.size(); ++i) {
    symbols_[i].Reset(
        isolate_,
        v8::Symbol::New(isolate_, NewString(isolate_, kDescriptions[i])));
  }
}

v8::Local<v8::Symbol> ProtocolSymbols::Get(ProtocolSymbol symbol) const {
  return symbols_[static_cast<size_t>(symbol)].Get(isolate_);
}

}  // namespace ferry
