#include "ferry/delegates/internal/read_error.h"

#include <v8-object.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "ferry/agent/strings.h"
#include "ferry/exceptions/dom_exception.h"

namespace ferry::internal {
namespace {

bool IsOf(v8::Local<v8::Value> error, absl::string_view class_name) {
  return !error.IsEmpty() && error->IsNativeError() &&
         Describe(v8::Isolate::GetCurrent(), error.As<v8::Object>()) ==
             class_name;
}

// What V8 says where its stack ends.
constexpr absl::string_view kStackOverflow =
    "RangeError: Maximum call stack size exceeded";
constexpr absl::string_view kTooDeep =
    "Maximum call stack size exceeded: the value is nested more deeply than "
    "the stack of this thread carries. Read it where V8 has a larger one, or "
    "set a Limits::depth that refuses it before.";

bool IsStackOverflow(v8::Isolate* isolate, v8::Local<v8::Message> message) {
  return !message.IsEmpty() &&
         absl::EndsWith(ToUtf8(isolate, message->Get()), kStackOverflow);
}

}  // namespace

bool ReadError::is_plain() const { return IsOf(error_, "Error"); }

void ReadError::Throw(Agent& agent, v8::Local<v8::Context> context) const {
  v8::Isolate* isolate = agent.isolate();
  if (IsOf(error_, "RangeError")) {  // No stack, or no memory, is left.
    isolate->ThrowException(
        IsStackOverflow(isolate, message_)
            ? v8::Exception::RangeError(NewString(isolate, kTooDeep))
            : error_);
    return;
  }
  std::string reason = reason_;
  if (reason.empty() && !message_.IsEmpty()) {
    std::string text = ToUtf8(isolate, message_->Get());
    reason = absl::StrCat("V8 says: ", absl::StripPrefix(text, "Uncaught "));
  }
  ThrowDataCloneError(
      agent, context,
      absl::StrCat("The serialized data could not be read. ", reason));
}

void ThrowNoMemory(v8::Isolate* isolate) {
  isolate->ThrowException(v8::Exception::RangeError(
      NewString(isolate, "Array buffer allocation failed")));
}

}  // namespace ferry::internal
