// What was found broken, each with the attack that found it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <v8-isolate.h>
#include <v8-template.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/crc/crc32c.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/pipe.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/transfer_mode_registry.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry::testing_support {
namespace {

using testing::_;
using testing::HasSubstr;

class RegressionsTest : public V8Test {
 protected:
  v8::Local<v8::Object> NewGlobalPipe(const char* name, TransferMode mode) {
    InstallPipe(agent(), source());
    v8::Local<v8::Object> pipe =
        NewPipe(agent(), source(), std::make_unique<Pipe>(log_, name, mode));
    Set(name, pipe);
    return pipe;
  }

  // An envelope of `content`, with its checksum.
  static std::vector<uint8_t> Seal(std::vector<uint8_t> content) {
    auto crc = static_cast<uint32_t>(absl::ComputeCrc32c(absl::string_view(
        reinterpret_cast<const char*>(content.data()), content.size())));
    for (int shift = 0; shift < 32; shift += 8) {
      content.push_back(static_cast<uint8_t>(crc >> shift));
    }
    return content;
  }

  const std::shared_ptr<PipeLog> log_ = std::make_shared<PipeLog>();
};

// Text that user code makes as long as V8 allows ended the process once it
// became part of a message.
TEST_F(RegressionsTest, SurvivesTheLongestStrings) {
  Run("try { new DOMException('x'.repeat(2 ** 29 - 24)); } catch {}");
  Run(R"js(
    const named = {[Symbol.toStringTag]: 'x'.repeat(2 ** 29 - 30)};
    markTransferMode(named, 0);
    try { structuredClone(named); } catch {})js");
  Run(R"js(
    const unknown = {
      [kClone]() {
        return {data: 1, deserializeInfo: 'x'.repeat(2 ** 29 - 30)};
      },
    };
    markTransferMode(unknown, CLONEABLE);
    try { structuredClone(unknown); } catch {})js");
}

// Where there is no stack left, marking ended the process.
TEST_F(RegressionsTest, MarksNearTheEndOfTheStack) {
  Run(R"js(
    class A {}
    let tries = 0;
    (function dive(mark) {
      try { dive(mark); } catch {}
      if (tries++ < 300) try { mark(); } catch {}
    })(() => { markClass(A, CLONEABLE); markTransferMode(new Error(), 2); }))js");
}

class CollectsGarbageOnDeath final : public PlatformObject {
 public:
  explicit CollectsGarbageOnDeath(v8::Isolate* isolate) : isolate_(isolate) {}
  ~CollectsGarbageOnDeath() override {
    if (std::exchange(armed, false)) {
      isolate_->RequestGarbageCollectionForTesting(
          v8::Isolate::kFullGarbageCollection);
    }
  }
  TransferMode GetTransferMode() const override {
    return TransferMode::kTransferable;
  }

  static inline bool armed = false;

 private:
  v8::Isolate* const isolate_;
};

// Weak callbacks erased from the list that was just being destroyed.
TEST_F(RegressionsTest, LetsNativeObjectsCollectGarbageAsTheAgentDies) {
  v8::Local<v8::FunctionTemplate> wrappers =
      WrapperRegistry::Of(agent()).NewTemplate("Collector");
  for (int i = 0; i < 50; ++i) {
    v8::HandleScope handles(isolate());
    WrapperRegistry::Of(agent()).Wrap(
        wrappers->InstanceTemplate()->NewInstance(source()).ToLocalChecked(),
        std::make_unique<CollectsGarbageOnDeath>(isolate()));
  }
  CollectsGarbageOnDeath::armed = true;
  local().DestroyAgent();
  EXPECT_FALSE(CollectsGarbageOnDeath::armed);
}

TEST_F(RegressionsTest, FromBytesNeedsAClusterAndHolders) {
  EXPECT_EQ(
      SerializedValue::FromBytes(nullptr, std::vector<uint8_t>{0xff, 15, '0'})
          .status()
          .code(),
      absl::StatusCode::kInvalidArgument);
  auto cluster = *AgentCluster::Create(
      {.host_object_types = {
           {77,
            "Nothing",
            {1},
            [](uint32_t, absl::Span<const uint8_t>)
                -> absl::StatusOr<std::unique_ptr<DataHolder>> {
              return nullptr;
            }}}});
  std::vector<uint8_t> bytes =
      Seal({'F', 'E', 'R', 'R', 'Y', 1, 1, 77, 1, 0, 0, 3, 0xff, 15, '0'});
  EXPECT_EQ(SerializedValue::FromBytes(cluster, bytes).status().code(),
            absl::StatusCode::kInternal);
}

// The keys were asked for after the last check, so what the call changed was
// lost and the message succeeded.
TEST_F(RegressionsTest, AsksForDetachKeysBeforeItChecks) {
  v8::Local<v8::Object> list[] = {
      RunObject("globalThis.a = new ArrayBuffer(4)"),
      RunObject("globalThis.b = new ArrayBuffer(4)")};
  SerializeOptions options;
  options.detach_key_for = [&](v8::Local<v8::ArrayBuffer>) {
    Run("if (!b.detached) b.transfer()");
    return v8::Local<v8::Value>();
  };
  EXPECT_THAT(Serialize(Run("0"), list, options),
              ThrowsDataCloneError(HasSubstr("is already detached")));
  EXPECT_TRUE(Run("a.detached")->IsFalse());

  options.detach_key_for = [&](v8::Local<v8::ArrayBuffer>) {
    isolate()->ThrowError("no key");
    return v8::Local<v8::Value>();
  };
  EXPECT_THAT(Serialize(Run("0"), {list, 1}, options),
              Throws("Error", "no key"));
  EXPECT_TRUE(Run("a.detached")->IsFalse());
}

TEST_F(RegressionsTest, AbortsAnObjectWhoseOwnTransferWasUnusable) {
  v8::Local<v8::Object> object = RunObject(R"js(
    globalThis.o = {
      state: 1,
      [kTransfer]() {
        const data = this.state;
        this.state = null;
        return {data, deserializeInfo: 7};
      },
      [kTransferAbort](data) { this.state = data; },
    };
    markTransferMode(o, TRANSFERABLE);
    o)js");
  EXPECT_THAT(Serialize(object, {&object, 1}), Throws("TypeError", _));
  EXPECT_TRUE(Run("o.state === 1")->IsTrue());
}

TEST_F(RegressionsTest, RefusesToTransferANativeObjectTwice) {
  v8::Local<v8::Object> pipe =
      NewGlobalPipe("p", TransferMode::kCloneableAndTransferable);
  EXPECT_THAT(Serialize(Run("0"), {&pipe, 1}), Succeeds());
  EXPECT_THAT(Serialize(Run("0"), {&pipe, 1}),
              ThrowsDataCloneError(HasSubstr("is already detached")));
  EXPECT_THAT(Serialize(pipe),
              ThrowsDataCloneError(HasSubstr("was transferred")));
}

TEST_F(RegressionsTest, RefusesToCloneWhatIsTransferredMeanwhile) {
  v8::Local<v8::Object> pipe =
      NewGlobalPipe("p", TransferMode::kCloneableAndTransferable);
  // Scripts are asked after native objects.
  Run("class Thief {"
      "  [kClone]() {"
      "    structuredClone(p, [p]);"
      "    return {data: 1, deserializeInfo: 'test:Thief'};"
      "  }"
      "} markClass(Thief, CLONEABLE)");
  EXPECT_THAT(Serialize(Run("[p, new Thief()]")),
              ThrowsDataCloneError(HasSubstr(
                  "closed or transferred while the value was serialized")));
  EXPECT_THAT(Serialize(pipe),
              ThrowsDataCloneError(HasSubstr("was transferred")));
}

TEST_F(RegressionsTest, MarkAsUncloneableKeepsANativeObjectTransferable) {
  v8::Local<v8::Object> pipe =
      NewGlobalPipe("p", TransferMode::kCloneableAndTransferable);
  ASSERT_TRUE(TransferModeRegistry::Of(agent())
                  .MarkAsUncloneable(source(), pipe)
                  .FromJust());
  EXPECT_THAT(Serialize(pipe), ThrowsDataCloneError(_));
  EXPECT_THAT(Serialize(pipe, {&pipe, 1}), Succeeds());
}

TEST_F(RegressionsTest, MarkClassRefusesProxiesAndForeignArrays) {
  Set("ForeignList", RunInTarget("(class extends Array {})"));
  for (const char* constructor : {"ForeignList", "(function() {}).bind()",
                                  "(() => { function F() {} F.prototype = new "
                                  "Proxy({}, {}); return F; })()"}) {
    EXPECT_THAT(Try([&] {
                  return TransferModeRegistry::Of(agent()).MarkClass(
                      source(), Run(constructor).As<v8::Function>(),
                      TransferMode::kCloneable);
                }),
                Throws("TypeError", _))
        << constructor;
  }
}

TEST_F(RegressionsTest, KeepsThePrototypeOfDOMException) {
  Run("DOMException.prototype = {}");
  EXPECT_THAT(Clone("() => 1"), ThrowsDataCloneError(_));
}

TEST_F(RegressionsTest, RefusesAClassWithoutAName) {
  EXPECT_THAT(Clone(R"js(
                (() => {
                  const o = {[kClone]() { return {data: 1, deserializeInfo: ''}; }};
                  markTransferMode(o, CLONEABLE);
                  return o;
                })())js"),
              Throws("TypeError", HasSubstr("deserializeInfo")));
}

// A hole in hostile bytes asked the realm's Array.prototype.
TEST_F(RegressionsTest, ReadsADOMExceptionFromOwnElementsOnly) {
  std::vector<uint8_t> bytes =
      Seal({'F', 'E',  'R', 'R',  'Y', 1, 1,   2, 1,   1, 0,
            10,  0xff, 15,  '\\', 0,   0, 'a', 3, '@', 0, 3});
  absl::StatusOr<SerializedValue> value =
      SerializedValue::FromBytes(cluster(), bytes);
  ASSERT_TRUE(value.ok()) << value.status();
  RunInTarget(R"js(
    Object.defineProperty(Array.prototype, 0,
                          {get() { throw new RangeError('asked'); }}))js");
  EXPECT_THAT(Deserialize(*value), ThrowsDataCloneError(HasSubstr("damaged")));
}

// What a failed message had made stayed open until some garbage collection.
TEST_F(RegressionsTest, ReleasesReceivedNativeObjectsWhenTheMessageFails) {
  v8::Local<v8::Object> pipe = NewGlobalPipe("p", TransferMode::kTransferable);
  Run(R"js(
    globalThis.o = {[kClone]() { return {data: 1, deserializeInfo: 'none'}; }};
    markTransferMode(o, CLONEABLE);)js");
  Outcome<SerializedValue> message = Serialize(Run("[p, o]"), {&pipe, 1});
  ASSERT_THAT(message, Succeeds());
  InstallPipe(agent(), target());
  int alive = log_->pipes_alive;
  EXPECT_THAT(Receive(std::move(*message.value)),
              ThrowsDataCloneError(HasSubstr("\"none\" is not registered")));
  EXPECT_EQ(log_->pipes_alive, alive);
  EXPECT_EQ(log_->holders_alive(), 0);
}

}  // namespace
}  // namespace ferry::testing_support
