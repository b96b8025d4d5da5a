// The examples of docs/native_class.md, run. native_class_snippets_test checks
// that each of them stands here word for word. And a class that was written
// from that page alone.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-object.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ferry/ferry.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/test_isolate.h"
#include "ferry/tests/support/v8_test.h"
#include "log_class.h"

namespace {

using ferry::testing_support::EvaluatesTo;
using ferry::testing_support::TestIsolate;
using ferry::testing_support::ThrowsDataCloneError;
using testing::HasSubstr;

constexpr uint32_t kPictureTag = ferry::kFirstEmbedderTag;

using Pixels = std::shared_ptr<const std::vector<uint8_t>>;

class PictureHolder final : public ferry::DataHolder {
 public:
  Pixels pixels;

  absl::string_view type_name() const override { return "Picture"; }
  v8::MaybeLocal<v8::Object> Deserialize(
      ferry::Agent& agent, v8::Local<v8::Context> context) override;
  uint32_t tag() const override { return kPictureTag; }
  absl::StatusOr<std::string> ToBytes() const override {
    return std::string(pixels->begin(), pixels->end());
  }
};

class Picture final : public ferry::PlatformObject {
 public:
  static constexpr char kClassName[] = "Picture";
  static void DefineClass(ferry::ClassDefinition<Picture>& picture) {
    picture.Constructor<New>(1);
    picture.Getter<&Picture::Size>("size");
    picture.Method<&Picture::At>("at", 1);
  }

  explicit Picture(Pixels pixels) : pixels_(std::move(pixels)) {}

  ferry::TransferMode GetTransferMode() const override {
    return ferry::TransferMode::kCloneableAndTransferable;
  }
  ferry::HostObjectData Serialize(ferry::Agent& agent,
                                  v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> object) override {
    auto holder = std::make_unique<PictureHolder>();
    holder->pixels = pixels_;
    return {.holder = std::move(holder)};
  }
  ferry::HostObjectData PrepareTransfer(ferry::Agent& agent,
                                        v8::Local<v8::Context> context,
                                        v8::Local<v8::Object> object) override {
    return {.holder = std::make_unique<PictureHolder>()};
  }
  void CommitTransfer(ferry::DataHolder& holder) noexcept override {
    static_cast<PictureHolder&>(holder).pixels =
        std::exchange(pixels_, std::make_shared<std::vector<uint8_t>>());
  }

 private:
  static std::unique_ptr<Picture> New(ferry::Agent& agent,
                                      const ferry::CallInfo& info);
  void Size(ferry::Agent& agent, const ferry::CallInfo& info);
  void At(ferry::Agent& agent, const ferry::CallInfo& info);

  Pixels pixels_;
};

std::unique_ptr<Picture> Picture::New(ferry::Agent& agent,
                                      const ferry::CallInfo& info) {
  uint32_t size;
  if (!info[0]->Uint32Value(agent.isolate()->GetCurrentContext()).To(&size)) {
    return nullptr;  // an exception is pending
  }
  return std::make_unique<Picture>(
      std::make_shared<std::vector<uint8_t>>(std::min(size, 1u << 20), 255));
}

void Picture::Size(ferry::Agent& agent, const ferry::CallInfo& info) {
  info.GetReturnValue().Set(static_cast<uint32_t>(pixels_->size()));
}

void Picture::At(ferry::Agent& agent, const ferry::CallInfo& info) {
  uint32_t index;
  if (!info[0]->Uint32Value(agent.isolate()->GetCurrentContext()).To(&index)) {
    return;  // an exception is pending
  }
  if (index < pixels_->size()) info.GetReturnValue().Set((*pixels_)[index]);
}

v8::MaybeLocal<v8::Object> PictureHolder::Deserialize(
    ferry::Agent& agent, v8::Local<v8::Context> context) {
  return ferry::NativeClass<Picture>::Of(agent).New(
      context, std::make_unique<Picture>(pixels));
}

class Gallery final : public ferry::AgentExtension {
 public:
  explicit Gallery(ferry::Agent& agent) {}

  int shown = 0;
};

absl::StatusOr<std::unique_ptr<ferry::DataHolder>> ReadPicture(
    uint32_t version, absl::Span<const uint8_t> bytes) {
  if (bytes.size() > 1 << 20) return absl::DataLossError("it is too large.");
  auto holder = std::make_unique<PictureHolder>();
  holder->pixels =
      std::make_shared<std::vector<uint8_t>>(bytes.begin(), bytes.end());
  return holder;
}

// Runs `function` on a thread of its own, with an isolate that has both
// classes.
void OnThread(std::shared_ptr<const ferry::AgentCluster> cluster,
              std::function<void(TestIsolate&)> function) {
  std::thread([&] {
    TestIsolate local(cluster);
    ASSERT_TRUE(
        ferry::InstallGlobals(local.agent(), local.source(),
                              {.classes = {ferry::NativeClass<Picture>::Install,
                                           ferry::NativeClass<Log>::Install}})
            .IsJust());
    function(local);
  }).join();
}

class NativeClassDocsTest : public ferry::testing_support::V8Test {
 protected:
  NativeClassDocsTest() {
    ferry::Agent& agent = this->agent();
    for (v8::Local<v8::Context> context : {source(), target()}) {
      Install(agent, context);
    }
  }

  void Install(ferry::Agent& agent, v8::Local<v8::Context> context) {
    if (ferry::InstallGlobals(
            agent, context, {.classes = {ferry::NativeClass<Picture>::Install}})
            .IsNothing()) {
      return;  // an exception is pending
    }
  }
};

TEST_F(NativeClassDocsTest, ClonesAndTransfers) {
  EXPECT_THAT(Run(R"js(
    const picture = new Picture(3);
    const copy = structuredClone(picture);
    const moved = structuredClone(picture, {transfer: [picture]});
    [copy.size, copy.at(2), copy.at(3), moved.at(0), picture.size]
  )js"),
              EvaluatesTo("[3, 255, undefined, 255, 0]"));
  EXPECT_THAT(Clone(Run("picture")),
              ThrowsDataCloneError(HasSubstr("was transferred")));
}

TEST_F(NativeClassDocsTest, IsStored) {
  std::shared_ptr<const ferry::AgentCluster> cluster =
      *ferry::AgentCluster::Create(
          {.host_object_types = {{kPictureTag, "Picture", {1}, ReadPicture}}});
  OnThread(cluster, [](TestIsolate& local) {
    absl::StatusOr<std::vector<uint8_t>> bytes =
        ferry::StructuredSerializeForStorage(local.agent(), local.source(),
                                             local.Run("new Picture(2)"))
            .FromJust()
            .ToBytes();
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    absl::StatusOr<ferry::SerializedValue> again =
        ferry::SerializedValue::FromBytes(local.agent().cluster(), *bytes);
    ASSERT_TRUE(again.ok()) << again.status();
    local.Set(
        local.source(), "picture",
        ferry::StructuredDeserialize(local.agent(), local.source(), *again)
            .ToLocalChecked());
    EXPECT_THAT(local.Run("[picture.size, picture.at(1)]"),
                EvaluatesTo("[2, 255]"));
  });
}

TEST_F(NativeClassDocsTest, IsInstalledOnAnotherObject) {
  ferry::Agent& agent = this->agent();
  v8::Local<v8::Context> context = source();
  v8::Local<v8::Object> exports = RunObject("const exports = {}; exports");
  [&] {
    if (ferry::NativeClass<Picture>::Install(agent, context, exports)
            .IsNothing()) {
      return;  // an exception is pending
    }
  }();
  EXPECT_TRUE(Run("exports.Picture === Picture")->IsTrue());
  v8::Local<v8::Value> value = Run("new exports.Picture(4)");
  Picture* picture = ferry::NativeClass<Picture>::Of(agent).Unwrap(value);
  EXPECT_NE(picture, nullptr);
  ++agent.extension<Gallery>().shown;
  EXPECT_EQ(agent.extension<Gallery>().shown, 1);
}

// -- A handle that must be closed ---------------------------------------------

std::string PathOf(const char* name) {
  return absl::StrCat(testing::TempDir(), "/", name, getpid());
}

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(LogClassTest, GoesFromThreadToThread) {
  auto cluster = ferry::testing_support::NewAgentCluster();
  const std::string path = PathOf("threads");
  ferry::SerializedValue message;
  OnThread(cluster, [&](TestIsolate& local) {
    v8::Local<v8::Object> log = local.RunObject(absl::StrCat(
        "const log = new Log('", path, "'); log.write('first '); log"));
    v8::Local<v8::Object> list[] = {log};
    message = ferry::StructuredSerializeWithTransfer(local.agent(),
                                                     local.source(), log, list)
                  .FromJust();
    EXPECT_TRUE(local.Run("log.isOpen")->IsFalse());
  });
  OnThread(cluster, [&](TestIsolate& local) {
    local.Set(local.source(), "log",
              ferry::StructuredDeserializeWithTransfer(
                  local.agent(), local.source(), std::move(message))
                  .FromJust()
                  .value);
    local.Run("log.write('second'); globalThis.kept = log;");
  });
  // The agent closed what the script left open.
  EXPECT_EQ(Contents(path), "first second");
  unlink(path.c_str());
}

TEST(LogClassTest, IsClosedWithAMessageThatNobodyReads) {
  const std::string path = PathOf("dropped");
  ferry::SerializedValue message;
  OnThread(ferry::testing_support::NewAgentCluster(), [&](TestIsolate& local) {
    v8::Local<v8::Object> log = local.RunObject(absl::StrCat(
        "const log = new Log('", path, "'); log.write('text'); log"));
    v8::Local<v8::Object> list[] = {log};
    message = ferry::StructuredSerializeWithTransfer(local.agent(),
                                                     local.source(), log, list)
                  .FromJust();
  });
  EXPECT_EQ(Contents(path), "");
  message = ferry::SerializedValue();
  EXPECT_EQ(Contents(path), "text");
  unlink(path.c_str());
}

TEST(LogClassTest, IsNotTransferredOnceClosed) {
  OnThread(ferry::testing_support::NewAgentCluster(), [](TestIsolate& local) {
    EXPECT_THAT(
        local.Run(absl::StrCat(
            "const log = new Log('", PathOf("closed"), "'); log.close(); ",
            "try { structuredClone(log, {transfer: [log]}) }",
            "catch (error) { `${error.name}: ${error.message}` }")),
        EvaluatesTo("'DataCloneError: The log is closed.'"));
    unlink(PathOf("closed").c_str());
  });
}

}  // namespace
