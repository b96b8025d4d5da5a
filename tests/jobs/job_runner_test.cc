#include "ferry/jobs/job_runner.h"

#include <v8-function.h>
#include <v8-promise.h>

#include <future>  // NOLINT(build/c++11)
#include <memory>
#include <optional>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"
#include "ferry/jobs/job.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/wire/document.h"
#include "ferry/wire/writer.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing_support::V8Test;

// The length of the array that is the input.
absl::StatusOr<SerializedValue> Count(SerializedValue input,
                                      JobContext& context) {
  absl::StatusOr<wire::Document> document = wire::Document::Open(input.view());
  if (!document.ok()) return document.status();
  if (!document->root().is_array()) {
    return absl::InvalidArgumentError("Count: the input is not an array.");
  }
  wire::Writer answer;
  answer.Number(document->root().size());
  return SerializedValue::FromWriter(context.cluster(), std::move(answer));
}

class JobRunnerTest : public V8Test {
 protected:
  JobRunnerTest() : runner_(std::in_place, agent()) {}

  // The promise is `promise` to scripts, and what comes of it `outcome`.
  uint32_t Start(Job job, absl::string_view input,
                 v8::Local<v8::Function> on_progress = {}) {
    std::optional<JobRunner::Started> started =
        runner_->Start(source(), std::move(job),
                       std::move(*Serialize(Run(input)).value), on_progress);
    Set("promise", started->promise);
    Run("outcome = undefined;"
        "promise.then((value) => outcome = value, (error) => outcome = error)");
    return started->id;
  }

  // Runs tasks until the loop has nothing to wait for.
  void RunToTheEnd() {
    while (local().event_loop().is_alive()) {
      local().RunTasks();
      std::this_thread::yield();
    }
  }
  std::string Result() { return Text("String(outcome)"); }
  std::string Text(absl::string_view script) {
    return ToUtf8(isolate(), Run(script));
  }

  std::optional<JobRunner> runner_;
};

TEST_F(JobRunnerTest, AnswersOnAnotherThread) {
  std::thread::id thread;
  Start(
      [&](SerializedValue input, JobContext& context) {
        thread = std::this_thread::get_id();
        return Count(std::move(input), context);
      },
      "[1, 2, 3]");
  RunToTheEnd();
  EXPECT_EQ(Result(), "3");
  EXPECT_NE(thread, std::this_thread::get_id());
}

TEST_F(JobRunnerTest, RejectsWithTheError) {
  Start(Count, "1");
  RunToTheEnd();
  EXPECT_EQ(Result(), "TypeError: Count: the input is not an array.");
  Start(
      [](SerializedValue, JobContext&) { return absl::DataLossError("gone"); },
      "1");
  RunToTheEnd();
  EXPECT_EQ(Result(), "Error: gone");
}

TEST_F(JobRunnerTest, TellsOfProgressUntilTheEnd) {
  Run("heard = []; listen = (done) => heard.push(done);");
  std::promise<void> is_heard;
  Start(
      [&](SerializedValue input, JobContext& context) {
        context.Report(0.25);
        context.Report(0.5);
        is_heard.get_future().wait();
        return Count(std::move(input), context);
      },
      "[]", Run("listen").As<v8::Function>());
  while (Text("String(heard.length > 0)") != "true") local().RunTasks();
  is_heard.set_value();
  RunToTheEnd();
  EXPECT_EQ(Text("String(heard.at(-1))"), "0.5");
  EXPECT_EQ(Result(), "0");
}

TEST_F(JobRunnerTest, RejectsAtOnceWhenItIsCancelled) {
  std::promise<void> began;
  std::promise<void> is_cancelled;
  const uint32_t id = Start(
      [&](SerializedValue, JobContext& context) {
        began.set_value();
        while (!context.is_cancelled()) std::this_thread::yield();
        is_cancelled.set_value();
        return absl::CancelledError();
      },
      "1");
  began.get_future().wait();
  runner_->Cancel(source(), id, Run("'reason'"));
  // Nobody waits any more.
  EXPECT_FALSE(local().event_loop().is_alive());
  local().RunTasks();
  EXPECT_EQ(Result(), "reason");
  is_cancelled.get_future().wait();
  runner_->Cancel(source(), id, Run("'again'"));
  // Its thread is done with what lies on this stack.
  runner_.reset();
}

// As where the environment of an add-on ends.
TEST_F(JobRunnerTest, EndsWhileJobsRun) {
  auto held = std::make_shared<int>(0);
  std::promise<void> began;
  Start(
      [&began, held](SerializedValue, JobContext& context) {
        began.set_value();
        while (!context.is_cancelled()) std::this_thread::yield();
        context.Report(1);
        return absl::CancelledError();
      },
      "1");
  for (int i = 0; i < 100; ++i) {
    runner_->Start(source(),
                   [held](SerializedValue input, JobContext& context) {
                     return Count(std::move(input), context);
                   },
                   std::move(*Serialize(Run("[]")).value), {});
  }
  began.get_future().wait();
  // The last runner waits for what runs.
  runner_.reset();
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_FALSE(local().event_loop().is_alive());
  // Answers that were posted before find nobody.
  local().RunTasks();
  EXPECT_EQ(JobRunner::alive(), 0);
  EXPECT_EQ(Result(), "undefined");
}

}  // namespace
}  // namespace ferry
