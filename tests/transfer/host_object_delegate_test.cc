// An embedder's own wrappers: with internal fields, without, on the heap of
// cppgc, with interceptors.

#include "ferry/transfer/host_object_delegate.h"

#include <cppgc/allocation.h>
#include <cppgc/garbage-collected.h>
#include <v8-cppgc.h>
#include <v8-exception.h>
#include <v8-external.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-template.h>

#include <memory>

#include "ferry/agent/v8_version.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/pipe.h"
#include "ferry/tests/support/platform.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#if FERRY_V8_AT_LEAST(12, 8)
#include <v8-sandbox.h>
#endif

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

// Knows one object.
class FakeDelegate : public HostObjectDelegate {
 public:
  PlatformObject* Unwrap(v8::Isolate*, v8::Local<v8::Object> object) override {
    ++asked;
    if (unwrap_throws) Throw();
    return object == known ? native : nullptr;
  }
  bool HasWrappersWithoutFields() const override { return without_fields; }
  bool IsHostObject(v8::Isolate*, v8::Local<v8::Object>) override {
    if (is_host_object_throws) Throw();
    return are_host_objects;
  }
  static void Throw() {
    v8::Isolate* isolate = v8::Isolate::GetCurrent();
    isolate->ThrowException(v8::Exception::RangeError(
        v8::String::NewFromUtf8Literal(isolate, "mine")));
  }

  v8::Local<v8::Object> known;
  PlatformObject* native = nullptr;
  bool without_fields = false;
  bool are_host_objects = true;
  bool unwrap_throws = false;
  bool is_host_object_throws = false;
  int asked = 0;
};

// Made before the fixture's agent, which refers to it.
struct DelegateOwner {
  FakeDelegate fake;
};

class HostObjectDelegateTest : private DelegateOwner, public V8Test {
 protected:
  HostObjectDelegateTest()
      : V8Test(Agent::Options{.locking = Locking::kNone,
                              .host_object_delegate = &fake}) {
    InstallPipe(agent(), target());
  }

  FakeDelegate& delegate() { return fake; }

  v8::Local<v8::Object> NewWrapper(int fields) {
    v8::Local<v8::FunctionTemplate> wrapper =
        v8::FunctionTemplate::New(isolate());
    wrapper->SetClassName(v8::String::NewFromUtf8Literal(isolate(), "Wrapper"));
    wrapper->InstanceTemplate()->SetInternalFieldCount(fields);
    v8::Local<v8::Object> object =
        wrapper->InstanceTemplate()->NewInstance(source()).ToLocalChecked();
    Set("wrapper", object);
    Run("wrapper.x = 1");
    return object;
  }
  void Know(v8::Local<v8::Object> object) {
    delegate().known = object;
    delegate().native = &pipe_;
  }

  const std::shared_ptr<PipeLog> log_ = std::make_shared<PipeLog>();
  Pipe pipe_{log_, "p", TransferMode::kCloneableAndTransferable};
};

TEST_F(HostObjectDelegateTest, ClonesAWrapperWithFields) {
  Know(NewWrapper(2));
  Outcome<v8::Local<v8::Value>> copy = Clone("({wrapper})");
  ASSERT_THAT(copy, Succeeds());
  EXPECT_EQ(log_->pipes_alive, 2);
}

TEST_F(HostObjectDelegateTest, TransfersAWrapperWithFields) {
  v8::Local<v8::Object> wrapper = NewWrapper(2);
  Know(wrapper);
  ASSERT_THAT(Clone(Run("({wrapper})"), {&wrapper, 1}), Succeeds());
  EXPECT_EQ(pipe_.contents(), Pipe::kGone);
}

TEST_F(HostObjectDelegateTest, RefusesAWrapperWithFieldsThatNobodyKnows) {
  NewWrapper(1);
  EXPECT_THAT(
      Clone("({wrapper})"),
      ThrowsDataCloneError("$.wrapper: Wrapper object could not be cloned."));
}

TEST_F(HostObjectDelegateTest, ClonesAWrapperWithoutFields) {
#if !FERRY_V8_AT_LEAST(12, 8)
  GTEST_SKIP() << "this V8 cannot tell such wrappers from plain objects";
#endif
  delegate().without_fields = true;
  Know(NewWrapper(0));
  ASSERT_THAT(Clone("({wrapper})"), Succeeds());
  EXPECT_EQ(log_->pipes_alive, 2);
}

TEST_F(HostObjectDelegateTest, RefusesAWrapperWithoutFieldsThatNobodyKnows) {
#if !FERRY_V8_AT_LEAST(12, 8)
  GTEST_SKIP() << "this V8 cannot tell such wrappers from plain objects";
#endif
  delegate().without_fields = true;
  NewWrapper(0);
  EXPECT_THAT(
      Clone("({wrapper})"),
      ThrowsDataCloneError("$.wrapper: Wrapper object could not be cloned."));
}

TEST_F(HostObjectDelegateTest, CopiesWrappersThatAreNoHostObjects) {
  delegate().without_fields = true;
  delegate().are_host_objects = false;
  NewWrapper(0);
  EXPECT_THAT(Clone("({wrapper})"),
              Returns(EvaluatesTo("({wrapper: {x: 1}})")));
  NewWrapper(1);
  EXPECT_THAT(
      Clone("({wrapper})"),
      ThrowsDataCloneError("$.wrapper: Wrapper object could not be cloned."))
      << "internal fields are always a host object's";
}

// It should not; but what it answers does not count then.
TEST_F(HostObjectDelegateTest, PassesOnWhatADelegateThrows) {
  v8::Local<v8::Object> wrapper = NewWrapper(1);
  Know(wrapper);
  delegate().unwrap_throws = true;
  EXPECT_THAT(Clone("[wrapper]"), Throws("RangeError", "mine"));
  EXPECT_THAT(Clone(Run("0"), {&wrapper, 1}), Throws("RangeError", "mine"));
  EXPECT_EQ(pipe_.contents(), 7);
#if FERRY_V8_AT_LEAST(12, 8)
  delegate().unwrap_throws = false;
  delegate().is_host_object_throws = true;
  delegate().without_fields = true;
  for (bool are_host_objects : {false, true}) {
    delegate().are_host_objects = are_host_objects;
    NewWrapper(0);
    EXPECT_THAT(Clone("[wrapper]"), Throws("RangeError", "mine"));
  }
#endif
}

TEST_F(HostObjectDelegateTest, IsNotAskedAboutOrdinaryObjects) {
  delegate().without_fields = true;
  ASSERT_THAT(Clone("({a: {}, b: [{}]})"), Succeeds());
  EXPECT_EQ(delegate().asked, 0);
}

TEST_F(HostObjectDelegateTest, IsAskedBeforeTheAgentsWrappers) {
  InstallPipe(agent(), source());
  auto other = std::make_shared<PipeLog>();
  v8::Local<v8::Object> wrapped =
      NewPipe(agent(), source(),
              std::make_unique<Pipe>(other, "o", TransferMode::kCloneable));
  Know(wrapped);
  ASSERT_THAT(Clone(wrapped), Succeeds());
  EXPECT_THAT(log_->events, testing::ElementsAre("clone p"));
  EXPECT_THAT(other->events, testing::IsEmpty());
}

// Objects with interceptors reach the delegate without a question.
TEST_F(HostObjectDelegateTest, RefusesAnObjectWithInterceptors) {
  v8::Local<v8::ObjectTemplate> wrapper = v8::ObjectTemplate::New(isolate());
  wrapper->SetHandler(v8::NamedPropertyHandlerConfiguration(
      [](v8::Local<v8::Name>, const v8::PropertyCallbackInfo<v8::Value>&) {
        return v8::Intercepted::kNo;
      }));
  Set("wrapper", wrapper->NewInstance(source()).ToLocalChecked());
  EXPECT_THAT(Clone("({wrapper})"),
              ThrowsDataCloneError(HasSubstr("could not be cloned.")));
}

// --- Wrappers of cppgc ---

#if FERRY_V8_AT_LEAST(12, 8)

constexpr v8::CppHeapPointerTag kPipeTag = v8::CppHeapPointerTag::kDefaultTag;

#if FERRY_V8_AT_LEAST(14, 2)
using Wrappable = v8::Object::Wrappable;
#else
class Wrappable : public cppgc::GarbageCollected<Wrappable> {
 public:
  virtual void Trace(cppgc::Visitor*) const {}

 protected:
  ~Wrappable() = default;
};
#endif

class CollectedPipe final : public Wrappable {
 public:
  explicit CollectedPipe(std::shared_ptr<PipeLog> log)
      : pipe(std::move(log), "p", TransferMode::kCloneable) {}

  Pipe pipe;
};

class CppgcDelegate final : public HostObjectDelegate {
 public:
  PlatformObject* Unwrap(v8::Isolate* isolate,
                         v8::Local<v8::Object> object) override {
    if (!object->IsApiWrapper()) return nullptr;
    auto* native = v8::Object::Unwrap<kPipeTag, CollectedPipe>(isolate, object);
    return native == nullptr ? nullptr : &native->pipe;
  }
  bool HasWrappersWithoutFields() const override { return true; }
};

TEST(CppgcHostObjectTest, ClonesAWrapper) {
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator_shared.reset(
      v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  params.cpp_heap =
      v8::CppHeap::Create(GetPlatform(), v8::CppHeapCreateParams({})).release();
  IsolatePtr isolate(NewPlatformIsolate(params));
  auto log = std::make_shared<PipeLog>();
  {
    v8::Isolate::Scope isolate_scope(isolate.get());
    v8::HandleScope handles(isolate.get());
    v8::Local<v8::Context> context = v8::Context::New(isolate.get());
    v8::Context::Scope context_scope(context);
    CppgcDelegate delegate;
    Agent agent(isolate.get(), NewAgentCluster(),
                {.locking = Locking::kNone, .host_object_delegate = &delegate});
    InstallPipe(agent, context);
    v8::Local<v8::Object> wrapper = v8::FunctionTemplate::New(isolate.get())
                                        ->InstanceTemplate()
                                        ->NewInstance(context)
                                        .ToLocalChecked();
    v8::Object::Wrap<kPipeTag>(
        isolate.get(), wrapper,
        cppgc::MakeGarbageCollected<CollectedPipe>(
            isolate->GetCppHeap()->GetAllocationHandle(), log));
    EXPECT_THAT(Try([&] { return StructuredClone(agent, context, wrapper); }),
                Succeeds());
    EXPECT_THAT(log->events, testing::ElementsAre("clone p"));
  }
}

#endif

}  // namespace
}  // namespace ferry::testing_support
