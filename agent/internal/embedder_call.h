#ifndef FERRY_AGENT_INTERNAL_EMBEDDER_CALL_H_
#define FERRY_AGENT_INTERNAL_EMBEDDER_CALL_H_

#include <v8-exception.h>
#include <v8-isolate.h>

namespace ferry::internal {

// Watches one call of a function that an embedder implements, which must either
// give a result or leave an exception pending; of one that does both the
// exception counts. Stack only: made before the call.
//
//   EmbedderCall call(isolate);
//   v8::Maybe<void> result = ...;
//   if (call.Threw()) return v8::Nothing<void>();
//   // `result` is what it says, or the function is broken.
class EmbedderCall {
 public:
  explicit EmbedderCall(v8::Isolate* isolate) : try_catch_(isolate) {}

  EmbedderCall(const EmbedderCall&) = delete;
  EmbedderCall& operator=(const EmbedderCall&) = delete;

  // Whether something was thrown, or execution is terminating. What was thrown
  // is pending once this is destroyed.
  bool Threw() {
    const bool threw = try_catch_.HasCaught();
    if (threw) try_catch_.ReThrow();
    return threw;
  }

 private:
  v8::TryCatch try_catch_;
};

}  // namespace ferry::internal

#endif  // FERRY_AGENT_INTERNAL_EMBEDDER_CALL_H_
