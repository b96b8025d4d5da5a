// Failing transfers that only an embedder can bring about: detach keys, shared
// stores, a native object that fails, no memory.

#include <sys/resource.h>
#include <v8-array-buffer.h>
#include <v8-external.h>
#include <v8-function-callback.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <fstream>
#include <memory>
#include <vector>

#include "ferry/agent/v8_version.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/pipe.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/transfer_mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Bytes = std::vector<uint8_t>;

class TransferLimitsTest : public V8Test {
 protected:
  TransferLimitsTest() {
    InstallPipe(agent(), source());
    InstallPipe(agent(), target());
  }

  v8::Local<v8::Object> NewTestPipe(const char* name) {
    return NewPipe(
        agent(), source(),
        std::make_unique<Pipe>(log_, name, TransferMode::kTransferable));
  }

  const std::shared_ptr<PipeLog> log_ = std::make_shared<PipeLog>();
};

TEST_F(TransferLimitsTest, DetachesABufferWithItsKey) {
  v8::Local<v8::Object> buffer = RunObject("new Uint8Array([1, 2]).buffer");
  v8::Local<v8::Value> key = Run("globalThis.key = Symbol('key')");
  buffer.As<v8::ArrayBuffer>()->SetDetachKey(key);
  SerializeOptions options;
  options.detach_key_for = [&](v8::Local<v8::ArrayBuffer> asked) {
    EXPECT_EQ(asked, buffer);
    return key;
  };
  Outcome<SerializedValue> message = Serialize(buffer, {&buffer, 1}, options);
  ASSERT_THAT(message, Succeeds());
  EXPECT_THAT(buffer, IsDetached());
  Outcome<DeserializedValue> received = Receive(std::move(*message.value));
  ASSERT_THAT(received, Succeeds());
  EXPECT_THAT(received.value->value, HoldsBytes(Bytes{1, 2}));
}

// V8 does not tell that there is a key: the buffers before it are the price,
// which is why they are detached before any host object is given up.
TEST_F(TransferLimitsTest, LosesTheBuffersBeforeAnUndeclaredKey) {
  v8::Local<v8::Object> list[] = {NewTestPipe("p"),
                                  RunObject("new Uint8Array([1]).buffer"),
                                  RunObject("new Uint8Array([2]).buffer"),
                                  RunObject("new Uint8Array([3]).buffer")};
  list[2].As<v8::ArrayBuffer>()->SetDetachKey(Run("Symbol('key')"));
  EXPECT_THAT(
      Serialize(Run("0"), list),
      ThrowsDataCloneError(HasSubstr(
          "Entry 2 of the transfer list (ArrayBuffer) has a detach key that "
          "was not given (detach_key_for); the 1 buffers before it were "
          "detached.")));
  EXPECT_THAT(list[1], IsDetached());
  EXPECT_THAT(list[2], HoldsBytes(Bytes{2}));
  EXPECT_THAT(list[3], HoldsBytes(Bytes{3}));
  EXPECT_EQ(PipeOf(agent(), list[0]).contents(), 7);
  EXPECT_EQ(log_->holders_alive(), 0);
  EXPECT_THAT(log_->events, ElementsAre("prepare p", "abort p"));
}

TEST_F(TransferLimitsTest, RefusesAWrongKey) {
  v8::Local<v8::Object> buffer = RunObject("new Uint8Array([1]).buffer");
  buffer.As<v8::ArrayBuffer>()->SetDetachKey(Run("Symbol('key')"));
  SerializeOptions options;
  options.detach_key_for = [&](v8::Local<v8::ArrayBuffer>) {
    return Run("Symbol('another')");
  };
  EXPECT_THAT(Serialize(buffer, {&buffer, 1}, options),
              ThrowsDataCloneError(HasSubstr("has a detach key")));
  EXPECT_THAT(buffer, HoldsBytes(Bytes{1}));
}

TEST_F(TransferLimitsTest, RefusesTwoBuffersOverOneStore) {
  std::shared_ptr<v8::BackingStore> store =
      v8::ArrayBuffer::NewBackingStore(isolate(), 4);
  v8::Local<v8::Object> list[] = {RunObject("new ArrayBuffer(1)"),
                                  v8::ArrayBuffer::New(isolate(), store),
                                  v8::ArrayBuffer::New(isolate(), store)};
  EXPECT_THAT(Serialize(Run("0"), list),
              ThrowsDataCloneError(HasSubstr(
                  "Entry 2 of the transfer list (ArrayBuffer) has the same "
                  "memory as entry 1.")));
  EXPECT_THAT(list[0], HoldsBytes(Bytes{0}));
  EXPECT_THAT(list[1], HoldsBytes(Bytes{0, 0, 0, 0}));
  EXPECT_THAT(list[2], HoldsBytes(Bytes{0, 0, 0, 0}));
}

// They have no bytes now, but both may grow.
TEST_F(TransferLimitsTest, RefusesTwoEmptyBuffersOverOneResizableStore) {
  std::shared_ptr<v8::BackingStore> store =
      v8::ArrayBuffer::NewResizableBackingStore(0, 4096);
  v8::Local<v8::Object> list[] = {v8::ArrayBuffer::New(isolate(), store),
                                  v8::ArrayBuffer::New(isolate(), store)};
  EXPECT_THAT(
      Serialize(Run("0"), list),
      ThrowsDataCloneError(HasSubstr("has the same memory as entry 0")));
  EXPECT_THAT(list[0], HoldsBytes(Bytes{}));
}

TEST_F(TransferLimitsTest, AbortsInReverseWhereOneFailsToPrepare) {
  v8::Local<v8::Object> list[] = {NewTestPipe("p"), NewTestPipe("q"),
                                  NewTestPipe("r"), NewTestPipe("s"),
                                  RunObject("new Uint8Array([1]).buffer")};
  PipeOf(agent(), list[2]).fails_to_prepare = true;
  EXPECT_THAT(Serialize(Run("0"), list),
              Throws("InvalidStateError", "Pipe r fails to prepare."));
  EXPECT_THAT(log_->events,
              ElementsAre("prepare p", "prepare q", "abort q", "abort p"));
  EXPECT_EQ(log_->holders_made, 2);
  EXPECT_EQ(log_->holders_destroyed, 2);
  EXPECT_THAT(list[4], HoldsBytes(Bytes{1}));
}

TEST_F(TransferLimitsTest, ValidatesAfterEverythingWasPrepared) {
  v8::Local<v8::Object> pipe = NewTestPipe("p");
  // Its data has a getter that closes it.
  v8::Local<v8::Object> data = RunObject("({})");
  ASSERT_TRUE(
      data->SetNativeDataProperty(
              source(), v8::String::NewFromUtf8Literal(isolate(), "x"),
              [](v8::Local<v8::Name>,
                 const v8::PropertyCallbackInfo<v8::Value>& info) {
                static_cast<Pipe*>(info.Data().As<v8::External>()->Value())
                    ->Close();
              },
              nullptr, v8::External::New(isolate(), &PipeOf(agent(), pipe)))
          .FromMaybe(false));
  PipeOf(agent(), pipe).data.Reset(isolate(), data);
  EXPECT_THAT(Serialize(Run("0"), {&pipe, 1}),
              ThrowsDataCloneError("Pipe p is closed."));
  EXPECT_THAT(log_->events, ElementsAre("prepare p", "abort p"));
  EXPECT_EQ(log_->holders_alive(), 0);
}

// A native object is asked to take back what it prepared even where no
// JavaScript can run any more.
TEST_F(TransferLimitsTest, AbortsNativeObjectsAfterATermination) {
  v8::Local<v8::Object> pipe = NewTestPipe("p");
  v8::Local<v8::Object> buffer = RunObject("new Uint8Array([1]).buffer");
  v8::Local<v8::Object> list[] = {pipe, buffer};
  PipeOf(agent(), pipe)
      .data.Reset(isolate(), Run("({get x() { terminate(); for (;;); }})"));
  EXPECT_THAT(Serialize(Run("0"), list), IsTerminated());
  EXPECT_THAT(log_->events, ElementsAre("prepare p", "abort p"));
  EXPECT_EQ(PipeOf(agent(), pipe).contents(), 7);
  EXPECT_EQ(log_->holders_alive(), 0);
  EXPECT_THAT(buffer, HoldsBytes(Bytes{1}));
  EXPECT_THAT(Clone("1"), Succeeds()) << "the isolate is as good as before";
}

// Address space that is left to this process, for the life of the object.
class AddressSpaceLimit {
 public:
  explicit AddressSpaceLimit(size_t left) {
    size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    getrlimit(RLIMIT_AS, &before_);
    rlimit limited = before_;
    limited.rlim_cur = pages * 4096 + left;
    setrlimit(RLIMIT_AS, &limited);
  }
  ~AddressSpaceLimit() { setrlimit(RLIMIT_AS, &before_); }

 private:
  rlimit before_;
};

TEST_F(TransferLimitsTest, GivesNothingUpWithoutMemory) {
#if !FERRY_V8_AT_LEAST(13, 6)
  GTEST_SKIP() << "this V8 ends the process when there is no memory";
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's allocator ends the process";
#endif
  constexpr size_t kSize = size_t{1} << 30;
  // Never touched, so that it costs address space only.
  v8::Local<v8::Object> big = RunObject("new ArrayBuffer(2 ** 30)");
  v8::Local<v8::Object> list[] = {RunObject("new Uint8Array([1]).buffer"),
                                  NewTestPipe("p")};
  {
    AddressSpaceLimit limit(kSize / 2);
    EXPECT_THAT(Serialize(big, list),
                ThrowsDataCloneError(HasSubstr("out of memory")));
  }
  EXPECT_THAT(list[0], HoldsBytes(Bytes{1}));
  EXPECT_EQ(PipeOf(agent(), list[1]).contents(), 7);
  EXPECT_EQ(log_->holders_alive(), 0);
  EXPECT_THAT(Clone("({a: 1})"), Succeeds());
}

}  // namespace
}  // namespace ferry::testing_support
