#ifndef FERRY_TRANSFER_INTERNAL_SCRIPT_STEPS_H_
#define FERRY_TRANSFER_INTERNAL_SCRIPT_STEPS_H_

#include <memory>
#include <string>
#include <vector>

#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry::internal {

// The steps of all marked JavaScript objects: calls their protocol methods
// (ProtocolSymbols). Stateless: the mode of an object is its mark's.
class ScriptSteps final : public PlatformObject {
 public:
  // For all objects: there is nothing in it.
  static ScriptSteps* Get();

  TransferMode GetTransferMode() const override {
    return TransferMode::kCloneableAndTransferable;
  }
  HostObjectData Serialize(Agent& agent, v8::Local<v8::Context> context,
                           v8::Local<v8::Object> object) override;
  HostObjectData PrepareTransfer(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> object) override;
  void AfterCommit(Agent& agent, v8::Local<v8::Context> context,
                   v8::Local<v8::Object> object, DataHolder& holder,
                   v8::Local<v8::Value> data) override;
  void AbortTransfer(Agent& agent, v8::Local<v8::Context> context,
                     v8::Local<v8::Object> object,
                     v8::Local<v8::Value> data) override;
  v8::Maybe<void> NestedTransferables(
      Agent& agent, v8::Local<v8::Context> context,
      v8::Local<v8::Object> object,
      std::vector<v8::Local<v8::Object>>& nested) override;
};

// What travels of a marked object whose class is registered as `class_name`.
std::unique_ptr<DataHolder> NewScriptHolder(std::string class_name);

}  // namespace ferry::internal

#endif  // FERRY_TRANSFER_INTERNAL_SCRIPT_STEPS_H_
