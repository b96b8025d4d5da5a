// Execution that is terminated at any moment of a clone: the process goes on,
// and so does the isolate.

#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <chrono>  // NOLINT(build/c++11)
#include <ostream>
#include <string>
#include <thread>  // NOLINT(build/c++11)

#include "absl/strings/str_cat.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

struct Operation {
  const char* name;
  const char* source;
};
void PrintTo(const Operation& operation, std::ostream* stream) {
  *stream << operation.name;
}

constexpr const char* kPrelude = R"js(
  class Marked {
    [kClone]() { return {data: {a: [1]}, deserializeInfo: 'test:Marked'}; }
    [kTransfer]() { return {data: {a: [1]}, deserializeInfo: 'test:Marked'}; }
    [kTransferAbort]() {}
    [kDeserialize](data) { this.data = data; }
  }
  registerClass('test:Marked', Marked);
  markClass(Marked, BOTH);
  const refused = () => {};
  const rows = Array.from({length: 50}, (_, i) => ({i, at: new Date(i)}));
)js";

constexpr Operation kOperations[] = {
    {"Clone", "structuredClone(rows)"},
    {"CloneOfMarked", "structuredClone([rows, new Marked, new Marked])"},
    {"CloneOfAnError", "structuredClone(new Error('m', {cause: rows}))"},
    {"CloneOfABuffer", "structuredClone([rows, new ArrayBuffer(1 << 16)])"},
    {"Refusal", "structuredClone([rows, refused])"},
    {"RefusalInMarked", "structuredClone([new Marked, rows, refused])"},
    {"Transfer",
     "const b = new ArrayBuffer(8); structuredClone([rows, b], [b])"},
    {"FailedTransfer",
     "const m = new Marked; structuredClone([m, refused], [m])"},
};

class TerminationTest : public V8Test,
                        public testing::WithParamInterface<Operation> {
 protected:
  TerminationTest() { Run(kPrelude); }

  Outcome<v8::Local<v8::Value>> RunTerminatedAfter(
      v8::Local<v8::Function> long_one, std::chrono::microseconds time) {
    std::thread terminator([&] {
      std::this_thread::sleep_for(time);
      isolate()->TerminateExecution();
    });
    Outcome<v8::Local<v8::Value>> outcome = Try([&] {
      return long_one->Call(source(), v8::Undefined(isolate()), 0, nullptr);
    });
    terminator.join();
    return outcome;
  }
};

TEST_P(TerminationTest, EndsTheOperationAndNothingElse) {
  v8::Local<v8::Function> long_one =
      Run(absl::StrCat("() => {"
                       "  for (const end = Date.now() + 10_000;"
                       "       Date.now() < end;) {"
                       "    try {",
                       GetParam().source, "} catch {} } }"))
          .As<v8::Function>();
  for (int round = 0; round < 50; ++round) {
    ASSERT_THAT(
        RunTerminatedAfter(long_one, std::chrono::microseconds(37 * round)),
        IsTerminated());
  }
  EXPECT_TRUE(Run("structuredClone([rows, new Marked])")->IsArray());
}

INSTANTIATE_TEST_SUITE_P(Operations, TerminationTest,
                         testing::ValuesIn(kOperations),
                         [](const testing::TestParamInfo<Operation>& info) {
                           return info.param.name;
                         });

}  // namespace
}  // namespace ferry::testing_support
