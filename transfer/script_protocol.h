#ifndef FERRY_TRANSFER_SCRIPT_PROTOCOL_H_
#define FERRY_TRANSFER_SCRIPT_PROTOCOL_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>

#include <array>

#include "ferry/agent/agent.h"

// How host objects that are written in JavaScript take part: the methods that
// their classes have, and which classes a realm makes objects of.
namespace ferry {

// The methods by which a marked JavaScript object takes part:
//
//   [kClone]()            -> {data, deserializeInfo}
//   [kTransfer]()         -> {data, deserializeInfo}; gives the state up
//   [kTransferList]()     -> array of objects that must be transferred along
//   [kTransferAbort](data)   takes the state back: a later step failed
//   [kTransferCommit](data)  no step can fail any more: begins what cannot be
//                            taken back
//   [kDeserialize](data)     on a fresh object at the receiver
enum class ProtocolSymbol {
  kClone,
  kTransfer,
  kTransferList,
  kTransferAbort,
  kTransferCommit,
  kDeserialize,
};

// The protocol's symbols: ordinary symbols, one set per agent. Isolate-bound;
// owned by the Agent.
class ProtocolSymbols final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit ProtocolSymbols(Agent& agent);
  void WriteSnapshot(SnapshotWriter& snapshot) override;

  static ProtocolSymbols& Of(Agent& agent) {
    return agent.extension<ProtocolSymbols>();
  }

  v8::Local<v8::Symbol> Get(ProtocolSymbol symbol) const;

 private:
  v8::Isolate* const isolate_;
  std::array<v8::Global<v8::Symbol>, 6> symbols_;
};

// The JavaScript classes that a realm is willing to deserialize, by name.
// Nothing that comes off the wire reaches another class.
//
// A realm's classes live and die with its context. Isolate-bound; owned by the
// Agent.
class ClassRegistry final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit ClassRegistry(Agent& agent);
  void WriteSnapshot(SnapshotWriter& snapshot) override;

  static ClassRegistry& Of(Agent& agent) {
    return agent.extension<ClassRegistry>();
  }

  // Registers `constructor` in `context` under `name`, for example
  // "my_app/point:Point": what [kClone]() and [kTransfer]() give as
  // deserializeInfo. Throws a TypeError when the name is taken by another
  // class, or `constructor` is no constructor; the result is empty then.
  v8::Maybe<void> RegisterClass(v8::Local<v8::Context> context,
                                v8::Local<v8::String> name,
                                v8::Local<v8::Function> constructor);

  // Finds the class of that name in `context`; `found` stays empty where there
  // is none. When it throws, the result is empty.
  v8::Maybe<void> Find(v8::Local<v8::Context> context,
                       v8::Local<v8::String> name,
                       v8::Local<v8::Function>& found);

 private:
  v8::Isolate* const isolate_;
  // Where a context's extras binding object keeps its Map of classes.
  v8::Global<v8::Private> classes_;
};

}  // namespace ferry

#endif  // FERRY_TRANSFER_SCRIPT_PROTOCOL_H_
