#ifndef FERRY_BINDINGS_INTERNAL_NATIVE_MEMBER_H_
#define FERRY_BINDINGS_INTERNAL_NATIVE_MEMBER_H_

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/bindings/any_native_class.h"
#include "ferry/bindings/arguments.h"
#include "ferry/bindings/internal/kept_resource.h"

// What is the same in all calls of members of native classes.
namespace ferry::internal {

// Leads to the class for as long as there is one.
using ClassCell = std::shared_ptr<const AnyNativeClass*>;

// What such a function has as its data: the class, how errors call the
// function, and how many arguments it needs.
class NativeMember final : public Resource {
 public:
  // The one that the agent's snapshot keeps under `kept_as`, or a new one.
  static v8::Local<v8::String> Get(Agent& agent, absl::string_view kept_as,
                                   ClassCell cell, absl::string_view class_name,
                                   const ClassMember& member);

  // The agent of a call of such a function; null, with an exception pending,
  // where the agent is gone or arguments are missing.
  static Agent* Enter(const CallInfo& info);
  // The same for a function without a signature: `this` must be of the class.
  static Agent* EnterBranded(const CallInfo& info);
  // The same for a constructor, which must be called with `new`.
  static Agent* EnterConstructor(const CallInfo& info);

  const char* data() const override { return call_.data(); }
  size_t length() const override { return call_.size(); }

 private:
  NativeMember(ClassCell cell, std::string call, int needed)
      : cell_(std::move(cell)), call_(std::move(call)), needed_(needed) {}

  // Null where it is gone, with an exception pending.
  static const NativeMember* Of(const CallInfo& info);
  Agent* TakeArguments(const CallInfo& info) const;

  const ClassCell cell_;
  // Such as "Failed to execute 'close' on 'File'".
  const std::string call_;
  const int needed_;
};

// Returns a promise to the script: the one that `call` returns, or of what it
// returns. It is rejected with what `call` throws; where execution terminates
// there is none.
void ReturnPromise(const CallInfo& info, absl::FunctionRef<void()> call);

// The constructor of classes that scripts cannot make objects of.
void IllegalConstructor(const CallInfo& info);

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_NATIVE_MEMBER_H_
