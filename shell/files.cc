#include "ferry/shell/files.h"

#include <v8-debug.h>
#include <v8-function-callback.h>
#include <v8-message.h>
#include <v8-script.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/shell/bindings.h"

namespace ferry::shell {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

absl::string_view AsText(const std::vector<uint8_t>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Takes a function's first argument, which must be a path.
bool TakePath(const Info& info, absl::string_view function, std::string& path) {
  if (!info[0]->IsString()) {
    ThrowTypeError(info.GetIsolate(),
                   absl::StrCat(function, ": the path must be a string."));
    return false;
  }
  return ToText(info.GetIsolate(), info[0], path);
}

bool ReadOrThrow(v8::Isolate* isolate, absl::string_view function,
                 const std::string& path, std::vector<uint8_t>& bytes) {
  std::string problem;
  if (ReadFile(path, bytes, problem)) return true;
  ThrowError(isolate, absl::StrCat(function, ": cannot read \"", path,
                                   "\": ", problem, "."));
  return false;
}

void Load(const Info& info) {
  std::string path;
  if (!TakePath(info, "load", path)) return;
  v8::Local<v8::Value> result;
  if (LoadScript(Environment::From(info.GetIsolate()), "load", path)
          .ToLocal(&result)) {
    info.GetReturnValue().Set(result);
  }
}

void ReadFileFunction(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  const bool binary =
      info[1]->IsString() &&
      info[1].As<v8::String>()->StringEquals(NewString(isolate, "binary"));
  if (!binary && !info[1]->IsUndefined()) {
    return ThrowTypeError(
        isolate, "readFile: the second argument is \"binary\" or left out.");
  }
  std::string path;
  std::vector<uint8_t> bytes;
  if (!TakePath(info, "readFile", path) ||
      !ReadOrThrow(isolate, "readFile", path, bytes)) {
    return;
  }
  v8::Local<v8::Uint8Array> array;
  v8::Local<v8::String> string;
  if (binary) {
    if (NewUint8Array(isolate, bytes).ToLocal(&array)) {
      info.GetReturnValue().Set(array);
    }
  } else if (NewLongString(isolate, AsText(bytes)).ToLocal(&string)) {
    info.GetReturnValue().Set(string);
  }
}

bool WriteWhole(const std::string& path, absl::string_view bytes) {
  File file(std::fopen(path.c_str(), "wb"));
  if (file == nullptr) return false;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file.get()) != bytes.size()) {
    return false;
  }
  // A full disk may show only when the last bytes leave the buffer.
  return std::fclose(file.release()) == 0;
}

void WriteFileFunction(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  std::string path;
  if (!TakePath(info, "writeFile", path)) return;
  std::vector<uint8_t> bytes;
  if (info[1]->IsString()) {
    std::string text;
    if (!ToText(isolate, info[1], text)) return;
    bytes.assign(text.begin(), text.end());
  } else if (!CopyBytes(info[1], bytes)) {
    return ThrowTypeError(isolate,
                          "writeFile: the contents must be a string, an "
                          "ArrayBuffer or a view of one.");
  }
  std::string problem;
  if (!WriteFile(path, AsText(bytes), problem)) {
    ThrowError(isolate, absl::StrCat("writeFile: cannot write \"", path,
                                     "\": ", problem, "."));
  }
}

}  // namespace

bool WriteFile(const std::string& path, absl::string_view bytes,
               std::string& problem) {
  if (WriteWhole(path, bytes)) return true;
  problem = std::strerror(errno);
  return false;
}

bool ReadFile(const std::string& path, std::vector<uint8_t>& bytes,
              std::string& problem) {
  File file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) {
    problem = std::strerror(errno);
    return false;
  }
  uint8_t chunk[64 * 1024];
  size_t size;
  while ((size = std::fread(chunk, 1, sizeof(chunk), file.get())) > 0) {
    bytes.insert(bytes.end(), chunk, chunk + size);
  }
  if (std::ferror(file.get()) == 0) return true;
  problem = std::strerror(errno);
  return false;
}

std::string ResolveScript(v8::Isolate* isolate, absl::string_view path) {
  v8::Local<v8::String> name =
      v8::StackTrace::CurrentScriptNameOrSourceURL(isolate);
  std::string running;
  if (absl::StartsWith(path, "/") || name.IsEmpty() ||
      !ToText(isolate, name, running)) {
    return std::string(path);
  }
  // Up to the last slash, or nothing.
  return absl::StrCat(running.substr(0, running.rfind('/') + 1), path);
}

v8::MaybeLocal<v8::Value> LoadScript(Environment& environment,
                                     absl::string_view function,
                                     absl::string_view path) {
  const std::string resolved = ResolveScript(environment.isolate(), path);
  std::vector<uint8_t> bytes;
  if (!ReadOrThrow(environment.isolate(), function, resolved, bytes)) return {};
  return RunScript(environment, resolved, AsText(bytes));
}

v8::MaybeLocal<v8::Value> RunScript(Environment& environment,
                                    absl::string_view name,
                                    absl::string_view source) {
  v8::Isolate* isolate = environment.isolate();
  v8::Local<v8::Context> context = environment.context();
  v8::Local<v8::String> text;
  v8::Local<v8::Script> script;
  v8::ScriptOrigin origin(NewString(isolate, name));
  if (!NewLongString(isolate, source).ToLocal(&text) ||
      !v8::Script::Compile(context, text, &origin).ToLocal(&script)) {
    return {};
  }
  return script->Run(context);
}

void InstallFiles(Environment& environment) {
  v8::Local<v8::Context> context = environment.context();
  v8::Local<v8::Object> global = context->Global();
  SetFunction(context, global, "load", Load);
  SetFunction(context, global, "readFile", ReadFileFunction);
  SetFunction(context, global, "writeFile", WriteFileFunction);
}

}  // namespace ferry::shell
