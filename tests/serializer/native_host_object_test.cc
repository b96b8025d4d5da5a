// Native host objects: PlatformObject and DataHolder.

#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <memory>
#include <optional>
#include <utility>

#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/pipe.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/wrapper_registry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class NativeHostObjectTest : public TwoIsolatesTest {
 protected:
  NativeHostObjectTest() {
    InstallPipe(agent(), source());
    InstallPipe(agent(), target());
  }

  v8::Local<v8::Object> NewTestPipe(
      const char* name,
      TransferMode mode = TransferMode::kCloneableAndTransferable) {
    v8::Local<v8::Object> pipe =
        NewPipe(agent(), source(), std::make_unique<Pipe>(log_, name, mode));
    Set(name, pipe);
    return pipe;
  }
  Pipe& InTarget(const char* script) {
    return PipeOf(agent(), RunInTarget(script));
  }

  const std::shared_ptr<PipeLog> log_ = std::make_shared<PipeLog>();
};

TEST_F(NativeHostObjectTest, ClonesAtTheRoot) {
  Outcome<v8::Local<v8::Value>> copy = Clone(NewTestPipe("p"));
  ASSERT_THAT(copy, Succeeds());
  EXPECT_EQ(PipeOf(agent(), *copy.value).contents(), 7);
  EXPECT_THAT(log_->events, ElementsAre("clone p"));
  EXPECT_EQ(PipeOf(agent(), Run("p")).contents(), 7);
  SetInTarget("it", *copy.value);
  EXPECT_TRUE(RunInTarget("it instanceof Pipe")->IsTrue());
}

TEST_F(NativeHostObjectTest, ClonesOnceHoweverOftenItIsMet) {
  NewTestPipe("p");
  Outcome<v8::Local<v8::Value>> copy =
      Clone("[p, {p}, new Map([[p, new Set([p])]])]");
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("it", *copy.value);
  EXPECT_TRUE(RunInTarget("it[0] === it[1].p && it[2].get(it[0]).has(it[0])")
                  ->IsTrue());
  EXPECT_THAT(log_->events, ElementsAre("clone p"));
}

TEST_F(NativeHostObjectTest, MovesItsContents) {
  v8::Local<v8::Object> pipe = NewTestPipe("p");
  Outcome<v8::Local<v8::Value>> moved = Clone(Run("({p})"), {&pipe, 1});
  ASSERT_THAT(moved, Succeeds());
  SetInTarget("it", *moved.value);
  EXPECT_EQ(InTarget("it.p").contents(), 7);
  EXPECT_EQ(PipeOf(agent(), pipe).contents(), Pipe::kGone);
  EXPECT_THAT(log_->events, ElementsAre("prepare p", "commit p"));
  EXPECT_EQ(log_->holders_made, 1);
  EXPECT_EQ(log_->holders_destroyed, 1);
}

TEST_F(NativeHostObjectTest, ClonesWhatIsNotListed) {
  v8::Local<v8::Object> listed = NewTestPipe("a");
  NewTestPipe("b");
  Outcome<v8::Local<v8::Value>> moved = Clone(Run("[b, a]"), {&listed, 1});
  ASSERT_THAT(moved, Succeeds());
  EXPECT_EQ(PipeOf(agent(), Run("a")).contents(), Pipe::kGone);
  EXPECT_EQ(PipeOf(agent(), Run("b")).contents(), 7);
  SetInTarget("it", *moved.value);
  EXPECT_EQ(InTarget("it[0]").name(), "b");
  EXPECT_EQ(InTarget("it[1]").name(), "a");
}

TEST_F(NativeHostObjectTest, SendsDataAlong) {
  NewTestPipe("p");
  PipeOf(agent(), Run("p"))
      .data.Reset(isolate(), Run("globalThis.shared = {p}; [shared, p]"));
  Outcome<v8::Local<v8::Value>> copy = Clone("({p, shared})");
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("it", *copy.value);
  SetInTarget("data", InTarget("it.p").data.Get(isolate()));
  EXPECT_TRUE(RunInTarget("data[0] === it.shared && data[1] === it.p &&"
                          "it.shared.p === it.p")
                  ->IsTrue());
}

TEST_F(NativeHostObjectTest, FindsHostObjectsInData) {
  NewTestPipe("a");
  NewTestPipe("b");
  NewTestPipe("c");
  PipeOf(agent(), Run("a")).data.Reset(isolate(), Run("[b]"));
  PipeOf(agent(), Run("b")).data.Reset(isolate(), Run("({c, back: a})"));
  PipeOf(agent(), Run("c")).data.Reset(isolate(), Run("'leaf'"));
  ASSERT_THAT(Clone("a"), Succeeds());
  EXPECT_THAT(log_->events,
              ElementsAre("clone a", "clone b", "clone c", "finalize c",
                          "finalize b", "finalize a"));
}

TEST_F(NativeHostObjectTest, TransfersNestedObjects) {
  v8::Local<v8::Object> a = NewTestPipe("a");
  v8::Local<v8::Object> b = NewTestPipe("b");
  v8::Local<v8::Object> buffer = RunObject("new ArrayBuffer(1)");
  PipeOf(agent(), a).nested.emplace_back(isolate(), b);
  PipeOf(agent(), b).nested.emplace_back(isolate(), buffer);
  // Back to where it came from, which is listed already.
  PipeOf(agent(), b).nested.emplace_back(isolate(), a);
  Outcome<SerializedValue> message = Serialize(Run("0"), {&a, 1});
  ASSERT_THAT(message, Succeeds());
  EXPECT_THAT(buffer, IsDetached());
  EXPECT_EQ(PipeOf(agent(), b).contents(), Pipe::kGone);
  Outcome<DeserializedValue> received = Receive(std::move(*message.value));
  ASSERT_THAT(received, Succeeds());
  // What was listed.
  EXPECT_EQ(received.value->transferred.size(), 1u);
}

TEST_F(NativeHostObjectTest, ChecksNestedObjects) {
  v8::Local<v8::Object> a = NewTestPipe("a");
  v8::Local<v8::Object> b = NewTestPipe("b", TransferMode::kCloneable);
  PipeOf(agent(), a).nested.emplace_back(isolate(), b);
  EXPECT_THAT(
      Serialize(Run("0"), {&a, 1}),
      ThrowsDataCloneError(HasSubstr(
          "Entry 0 of the transfer list (Pipe) cannot be transferred")));
  EXPECT_EQ(PipeOf(agent(), a).contents(), 7);
}

TEST_F(NativeHostObjectTest, PreparesNativeObjectsBeforeScripts) {
  v8::Local<v8::Object> pipe = NewTestPipe("p");
  v8::Local<v8::Object> box = RunObject(
      "var box = {[kTransfer]() { throw new RangeError('mine'); }};"
      "markTransferMode(box, TRANSFERABLE); box");
  v8::Local<v8::Object> list[] = {box, pipe};
  EXPECT_THAT(Serialize(Run("0"), list), Throws("RangeError", "mine"));
  EXPECT_THAT(log_->events, ElementsAre("prepare p", "abort p"));
}

TEST_F(NativeHostObjectTest, PassesOnWhatSerializeThrows) {
  NewTestPipe("p");
  PipeOf(agent(), Run("p")).Close();
  EXPECT_THAT(Clone("p"), ThrowsDataCloneError("Pipe p is closed."));
}

TEST_F(NativeHostObjectTest, NeedsTheInterfaceInTheTargetRealm) {
  NewTestPipe("p");
  PipeOf(agent(), Run("p")).interface = "Tube";
  EXPECT_THAT(Clone("({p})"),
              ThrowsDataCloneError("Tube is not an interface of this realm."));
  EXPECT_EQ(log_->holders_alive(), 0);
}

TEST_F(NativeHostObjectTest, ReachesAnotherIsolate) {
  v8::Local<v8::Object> pipe = NewTestPipe("p");
  Outcome<SerializedValue> message = Serialize(Run("[p]"), {&pipe, 1});
  ASSERT_THAT(message, Succeeds());
  OnOtherThread([&](TestIsolate& other) {
    InstallPipe(other.agent(), other.source());
    auto received = Try([&] {
      return StructuredDeserializeWithTransfer(other.agent(), other.source(),
                                               std::move(*message.value));
    });
    ASSERT_THAT(received, Succeeds());
    ASSERT_EQ(received.value->transferred.size(), 1u);
    EXPECT_EQ(PipeOf(other.agent(), received.value->transferred[0]).contents(),
              7);
  });
  EXPECT_EQ(log_->holders_alive(), 0);
}

// The defaults of PlatformObject refuse, so that a mode that promises too much
// is noticed.
class Empty final : public PlatformObject {
 public:
  TransferMode GetTransferMode() const override {
    return TransferMode::kCloneableAndTransferable;
  }
};

TEST_F(NativeHostObjectTest, RefusesWhatATransferableDoesNotImplement) {
  v8::Local<v8::Object> pipe = RunObject("new Pipe()");
  WrapperRegistry::Of(agent()).Wrap(pipe, std::make_unique<Empty>());
  EXPECT_THAT(Clone(pipe),
              ThrowsDataCloneError("Pipe says that it can be cloned, but its "
                                   "PlatformObject does not implement it."));
  EXPECT_THAT(
      Clone(pipe, {&pipe, 1}),
      ThrowsDataCloneError("Pipe says that it can be transferred, but its "
                           "PlatformObject does not implement it."));
}

}  // namespace
}  // namespace ferry::testing_support
