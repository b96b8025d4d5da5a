#ifndef FERRY_TRANSFER_PROTOCOL_SYMBOLS_H_
#define FERRY_TRANSFER_PROTOCOL_SYMBOLS_H_

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>

#include <array>

#include "ferry/agent/agent.h"

namespace ferry {

// The methods by which a marked JavaScript object takes part:
//
//   [kClone]()            -> {data, deserializeInfo}
//   [kTransfer]()         -> {data, deserializeInfo}; gives the state up
//   [kTransferList]()     -> array of objects that must be transferred along
//   [kTransferAbort](data)   takes the state back: a later step failed
//   [kDeserialize](data)     on a fresh object at the receiver
enum class ProtocolSymbol {
  kClone,
  kTransfer,
  kTransferList,
  kTransferAbort,
  kDeserialize,
};

// The protocol's symbols: ordinary symbols, one set per agent. Isolate-bound;
// owned by the Agent.
class ProtocolSymbols final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit ProtocolSymbols(Agent& agent);

  static ProtocolSymbols& Of(Agent& agent) {
    return agent.extension<ProtocolSymbols>();
  }

  v8::Local<v8::Symbol> Get(ProtocolSymbol symbol) const;

 private:
  v8::Isolate* const isolate_;
  std::array<v8::Global<v8::Symbol>, 5> symbols_;
};

}  // namespace ferry

#endif  // FERRY_TRANSFER_PROTOCOL_SYMBOLS_H_
