#ifndef FERRY_EXCEPTIONS_INTERNAL_QUOTA_EXCEEDED_ERROR_H_
#define FERRY_EXCEPTIONS_INTERNAL_QUOTA_EXCEEDED_ERROR_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-template.h>
#include <v8-value.h>

#include <optional>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"

namespace ferry {

// WebIDL's QuotaExceededError: a DOMException of that name that says how much
// was allowed and how much was asked for.
//
// Isolate-bound; an extension of the Agent. Its objects outlive the agent.
class QuotaExceededErrorClass final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit QuotaExceededErrorClass(Agent& agent);
  void WriteSnapshot(SnapshotWriter& snapshot) override;
  // For ExternalReferences.
  static void AddReferences(std::vector<intptr_t>& references);

  static QuotaExceededErrorClass& Of(Agent& agent) {
    return agent.extension<QuotaExceededErrorClass>();
  }

  // The constructor `QuotaExceededError` of `context`, the same at each call.
  v8::MaybeLocal<v8::Function> GetConstructor(v8::Local<v8::Context> context);

  // A new error of `context`, without `stack`. When it throws, the result is
  // empty.
  v8::MaybeLocal<v8::Object> NewWithoutStack(v8::Local<v8::Context> context);

  bool HasInstance(v8::Local<v8::Object> object) const;

  // `quota` and `requested` of an instance: numbers, or null where they are not
  // known.
  static v8::Local<v8::Value> GetQuota(v8::Local<v8::Object> error);
  static v8::Local<v8::Value> GetRequested(v8::Local<v8::Object> error);
  static void SetAmounts(v8::Local<v8::Object> error,
                         v8::Local<v8::Value> quota,
                         v8::Local<v8::Value> requested);

 private:
  Agent& agent_;
  v8::Global<v8::FunctionTemplate> template_;
};

// Throws one in `context`. Where that has a DOMException of its own
// (DOMExceptionClass::Adopt) it is one of that class, with the amounts as
// properties of its own.
void ThrowQuotaExceededError(Agent& agent, v8::Local<v8::Context> context,
                             absl::string_view message,
                             std::optional<double> quota,
                             std::optional<double> requested);

}  // namespace ferry

#endif  // FERRY_EXCEPTIONS_INTERNAL_QUOTA_EXCEEDED_ERROR_H_
