#include "ferry/examples/shell/report.h"

#include <v8-exception.h>
#include <v8-primitive.h>

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/examples/shell/bindings.h"

namespace ferry::shell {
namespace {

// Longer source lines are those of generated code, where a caret helps nobody.
constexpr int kMaxSourceLine = 200;

// The line and a caret under the place, or nothing.
std::string DescribeSourceLine(Environment& environment,
                               v8::Local<v8::Message> message) {
  v8::Isolate* isolate = environment.isolate();
  v8::Local<v8::Context> context = environment.context();
  v8::Local<v8::String> line;
  if (!message->GetSourceLine(context).ToLocal(&line) || line->Length() == 0 ||
      line->Length() > kMaxSourceLine) {
    return "";
  }
  const int start = std::clamp(message->GetStartColumn(context).FromMaybe(0), 0,
                               line->Length());
  const int end = std::clamp(message->GetEndColumn(context).FromMaybe(0),
                             start + 1, std::max(line->Length(), start + 1));
  std::string text;
  if (!ToText(isolate, line, text)) return "";
  // Tabs stay tabs, so that the caret stands where the terminal puts them.
  std::string space;
  v8::String::Value units(isolate, line);
  for (int i = 0; i < start; ++i) {
    space.push_back((*units)[i] == '\t' ? '\t' : ' ');
  }
  return absl::StrCat(text, "\n", space, std::string(end - start, '^'), "\n");
}

std::string DescribePlace(Environment& environment,
                          v8::Local<v8::Message> message) {
  v8::Local<v8::Value> name = message->GetScriptResourceName();
  std::string file;
  if (!name->IsString() || !ToText(environment.isolate(), name, file)) {
    return "";
  }
  v8::Local<v8::Context> context = environment.context();
  return absl::StrCat(file, ":", message->GetLineNumber(context).FromMaybe(0),
                      ":", message->GetStartColumn(context).FromMaybe(0) + 1,
                      ": ");
}

}  // namespace

std::string DescribeUncaught(Environment& environment, UncaughtKind kind,
                             v8::Local<v8::Value> error,
                             v8::Local<v8::Message> message) {
  v8::Isolate* isolate = environment.isolate();
  v8::HandleScope handles(isolate);
  v8::TryCatch try_catch(isolate);
  const absl::string_view title = kind == UncaughtKind::kRejection
                                      ? "Unhandled promise rejection\n"
                                      : "Uncaught exception\n";
  std::string place;
  std::string source_line;
  if (!message.IsEmpty()) {
    place = DescribePlace(environment, message);
    source_line = DescribeSourceLine(environment, message);
  }
  return absl::StrCat(place, title, source_line, environment.Inspect(error),
                      "\n");
}

void PrintUncaughtAndStop(Environment& environment, UncaughtKind kind,
                          v8::Local<v8::Value> error,
                          v8::Local<v8::Message> message) {
  const std::string text = DescribeUncaught(environment, kind, error, message);
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
  environment.Stop(1);
}

}  // namespace ferry::shell
