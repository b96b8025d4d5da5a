// What isolates of one agent cluster share: SharedArrayBuffers, compiled
// WebAssembly modules, shared WebAssembly memory.

#include <v8-array-buffer.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <optional>
#include <utility>
#include <vector>

#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

constexpr const char* kShared =
    "const s = new SharedArrayBuffer(3); new Uint8Array(s).set([1, 2, 3]); s";
// (module (func (export "f") (result i32) i32.const 42))
constexpr const char* kModule =
    "new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, "
    "1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5, 1, 1, 102, 0, 0, 10, 6, 1, 4, 0, 65, "
    "42, 11]))";
constexpr const char* kMemory =
    "const m = new WebAssembly.Memory({initial: 1, maximum: 2, shared: true});"
    "new Uint8Array(m.buffer)[0] = 9; m";

class SharedMemoryTest : public TwoIsolatesTest {
 protected:
  // What `check` gives in the target realm for a copy, which it knows as `it`.
  bool Holds(v8::Local<v8::Value> original, const char* check) {
    Outcome<v8::Local<v8::Value>> copy = Clone(original);
    EXPECT_THAT(copy, Succeeds());
    if (!copy.value) return false;
    SetInTarget("it", *copy.value);
    return RunInTarget(check)->IsTrue();
  }
};

TEST_F(SharedMemoryTest, SharesABuffer) {
  v8::Local<v8::Value> original = Run(kShared);
  Outcome<v8::Local<v8::Value>> copy = Clone(original);
  ASSERT_THAT(copy, Returns(HoldsBytes(std::vector<uint8_t>{1, 2, 3})));
  EXPECT_NE(*copy.value, original);
  EXPECT_EQ(copy.value->As<v8::SharedArrayBuffer>()->Data(),
            original.As<v8::SharedArrayBuffer>()->Data());
}

TEST_F(SharedMemoryTest, SharesAGrowableBuffer) {
  v8::Local<v8::Value> original =
      Run("globalThis.s = new SharedArrayBuffer(1, {maxByteLength: 8}); s");
  EXPECT_TRUE(Holds(original, "it.growable && it.maxByteLength === 8"));
  RunInTarget("it.grow(5)");
  EXPECT_TRUE(Run("s.byteLength === 5")->IsTrue());
}

TEST_F(SharedMemoryTest, KeepsLengthTrackingOnAGrowableBuffer) {
  EXPECT_TRUE(
      Holds(Run("new Uint8Array(new SharedArrayBuffer(1, {maxByteLength: 8}))"),
            "it.buffer.grow(5); it.length === 5"));
}

TEST_F(SharedMemoryTest, KeepsViewsAndTheirIdentity) {
  EXPECT_TRUE(Holds(Run("const b = new SharedArrayBuffer(8);"
                        "[b, new Int32Array(b, 4, 1), new DataView(b, 2)]"),
                    "it[0] === it[1].buffer && it[0] === it[2].buffer &&"
                    "it[1].byteOffset === 4 && it[1].length === 1"));
}

TEST_F(SharedMemoryTest, KeepsTwoBuffersApart) {
  EXPECT_TRUE(Holds(Run("[new SharedArrayBuffer(1), new SharedArrayBuffer(2)]"),
                    "it[0].byteLength === 1 && it[1].byteLength === 2"));
}

TEST_F(SharedMemoryTest, SharesACompiledModule) {
  EXPECT_TRUE(Holds(Run(kModule),
                    "it instanceof WebAssembly.Module &&"
                    "new WebAssembly.Instance(it).exports.f() === 42"));
}

TEST_F(SharedMemoryTest, KeepsTheIdentityOfAModule) {
  Set("m", Run(kModule));
  EXPECT_TRUE(Holds(Run("[m, m]"), "it[0] === it[1]"));
}

TEST_F(SharedMemoryTest, SharesAMemory) {
  v8::Local<v8::Value> original = Run(kMemory);
  Set("m", original);
  EXPECT_TRUE(Holds(original,
                    "it instanceof WebAssembly.Memory &&"
                    "new Uint8Array(it.buffer)[0] === 9 &&"
                    "it.buffer instanceof SharedArrayBuffer"));
  RunInTarget("new Uint8Array(it.buffer)[0] = 10");
  EXPECT_TRUE(Run("new Uint8Array(m.buffer)[0] === 10")->IsTrue());
}

TEST_F(SharedMemoryTest, SharesTheBufferOfAMemory) {
  Set("m", Run(kMemory));
  EXPECT_TRUE(Holds(Run("m.buffer"), "new Uint8Array(it)[0] === 9"));
}

TEST_F(SharedMemoryTest, ReachesAnotherIsolate) {
  Set("module", Run(kModule));
  Set("s", Run(kShared));
  Outcome<SerializedValue> message = Serialize(Run("[s, module]"));
  ASSERT_THAT(message, Succeeds());
  EXPECT_FALSE(message.value->has_transfers());
  OnOtherThread([&](TestIsolate& other) {
    auto received = Try([&] {
      return StructuredDeserialize(other.agent(), other.source(),
                                   *message.value);
    });
    ASSERT_THAT(received, Succeeds());
    other.Set(other.source(), "it", *received.value);
    EXPECT_TRUE(other.Run("new WebAssembly.Instance(it[1]).exports.f() === 42")
                    ->IsTrue());
    other.Run("new Uint8Array(it[0])[2] = 77");
  });
  EXPECT_THAT(Run("s"), HoldsBytes(std::vector<uint8_t>{1, 2, 77}));
}

TEST_F(SharedMemoryTest, LivesUntilTheMessageIsRead) {
  std::optional<SerializedValue> message;
  OnOtherThread([&](TestIsolate& other) {
    message =
        StructuredSerialize(other.agent(), other.source(), other.Run(kShared))
            .FromJust();
  });
  EXPECT_THAT(Deserialize(*message),
              Returns(HoldsBytes(std::vector<uint8_t>{1, 2, 3})));
}

TEST_F(SharedMemoryTest, NeverLeavesItsAgentCluster) {
  for (const char* script : {kShared, kModule, kMemory}) {
    v8::Context::Scope fresh(v8::Context::New(isolate()));
    Outcome<SerializedValue> message = Serialize(Evaluate(script));
    ASSERT_THAT(message, Succeeds());
    Agent stranger(isolate(), NewAgentCluster());
    EXPECT_THAT(Try([&] {
                  return StructuredDeserialize(stranger, target(),
                                               *message.value);
                }),
                ThrowsDataCloneError(HasSubstr("cannot leave its agent")));
    EXPECT_THAT(Try([&] {
                  return StructuredDeserializeWithTransfer(
                      stranger, target(), std::move(*message.value));
                }),
                ThrowsDataCloneError(HasSubstr("cannot leave its agent")));
    // Refused, not consumed.
    EXPECT_THAT(Deserialize(*message.value), Succeeds());
  }
}

TEST_F(SharedMemoryTest, IsRefusedForStorage) {
  struct {
    const char* script;
    const char* what;
  } rows[] = {{kShared, "SharedArrayBuffer could not be stored"},
              {kModule, "WebAssembly.Module could not be stored"},
              {kMemory, "could not be stored"},
              {"[new Uint8Array(new SharedArrayBuffer(1))]",
               "SharedArrayBuffer could not be stored"}};
  for (const auto& row : rows) {
    v8::Context::Scope fresh(v8::Context::New(isolate()));
    EXPECT_THAT(SerializeForStorage(Evaluate(row.script)),
                ThrowsDataCloneError(HasSubstr(row.what)));
  }
}

TEST_F(SharedMemoryTest, HasNoByteForm) {
  Outcome<SerializedValue> message = Serialize(Run(kShared));
  ASSERT_THAT(message, Succeeds());
  EXPECT_EQ(message.value->ToBytes().status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace ferry::testing_support
