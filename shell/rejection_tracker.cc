#include "ferry/shell/rejection_tracker.h"

namespace ferry::shell {

void RejectionTracker::Update(const v8::PromiseRejectMessage& message) {
  v8::Local<v8::Promise> promise = message.GetPromise();
  switch (message.GetEvent()) {
    case v8::kPromiseRejectWithNoHandler: {
      v8::Isolate* isolate = v8::Isolate::GetCurrent();
      rejections_.push_back(
          {v8::Global<v8::Promise>(isolate, promise),
           v8::Global<v8::Value>(isolate, message.GetValue())});
      break;
    }
    case v8::kPromiseHandlerAddedAfterReject:
      Forget(promise);
      break;
    case v8::kPromiseRejectAfterResolved:
    case v8::kPromiseResolveAfterResolved:
      break;  // Without effect on the promise.
  }
}

void RejectionTracker::Forget(v8::Local<v8::Promise> promise) {
  std::erase_if(rejections_, [&](const Rejection& rejection) {
    return rejection.promise == promise;
  });
}

bool RejectionTracker::Take(v8::Isolate* isolate,
                            v8::Local<v8::Value>& reason) {
  if (rejections_.empty()) return false;
  reason = rejections_.front().reason.Get(isolate);
  rejections_.erase(rejections_.begin());
  return true;
}

}  // namespace ferry::shell
