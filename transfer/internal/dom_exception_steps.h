#ifndef FERRY_TRANSFER_INTERNAL_DOM_EXCEPTION_STEPS_H_
#define FERRY_TRANSFER_INTERNAL_DOM_EXCEPTION_STEPS_H_

#include <cstdint>
#include <memory>

#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry::internal {

// WebIDL: the serialization steps of all DOMExceptions, those of
// QuotaExceededError too.
class DOMExceptionSteps final : public PlatformObject {
 public:
  // For all exceptions: there is nothing in it.
  static DOMExceptionSteps* Get();

  TransferMode GetTransferMode() const override {
    return TransferMode::kCloneable;
  }
  HostObjectData Serialize(Agent& agent, v8::Local<v8::Context> context,
                           v8::Local<v8::Object> exception) override;
};

// What travels of one beside its `data`. `tag` is kDOMExceptionTag or
// kQuotaExceededErrorTag.
std::unique_ptr<DataHolder> NewDOMExceptionHolder(uint32_t tag);

}  // namespace ferry::internal

#endif  // FERRY_TRANSFER_INTERNAL_DOM_EXCEPTION_STEPS_H_
