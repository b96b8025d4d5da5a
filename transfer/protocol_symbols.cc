#include "ferry/transfer/protocol_symbols.h"

#include <cstddef>

#include "ferry/transfer/internal/strings.h"

namespace ferry {

ProtocolSymbols::ProtocolSymbols(v8::Isolate* isolate) : isolate_(isolate) {
  static constexpr const char* kDescriptions[] = {
      "ferry.clone", "ferry.transfer", "ferry.transferList",
      "ferry.transferAbort", "ferry.deserialize"};
  v8::HandleScope handles(isolate);
  for (size_t i = 0; i < symbols_.size(); ++i) {
    symbols_[i].Reset(
        isolate, v8::Symbol::New(
                     isolate, internal::NewString(isolate, kDescriptions[i])));
  }
}

v8::Local<v8::Symbol> ProtocolSymbols::Get(ProtocolSymbol symbol) const {
  return symbols_[static_cast<size_t>(symbol)].Get(isolate_);
}

}  // namespace ferry
