#include "ferry/transfer/internal/dom_exception_steps.h"

#include <v8-container.h>
#include <v8-primitive.h>

#include <string>
#include <vector>

#include "absl/base/no_destructor.h"
#include "ferry/agent/strings.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/exceptions/internal/quota_exceeded_error.h"
#include "ferry/transfer/internal/builtin_holder.h"
#include "ferry/transfer/internal/own_element.h"

namespace ferry::internal {
namespace {

// Nothing native travels, only the `data`: the array [message, name, stack], or
// [..., quota, requested] of a QuotaExceededError.
class DOMExceptionHolder final : public BuiltinHolder {
 public:
  explicit DOMExceptionHolder(uint32_t tag) : BuiltinHolder(tag) {}

  absl::string_view type_name() const override { return "DOMException"; }
  absl::StatusOr<std::string> ToBytes() const override { return ""; }

  v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) override {
    return is_quota()
               ? QuotaExceededErrorClass::Of(agent).NewWithoutStack(context)
               : DOMExceptionClass::Of(agent).NewWithoutStack(context, "Error",
                                                              "");
  }

  v8::Maybe<void> DeserializeData(Agent& agent, v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> exception,
                                  v8::Local<v8::Value> data) override {
    v8::Local<v8::Value> parts[5];
    for (uint32_t i = 0; i < (is_quota() ? 5 : 3); ++i) {
      if (GetOwnElement(context, data, i, parts[i]).IsNothing()) {
        return v8::Nothing<void>();
      }
      const bool is_amount = i >= 3;
      if (parts[i].IsEmpty() ||
          !(is_amount ? parts[i]->IsNumber() || parts[i]->IsNull()
                      : parts[i]->IsString())) {
        ThrowDataCloneError(agent, context,
                            "The message's DOMException is damaged.");
        return v8::Nothing<void>();
      }
    }
    InitializeDOMException(exception, parts[1].As<v8::String>(),
                           parts[0].As<v8::String>());
    if (is_quota()) {
      QuotaExceededErrorClass::SetAmounts(exception, parts[3], parts[4]);
    }
    if (exception
            ->DefineOwnProperty(context, NewString(agent.isolate(), "stack"),
                                parts[2], v8::PropertyAttribute::DontEnum)
            .IsNothing()) {
      return v8::Nothing<void>();
    }
    return v8::JustVoid();
  }

 private:
  bool is_quota() const { return tag() == kQuotaExceededErrorTag; }
};

}  // namespace

DOMExceptionSteps* DOMExceptionSteps::Get() {
  static absl::NoDestructor<DOMExceptionSteps> steps;
  return steps.get();
}

HostObjectData DOMExceptionSteps::Serialize(Agent& agent,
                                            v8::Local<v8::Context> context,
                                            v8::Local<v8::Object> exception) {
  v8::Local<v8::Value> stack;
  if (!exception->Get(context, NewString(agent.isolate(), "stack"))
           .ToLocal(&stack)) {
    return {};
  }
  if (!stack->IsString()) stack = v8::String::Empty(agent.isolate());
  std::vector<v8::Local<v8::Value>> parts = {
      DOMExceptionClass::GetMessage(exception),
      DOMExceptionClass::GetName(exception), stack};
  const bool is_quota =
      QuotaExceededErrorClass::Of(agent).HasInstance(exception);
  if (is_quota) {
    parts.push_back(QuotaExceededErrorClass::GetQuota(exception));
    parts.push_back(QuotaExceededErrorClass::GetRequested(exception));
  }
  v8::Context::Scope scope(context);
  return {.holder = NewDOMExceptionHolder(is_quota ? kQuotaExceededErrorTag
                                                   : kDOMExceptionTag),
          .data = v8::Array::New(agent.isolate(), parts.data(), parts.size())};
}

std::unique_ptr<DataHolder> NewDOMExceptionHolder(uint32_t tag) {
  return std::make_unique<DOMExceptionHolder>(tag);
}

}  // namespace ferry::internal
