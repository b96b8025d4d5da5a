// Threads that take turns on one isolate by v8::Locker and v8::Unlocker.

#include <v8-context.h>
#include <v8-external.h>
#include <v8-function-callback.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-locker.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>

#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)

#include "ferry/agent/agent.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/test_isolate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#ifdef __SANITIZE_THREAD__
extern "C" void __tsan_acquire(void* address);
extern "C" void __tsan_release(void* address);
#endif

namespace ferry::testing_support {
namespace {

// A v8::Locker whose mutex ThreadSanitizer knows of: V8's own is in a library
// that is not instrumented.
class VisibleLocker {
 public:
  explicit VisibleLocker(v8::Isolate* isolate)
      : isolate_(isolate), locker_(isolate) {
#ifdef __SANITIZE_THREAD__
    __tsan_acquire(isolate_);
#endif
  }
  ~VisibleLocker() {
#ifdef __SANITIZE_THREAD__
    __tsan_release(isolate_);
#endif
  }

 private:
  [[maybe_unused]] v8::Isolate* const isolate_;
  v8::Locker locker_;
};

class LockerTest : public testing::Test {
 public:
  LockerTest() : isolate_(NewIsolate()) {
    Locked([&](v8::Local<v8::Context>) {});
  }
  ~LockerTest() override {
    VisibleLocker lock(isolate_.get());
    v8::Isolate::Scope scope(isolate_.get());
    agent_.reset();
    context_.Reset();
  }

  // Runs `function` under the lock.
  template <typename F>
  void Locked(F function) {
    VisibleLocker lock(isolate_.get());
    v8::Isolate::Scope isolate_scope(isolate_.get());
    v8::HandleScope handles(isolate_.get());
    if (agent_ == nullptr) {
      context_.Reset(isolate_.get(), v8::Context::New(isolate_.get()));
      agent_ = std::make_unique<Agent>(
          isolate_.get(), NewAgentCluster(),
          Agent::Options{.locking = Locking::kLocker,
                         .host_object_delegate = nullptr});
    }
    v8::Local<v8::Context> context = context_.Get(isolate_.get());
    v8::Context::Scope context_scope(context);
    function(context);
  }

  void ExpectCloneWorks(v8::Local<v8::Context> context) {
    const char* script = "({a: [1, new Map([[2, {}]])], s: 'x'.repeat(3000)})";
    EXPECT_THAT(Try([&] {
                  return StructuredClone(*agent_, context, Evaluate(script));
                }),
                Returns(EvaluatesTo(script)));
  }

 protected:
  IsolatePtr isolate_;
  v8::Global<v8::Context> context_;
  std::unique_ptr<Agent> agent_;
};

TEST_F(LockerTest, LetsThreadsTakeTurns) {
  auto work = [&] {
    for (int i = 0; i < 50; ++i) {
      Locked(
          [&](v8::Local<v8::Context> context) { ExpectCloneWorks(context); });
    }
  };
  std::thread other(work);
  work();
  other.join();
}

// A getter gives the lock away in the middle of a message.
TEST_F(LockerTest, LetsAnotherThreadCloneInsideAGetter) {
  Locked([&](v8::Local<v8::Context> context) {
    v8::Local<v8::Function> getter =
        v8::Function::New(
            context,
            [](const v8::FunctionCallbackInfo<v8::Value>& info) {
              auto* test = static_cast<LockerTest*>(
                  info.Data().As<v8::External>()->Value());
              v8::Isolate* isolate = info.GetIsolate();
              isolate->Exit();
              {
                v8::Unlocker unlock(isolate);
                std::thread([test] {
                  test->Locked([&](v8::Local<v8::Context> inner) {
                    test->ExpectCloneWorks(inner);
                  });
                }).join();
              }
              isolate->Enter();
              info.GetReturnValue().Set(5);
            },
            v8::External::New(isolate_.get(), this))
            .ToLocalChecked();
    v8::Local<v8::Object> value =
        Evaluate("({before: 'b'.repeat(5000)})").As<v8::Object>();
    value->SetAccessorProperty(
        v8::String::NewFromUtf8Literal(isolate_.get(), "turn"), getter);
    EXPECT_THAT(Try([&] { return StructuredClone(*agent_, context, value); }),
                Returns(EvaluatesTo("({before: 'b'.repeat(5000), turn: 5})")));
  });
}

using LockerDeathTest = LockerTest;

TEST_F(LockerDeathTest, ChecksTheLock) {
  EXPECT_DEATH(
      {
        v8::Isolate::Scope scope(isolate_.get());
        (void)StructuredClone(*agent_, {}, {}).IsEmpty();
      },
      "StructuredClone was called for isolate .* without its lock. Hold a "
      "v8::Locker for it");
}

}  // namespace
}  // namespace ferry::testing_support
