#ifndef FERRY_DELEGATES_INTERNAL_READ_ERROR_H_
#define FERRY_DELEGATES_INTERNAL_READ_ERROR_H_

#include <v8-context.h>
#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-message.h>
#include <v8-value.h>

#include <string>
#include <utility>

#include "ferry/agent/agent.h"

namespace ferry::internal {

// What V8's deserializer has thrown, which is a plain Error that says little.
// Stack only, in one HandleScope.
class ReadError {
 public:
  // `reason` is what its delegate has found; empty for nothing.
  ReadError(const v8::TryCatch& caught, std::string reason)
      : error_(caught.Exception()),
        message_(caught.Message()),
        reason_(std::move(reason)) {}

  // Whether V8 has no words of its own for it.
  bool is_plain() const;
  const std::string& reason() const { return reason_; }

  // Throws instead of it: a RangeError where no stack or memory was left, else
  // a DataCloneError that says what is known.
  void Throw(Agent& agent, v8::Local<v8::Context> context) const;

 private:
  const v8::Local<v8::Value> error_;
  const v8::Local<v8::Message> message_;
  const std::string reason_;
};

// Throws V8's RangeError that there is no memory for an ArrayBuffer.
void ThrowNoMemory(v8::Isolate* isolate);

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_READ_ERROR_H_
