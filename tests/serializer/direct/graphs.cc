#include "ferry/tests/serializer/direct/graphs.h"

#include <v8-exception.h>
#include <v8-primitive.h>
#include <v8-script.h>
#include <v8-value.h>

#include "ferry/agent/strings.h"
#include "ferry/tests/serializer/direct/graph_script.h"
#include "ferry/tests/serializer/direct/two_ways.h"

namespace ferry::testing_support {

Graphs::Graphs(TestIsolate& local) : local_(local) {
  v8::Isolate* isolate = local.isolate();
  v8::Local<v8::Context> context = local.source();
  InstallTwoWays(local.agent(), context);
  local.target()->SetSecurityToken(context->GetSecurityToken());
  local.Set(context, "other", local.target()->Global());
  v8::ScriptCompiler::Source source(NewString(isolate, kGraphScript));
  difference_of_ = v8::ScriptCompiler::CompileFunction(context, &source)
                       .ToLocalChecked()
                       ->Call(context, v8::Undefined(isolate), 0, nullptr)
                       .ToLocalChecked()
                       .As<v8::Function>();
}

std::string Graphs::DifferenceOf(uint32_t seed) {
  v8::Isolate* isolate = local_.isolate();
  v8::HandleScope handles(isolate);
  v8::TryCatch try_catch(isolate);
  v8::Local<v8::Value> argument = v8::Integer::NewFromUnsigned(isolate, seed);
  v8::Local<v8::Value> difference;
  if (!difference_of_
           ->Call(local_.source(), v8::Undefined(isolate), 1, &argument)
           .ToLocal(&difference)) {
    return "The script threw " + ToUtf8(isolate, try_catch.Exception());
  }
  if (difference->IsUndefined()) return "";
  std::string result = ToUtf8(isolate, difference);
  if (result.empty()) ++walked_;
  return result;
}

}  // namespace ferry::testing_support
