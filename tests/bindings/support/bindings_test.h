#ifndef FERRY_TESTS_BINDINGS_SUPPORT_BINDINGS_TEST_H_
#define FERRY_TESTS_BINDINGS_SUPPORT_BINDINGS_TEST_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-message.h>
#include <v8-platform.h>
#include <v8-value.h>

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/event_loop.h"
#include "ferry/bindings/install_globals.h"
#include "ferry/tests/support/v8_test.h"

namespace ferry::testing_support {

// An event loop that a test runs by hand, and that notes what it is told.
class ManualEventLoop final : public EventLoop {
 public:
  void PostTask(std::unique_ptr<v8::Task> task) override;
  // Time flies.
  void PostDelayedTask(std::unique_ptr<v8::Task> task, double) override {
    PostTask(std::move(task));
  }
  void KeepAlive() override { ++keep_alive_; }
  void LetGo() override { --keep_alive_; }
  bool RunCallback(v8::Local<v8::Context> context,
                   absl::FunctionRef<void()> callback) override;
  void ReportUncaught(v8::Local<v8::Context> context,
                      v8::Local<v8::Value> error,
                      v8::Local<v8::Message> message) override;

  // Runs the tasks that wait, and those that they post.
  void RunTasks();
  // Runs one task after another until nothing keeps the loop, as Node's does:
  // what waits then is not run.
  void RunWhileAlive();
  // Waits for tasks of other threads until `done` says so.
  void RunUntil(absl::FunctionRef<bool()> done);

  bool is_alive() const { return keep_alive_ > 0; }
  // "place: text" of each error, in order.
  const std::vector<std::string>& reports() const { return reports_; }

 private:
  std::unique_ptr<v8::Task> TakeTask();

  std::mutex mutex_;
  std::deque<std::unique_ptr<v8::Task>> tasks_;
  int keep_alive_ = 0;
  std::vector<std::string> reports_;
};

// Before the isolate that uses it.
class WithManualEventLoop {
 protected:
  ManualEventLoop& loop() { return loop_; }

 private:
  ManualEventLoop loop_;
};

// Two realms of one isolate with the library's globals.
class BindingsTest : public WithManualEventLoop, public V8Test {
 protected:
  BindingsTest();

  // The value of a script as text; tasks that it posts run before `then` is
  // evaluated.
  std::string Text(absl::string_view script);
  // What a script throws, "Name: message"; "" where it does not.
  std::string Thrown(absl::string_view script);
  void RunTasks() { loop().RunTasks(); }
};

// `value` as String(value).
std::string ToText(v8::Local<v8::Value> value);

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_BINDINGS_SUPPORT_BINDINGS_TEST_H_
