// The examples of docs/native_threads.md, run. native_threads_snippets_test
// checks that each of them stands here word for word.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <v8-local-handle.h>
#include <v8-object.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/messaging.h"
#include "ferry/messaging/native_message_port.h"
#include "ferry/serializer/backing_store.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/wire/copier.h"
#include "ferry/wire/document.h"
#include "ferry/wire/writer.h"

namespace {

// Runs on a thread of its own, with one end of a channel.
void AnswerSums(ferry::DetachedMessagePort end,
                std::shared_ptr<const ferry::AgentCluster> cluster) {
  ferry::NativeMessagePort port(std::move(end));
  for (;;) {
    absl::StatusOr<ferry::SerializedValue> message = port.Receive();
    if (!message.ok()) return;  // the other end was closed
    absl::StatusOr<ferry::wire::Document> document =
        ferry::wire::Document::Open(message->view());
    if (!document.ok()) continue;
    double sum = 0;
    for (const ferry::wire::Value& score :
         document->root()["rows"].column("score")) {
      sum += score.number().value_or(0);
    }
    ferry::wire::Writer writer;
    writer.BeginObject();
    writer.Key("sum");
    writer.Number(sum);
    writer.EndObject();
    absl::StatusOr<ferry::SerializedValue> answer =
        ferry::SerializedValue::FromWriter(cluster, std::move(writer));
    if (answer.ok()) port.Post(*std::move(answer)).IgnoreError();
  }
}

absl::Status Brighten(ferry::SerializedValue& image) {
  absl::StatusOr<ferry::wire::Document> document =
      ferry::wire::Document::Open(image.view());
  if (!document.ok()) return document.status();
  absl::StatusOr<absl::Span<uint8_t>> pixels =
      image.WritableSpan<uint8_t>(document->root()["pixels"]);
  if (!pixels.ok()) return pixels.status();
  for (uint8_t& pixel : *pixels) pixel |= 0x0f;
  return absl::OkStatus();
}

absl::StatusOr<ferry::SerializedValue> ColumnMessage(
    std::shared_ptr<const ferry::AgentCluster> cluster,
    std::vector<double> column) {
  const size_t byte_length = column.size() * sizeof(double);
  ferry::MessageParts parts;
  parts.array_buffers.push_back(ferry::ToBackingStore(std::move(column)));
  ferry::wire::Writer writer;
  writer.TransferredArrayBuffer(0);
  writer.View(ferry::wire::ViewType::kFloat64, {.byte_length = byte_length});
  return ferry::SerializedValue::FromWriter(
      std::move(cluster), std::move(writer), std::move(parts));
}

absl::StatusOr<ferry::SerializedValue> Rename(
    std::shared_ptr<const ferry::AgentCluster> cluster,
    ferry::SerializedValue value, absl::string_view name) {
  ferry::wire::Writer writer;
  {
    absl::StatusOr<ferry::wire::Document> document =
        ferry::wire::Document::Open(value.view());
    if (!document.ok()) return document.status();
    ferry::wire::Copier copier(*document, writer);
    copier.Replace(document->root()["name"],
                   [&](ferry::wire::Writer& w) { w.String(name); });
    absl::Status status = copier.CopyAll();
    if (!status.ok()) return status;
  }
  return ferry::SerializedValue::FromWriter(
      std::move(cluster), std::move(writer), std::move(value).TakeParts());
}

// Keeps what comes, as JSON.
class Answers final : public ferry::MessageObserver {
 public:
  void OnMessage(v8::Local<v8::Context> context, v8::Local<v8::Object>,
                 const ferry::ReceivedMessage& message) override {
    answers.push_back(ferry::testing_support::TreeOf(message.value));
  }
  void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                      v8::Local<v8::Value>) override {
    ADD_FAILURE();
  }
  void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object>) override {}

  std::vector<std::string> answers;
};

using ferry::testing_support::EvaluatesTo;
using ferry::testing_support::Outcome;
using ferry::testing_support::Returns;
using ferry::testing_support::TreeOfScript;

using NativeThreadsTest = ferry::testing_support::V8Test;

void SumRows(ferry::testing_support::TestIsolate& local,
             v8::Local<v8::Value> rows, std::vector<std::string>& answers) {
  ferry::Agent& agent = local.agent();
  v8::Local<v8::Context> context = local.source();
  auto [ours, theirs] = ferry::DetachedMessagePort::NewChannel();
  std::thread worker(AnswerSums, std::move(theirs), agent.cluster());
  v8::Local<v8::Object> port;
  if (!ferry::MessagePort::New(agent, context, std::move(ours))
           .ToLocal(&port)) {
    return;  // an exception is pending
  }

  Answers observer;
  ferry::MessagePort* shown = ferry::MessagePort::From(agent, port);
  shown->set_observer(&observer);
  shown->Start();
  ASSERT_TRUE(shown->PostMessage(context, rows, {}).IsJust());
  while (observer.answers.empty()) local.RunTasks();
  shown->Close();
  worker.join();
  answers = observer.answers;
}

TEST_F(NativeThreadsTest, SumsAColumn) {
  std::vector<std::string> answers;
  SumRows(local(),
          Run("({rows: Array.from({length: 10000}, (_, i) =>"
              "  ({id: i, name: `row ${i}`, score: i / 4, active: true}))})"),
          answers);
  EXPECT_THAT(answers, testing::ElementsAre(TreeOfScript("({sum: 12498750})")));
}

TEST_F(NativeThreadsTest, WritesInPlace) {
  Outcome<ferry::SerializedValue> image =
      Serialize(Run("({pixels: new Uint8Array([0, 16])})"));
  EXPECT_TRUE(Brighten(*image.value).ok());
  EXPECT_THAT(Deserialize(*image.value),
              Returns(EvaluatesTo("({pixels: new Uint8Array([15, 31])})")));
}

TEST_F(NativeThreadsTest, HandsAColumnOver) {
  absl::StatusOr<ferry::SerializedValue> message =
      ColumnMessage(cluster(), {0.5, 2});
  ASSERT_TRUE(message.ok()) << message.status();
  EXPECT_THAT(Deserialize(*message),
              Returns(EvaluatesTo("new Float64Array([0.5, 2])")));
}

TEST_F(NativeThreadsTest, RenamesAValue) {
  Outcome<ferry::SerializedValue> value =
      Serialize(Run("const o = {name: 'a', rows: [1]}; o.self = o; o"));
  absl::StatusOr<ferry::SerializedValue> renamed =
      Rename(cluster(), *std::move(value.value), "new");
  ASSERT_TRUE(renamed.ok()) << renamed.status();
  EXPECT_THAT(Deserialize(*renamed),
              Returns(EvaluatesTo(
                  "const p = {name: 'new', rows: [1]}; p.self = p; p")));
}

}  // namespace
