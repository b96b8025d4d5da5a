#include "ferry/tests/bindings/streams/streams_test.h"

#include <v8-context.h>
#include <v8-promise.h>
#include <v8-value.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/outcome.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

constexpr char kPath[] =
    "/usr/share/nodejs/web-streams-polyfill/dist/ponyfill.es2018.js";

}  // namespace

void StreamsTest::InstallStreams(const StreamOptions& options) {
  std::ifstream file(kPath);
  std::stringstream text;
  text << file.rdbuf();
  if (text.str().empty()) GTEST_SKIP() << kPath << " is not installed";
  for (v8::Local<v8::Context> realm : {source(), target()}) {
    ASSERT_TRUE(ferry::InstallStreams(agent(), realm,
                                      NewString(isolate(), text.str()),
                                      NewString(isolate(), "streams"), options)
                    .IsJust());
  }
}

std::string StreamsTest::Settle(absl::string_view script) {
  Set("settled", v8::Undefined(isolate()));
  Run(absl::StrCat("Promise.resolve((async () => { ", script,
                   " })()).then((value) => { settled = String(value); }, "
                   "(reason) => { settled = 'rejected: ' + reason; })"));
  for (int i = 0; i < 100 && Run("settled")->IsUndefined(); ++i) {
    isolate()->PerformMicrotaskCheckpoint();
    RunTasks();
  }
  return ToText(Run("settled"));
}

void StreamsTest::Move(absl::string_view text) {
  v8::Local<v8::Object> list[] = {RunObject(text)};
  Outcome<v8::Local<v8::Value>> moved = Clone(list[0], list);
  ASSERT_TRUE(moved.value.has_value());
  Set("moved", *moved.value);
  SetInTarget("moved", *moved.value);
}

void StreamsTest::MoveBack() {
  v8::Local<v8::Object> list[] = {RunInTarget("moved").As<v8::Object>()};
  CloneOptions options;
  options.transfer = list;
  Set("again",
      StructuredClone(agent(), source(), list[0], options).ToLocalChecked());
}

}  // namespace ferry::testing_support
