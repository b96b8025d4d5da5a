// The test suite as an add-on of Node.js: the same tests, on the V8 and the
// platform of the process that loads it.

#include <node.h>

#include <string>
#include <vector>

#include "ferry/agent/strings.h"
#include "ferry/tests/support/platform.h"
#include "gtest/gtest.h"

namespace {

// run(argv): runs the tests as a program with these arguments would; returns
// its exit code. The arguments start the same process again where a death test
// asks for it.
void Run(const v8::FunctionCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Local<v8::Array> list = info[0].As<v8::Array>();
  static std::vector<std::string> strings;
  for (uint32_t i = 0; i < list->Length(); ++i) {
    strings.push_back(
        ferry::ToUtf8(isolate, list->Get(context, i).ToLocalChecked()));
  }
  std::vector<char*> argv;
  for (std::string& argument : strings) argv.push_back(argument.data());
  argv.push_back(nullptr);
  int argc = static_cast<int>(strings.size());
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  testing::InitGoogleTest(&argc, argv.data());
  ferry::testing_support::StartV8();
  info.GetReturnValue().Set(RUN_ALL_TESTS());
}

}  // namespace

NODE_MODULE_INIT(/*exports, module, context*/) {
  NODE_SET_METHOD(exports, "run", Run);
}
