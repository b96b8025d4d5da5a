#include "ferry/shell/uncaught_report.h"

#include <v8-exception.h>
#include <v8-primitive.h>

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/shell/bindings.h"
#include "ferry/shell/environment.h"

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

// Where it was thrown, as far as V8 knows.
void TakePlace(Environment& environment, v8::Local<v8::Message> message,
               UncaughtReport& report) {
  v8::Local<v8::Context> context = environment.context();
  ToText(environment.isolate(), message->Get(), report.message);
  v8::Local<v8::Value> name = message->GetScriptResourceName();
  if (!name->IsString() ||
      !ToText(environment.isolate(), name, report.filename)) {
    return;
  }
  report.line = message->GetLineNumber(context).FromMaybe(0);
  report.column = message->GetStartColumn(context).FromMaybe(0) + 1;
}

std::string DescribePlace(const UncaughtReport& report) {
  if (report.filename.empty()) return "";
  return absl::StrCat(report.filename, ":", report.line, ":", report.column,
                      ": ");
}

}  // namespace

UncaughtReport NewUncaughtReport(Environment& environment, UncaughtKind kind,
                                 v8::Local<v8::Value> error,
                                 v8::Local<v8::Message> message) {
  v8::HandleScope handles(environment.isolate());
  v8::TryCatch try_catch(environment.isolate());
  UncaughtReport report;
  std::string source_line;
  if (!message.IsEmpty()) {
    TakePlace(environment, message, report);
    source_line = DescribeSourceLine(environment, message);
  }
  // V8 has no text for these.
  std::string text;
  if (error->IsObject() &&
      DOMExceptionClass::Of(environment.agent())
          .HasInstance(error.As<v8::Object>()) &&
      ToText(environment.isolate(), error, text)) {
    report.message = absl::StrCat("Uncaught ", text);
  }
  report.text = absl::StrCat(DescribePlace(report),
                             kind == UncaughtKind::kRejection
                                 ? "Unhandled promise rejection\n"
                                 : "Uncaught exception\n",
                             source_line, environment.Inspect(error), "\n");
  // What cannot be cloned stays behind.
  MoveTo(StructuredSerialize(environment.agent(), environment.context(), error),
         report.error);
  return report;
}

void PrintUncaughtAndStop(Environment& environment, UncaughtReport report) {
  std::fflush(stdout);
  std::fwrite(report.text.data(), 1, report.text.size(), stderr);
  environment.Stop(1);
}

}  // namespace ferry::shell
