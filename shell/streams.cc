#include "ferry/shell/streams.h"

#include <v8-context.h>
#include <v8-exception.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-primitive.h>
#include <v8-script.h>

#include <cstdio>
#include <string>

#include "ferry/agent/strings.h"
#include "ferry/bindings/streams/streams.h"
#include "ferry/shell/bindings.h"
#include "ferry/shell/stream_members_source.h"

namespace ferry::shell {
namespace {

// Runs stream_members.js.
bool DefineMembers(v8::Isolate* isolate, v8::Local<v8::Context> context) {
  v8::ScriptCompiler::Source source(
      NewString(isolate, kStreamMembersSource),
      v8::ScriptOrigin(NewString(isolate, "shell:stream_members.js")));
  v8::Local<v8::Function> function;
  return v8::ScriptCompiler::CompileFunction(context, &source)
             .ToLocal(&function) &&
         !function->Call(context, v8::Undefined(isolate), 0, nullptr).IsEmpty();
}

}  // namespace

void InstallStreams(Environment& environment) {
  const StreamImplementation* streams = environment.options().streams;
  if (streams == nullptr) return;
  v8::Isolate* isolate = environment.isolate();
  v8::TryCatch try_catch(isolate);
  v8::Local<v8::String> source;
  if (NewLongString(isolate, streams->source).ToLocal(&source) &&
      ferry::InstallStreams(environment.agent(), environment.context(), source,
                            NewString(isolate, streams->path),
                            {.window = streams->window})
          .IsJust() &&
      DefineMembers(isolate, environment.context())) {
    return;
  }
  if (try_catch.HasTerminated()) return;
  std::string problem;
  if (!ToText(isolate, try_catch.Exception(), problem)) problem = "an error";
  std::fprintf(stderr, "shell: %s is no implementation of streams: %s.\n",
               streams->path.c_str(), problem.c_str());
}

}  // namespace ferry::shell
