#ifndef FERRY_TESTS_MESSAGING_FORWARDING_LOOP_H_
#define FERRY_TESTS_MESSAGING_FORWARDING_LOOP_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-message.h>
#include <v8-platform.h>
#include <v8-value.h>

#include <memory>
#include <utility>

#include "absl/functional/function_ref.h"
#include "ferry/agent/event_loop.h"

namespace ferry::testing_support {

// Passes everything on to another loop; what a test is about it overrides.
class ForwardingLoop : public EventLoop {
 public:
  EventLoop* real = nullptr;

  void PostTask(std::unique_ptr<v8::Task> task) override {
    real->PostTask(std::move(task));
  }
  void PostDelayedTask(std::unique_ptr<v8::Task> task,
                       double seconds) override {
    real->PostDelayedTask(std::move(task), seconds);
  }
  void KeepAlive() override { real->KeepAlive(); }
  void LetGo() override { real->LetGo(); }
  bool RunCallback(v8::Local<v8::Context> context,
                   absl::FunctionRef<void()> callback) override {
    return real->RunCallback(context, callback);
  }
  void ReportUncaught(v8::Local<v8::Context> context,
                      v8::Local<v8::Value> error,
                      v8::Local<v8::Message> message) override {
    real->ReportUncaught(context, error, message);
  }
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_MESSAGING_FORWARDING_LOOP_H_
