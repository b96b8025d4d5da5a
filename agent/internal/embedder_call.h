#ifndef FERRY_AGENT_INTERNAL_EMBEDDER_CALL_H_
#define FERRY_AGENT_INTERNAL_EMBEDDER_CALL_H_

#include <v8-exception.h>
#include <v8-isolate.h>

#include "absl/functional/function_ref.h"

namespace ferry::internal {

// Watches one call of a function that an embedder implements, which must either
// give a result or leave an exception pending. Stack only: made before the
// call.
//
//   EmbedderCall call(isolate);
//   v8::Maybe<void> result = ...;
//   if (!call.Succeeded(result.IsJust(), throw_that_it_is_broken)) ...
class EmbedderCall {
 public:
  explicit EmbedderCall(v8::Isolate* isolate) : try_catch_(isolate) {}

  EmbedderCall(const EmbedderCall&) = delete;
  EmbedderCall& operator=(const EmbedderCall&) = delete;

  // Whether there is a result and nothing was thrown. Otherwise an exception is
  // pending once this is destroyed: what was thrown, or, where nothing was,
  // what `throw_broken` throws.
  bool Succeeded(bool has_result, absl::FunctionRef<void()> throw_broken) {
    const bool threw = try_catch_.HasCaught();
    if (has_result && !threw) return true;
    if (!threw) throw_broken();
    try_catch_.ReThrow();
    return false;
  }

 private:
  v8::TryCatch try_catch_;
};

}  // namespace ferry::internal

#endif  // FERRY_AGENT_INTERNAL_EMBEDDER_CALL_H_
