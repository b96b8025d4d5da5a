#ifndef FERRY_SHELL_REJECTION_TRACKER_H_
#define FERRY_SHELL_REJECTION_TRACKER_H_

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-persistent-handle.h>
#include <v8-promise.h>
#include <v8-value.h>

#include <vector>

namespace ferry::shell {

// Promises that were rejected while nobody listened. Whoever listens before the
// microtasks are done is in time. Isolate-bound.
class RejectionTracker {
 public:
  // For the isolate's PromiseRejectCallback.
  void Update(const v8::PromiseRejectMessage& message);

  // `promise` is in good hands.
  void Forget(v8::Local<v8::Promise> promise);

  // Takes one rejected promise's reason, the first first; false where there is
  // none.
  bool Take(v8::Isolate* isolate, v8::Local<v8::Value>& reason);

 private:
  struct Rejection {
    v8::Global<v8::Promise> promise;
    v8::Global<v8::Value> reason;
  };

  std::vector<Rejection> rejections_;
};

}  // namespace ferry::shell

#endif  // FERRY_SHELL_REJECTION_TRACKER_H_
