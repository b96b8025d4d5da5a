// The native ends of streams, one against the other and against strangers.

#include <atomic>
#include <chrono>  // NOLINT(build/c++11)
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <tuple>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/native_message_port.h"
#include "ferry/messaging/native_stream_reader.h"
#include "ferry/messaging/native_stream_writer.h"
#include "ferry/serializer/backing_store.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/test_isolate.h"
#include "ferry/wire/document.h"
#include "ferry/wire/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing::HasSubstr;

class NativeStreamTest : public testing::Test {
 protected:
  NativeStreamTest() {
    std::tie(first_, second_) = DetachedMessagePort::NewChannel();
  }

  // What a stranger sends: `write` writes the value.
  void Send(NativeMessagePort& port,
            absl::FunctionRef<void(wire::Writer&)> write) {
    wire::Writer writer;
    write(writer);
    absl::StatusOr<SerializedValue> value =
        SerializedValue::FromWriter(cluster_, std::move(writer));
    ASSERT_TRUE(value.ok()) << value.status();
    ASSERT_TRUE(port.Post(*std::move(value)).ok());
  }
  void SendTyped(NativeMessagePort& port, absl::string_view type,
                 absl::FunctionRef<void(wire::Writer&)> write) {
    Send(port, [&](wire::Writer& writer) {
      writer.BeginObject();
      writer.Key("type");
      writer.String(type);
      writer.Key("value");
      write(writer);
      writer.EndObject();
    });
  }

  // V8 is there.
  testing_support::TestIsolate isolate_;
  const std::shared_ptr<const AgentCluster> cluster_ =
      testing_support::NewAgentCluster();
  DetachedMessagePort first_;
  DetachedMessagePort second_;
};

TEST_F(NativeStreamTest, MovesBytesFromThreadToThread) {
  for (uint32_t window : {1u, 2u, 16u}) {
    auto [source, sink] = DetachedMessagePort::NewChannel();
    std::thread thread([this, port = std::move(source)]() mutable {
      NativeStreamWriter writer(cluster_, std::move(port));
      for (int i = 0; i < 100; ++i) {
        std::vector<uint8_t> block(1000, static_cast<uint8_t>(i));
        EXPECT_TRUE(writer.Write(ToBackingStore(std::move(block))).ok());
      }
      EXPECT_TRUE(writer.Close().ok());
      EXPECT_EQ(writer.Close().message(), "The stream is closed.");
    });
    NativeStreamReader reader(cluster_, std::move(sink), window);
    for (int i = 0; i < 100; ++i) {
      absl::StatusOr<std::optional<StreamChunk>> chunk = reader.Read();
      ASSERT_TRUE(chunk.ok()) << chunk.status();
      ASSERT_TRUE(chunk->has_value());
      ASSERT_EQ((*chunk)->bytes().size(), 1000u);
      EXPECT_EQ((*chunk)->bytes()[999], i);
    }
    EXPECT_FALSE(reader.Read().value().has_value());
    EXPECT_FALSE(reader.Read().value().has_value());
    thread.join();
  }
}

TEST_F(NativeStreamTest, WaitsForDemand) {
  NativeStreamWriter writer(cluster_, std::move(first_));
  std::atomic<bool> has_written = false;
  std::thread thread([&] {
    EXPECT_TRUE(
        writer.WriteValue([](wire::Writer& value) { value.String("a"); }).ok());
    has_written = true;
    EXPECT_EQ(writer.WaitForDemand().code(), absl::StatusCode::kCancelled);
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_FALSE(has_written);
  NativeStreamReader reader(cluster_, std::move(second_));
  EXPECT_EQ((*reader.Read())->value().ToUtf8(), "a");
  EXPECT_TRUE(reader.Cancel("enough").ok());
  thread.join();
  EXPECT_THAT(std::string(writer.WaitForDemand().message()),
              HasSubstr("cancelled the stream: enough"));
  EXPECT_EQ(reader.Read().status().message(), "The stream was cancelled.");
}

TEST_F(NativeStreamTest, TellsOfFailures) {
  NativeStreamWriter writer(cluster_, std::move(first_));
  NativeStreamReader reader(cluster_, std::move(second_));
  EXPECT_TRUE(writer.Fail("no disk").ok());
  absl::Status status = reader.Read().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("aborted the stream: no disk"));
  EXPECT_EQ(writer.Write(ToBackingStore(std::vector<uint8_t>(1))).message(),
            "The stream was failed.");
}

TEST_F(NativeStreamTest, IsGoneWithTheOtherEnd) {
  NativeStreamReader reader(cluster_, std::move(second_));
  std::optional<NativeStreamWriter> writer(std::in_place, cluster_,
                                           std::move(first_));
  writer.reset();
  EXPECT_EQ(reader.Read().status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(NativeStreamTest, IsStoppedByAnotherThread) {
  NativeStreamWriter writer(cluster_, std::move(first_));
  std::thread thread([&] { writer.Stop(); });
  EXPECT_EQ(writer.WaitForDemand().code(),
            absl::StatusCode::kFailedPrecondition);
  thread.join();
}

TEST_F(NativeStreamTest, RefusesWhatAStrangerAsks) {
  const double kCredits[] = {-1,
                             0,
                             0.5,
                             1e308,
                             4294967297.0,
                             std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity()};
  for (double credits : kCredits) {
    auto [ours, theirs] = DetachedMessagePort::NewChannel();
    NativeStreamWriter writer(cluster_, std::move(ours));
    NativeMessagePort stranger(std::move(theirs));
    SendTyped(stranger, "pull",
              [&](wire::Writer& value) { value.Number(credits); });
    absl::Status status = writer.WaitForDemand();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << credits;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("a pull of no number"));
    // It is told, and hears nothing more.
    absl::StatusOr<SerializedValue> answer = stranger.Receive();
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(wire::Document::Open(answer->view())->root()["type"].ToUtf8(),
              "error");
    EXPECT_FALSE(stranger.Receive().ok());
  }
}

TEST_F(NativeStreamTest, RefusesGarbage) {
  void (*const kGarbage[])(wire::Writer&) = {
      [](wire::Writer& value) { value.Null(); },
      [](wire::Writer& value) { value.String("pull"); },
      [](wire::Writer& value) {
        value.BeginArray(0);
        value.EndArray();
      },
      [](wire::Writer& value) {
        value.BeginObject();
        value.Key("type");
        value.Number(1);
        value.EndObject();
      },
  };
  for (auto garbage : kGarbage) {
    for (bool to_writer : {true, false}) {
      auto [ours, theirs] = DetachedMessagePort::NewChannel();
      NativeMessagePort stranger(std::move(theirs));
      Send(stranger, garbage);
      absl::Status status;
      if (to_writer) {
        status = NativeStreamWriter(cluster_, std::move(ours)).WaitForDemand();
      } else {
        status = NativeStreamReader(cluster_, std::move(ours)).Read().status();
      }
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    }
  }
}

TEST_F(NativeStreamTest, EndsOnceWhereItIsClosedTwice) {
  NativeStreamReader reader(cluster_, std::move(second_));
  NativeMessagePort stranger(std::move(first_));
  for (int i = 0; i < 2; ++i) {
    SendTyped(stranger, "close",
              [](wire::Writer& value) { value.Undefined(); });
  }
  EXPECT_FALSE(reader.Read().value().has_value());
  EXPECT_FALSE(reader.Read().value().has_value());
}

}  // namespace
}  // namespace ferry
