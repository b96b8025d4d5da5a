#ifndef FERRY_TRANSFER_INTERNAL_ERROR_STEPS_H_
#define FERRY_TRANSFER_INTERNAL_ERROR_STEPS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry::internal {

// The serialization steps of errors that keep everything (ErrorPolicy::kFull):
// V8's own keep the message, the stack and the cause, and no name but those of
// six classes. The data is [hidden, visible], two objects with the properties
// that are not enumerable (message, stack, cause, errors, name) and those that
// are.
class ErrorSteps final : public PlatformObject {
 public:
  // For all errors: there is nothing in it.
  static ErrorSteps* Get();

  TransferMode GetTransferMode() const override {
    return TransferMode::kCloneable;
  }
  // Reads properties, so getters run.
  HostObjectData Serialize(Agent& agent, v8::Local<v8::Context> context,
                           v8::Local<v8::Object> error) override;
};

// What travels of an error beside its data: which built-in class it is of.
// The error is DataLoss when no class has the name.
absl::StatusOr<std::unique_ptr<DataHolder>> NewErrorHolder(
    absl::string_view class_name);

}  // namespace ferry::internal

#endif  // FERRY_TRANSFER_INTERNAL_ERROR_STEPS_H_
