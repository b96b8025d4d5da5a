#include "ferry/delegates/internal/path_text.h"

#include <v8-isolate.h>
#include <v8-json.h>
#include <v8-primitive.h>

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"

namespace ferry::internal {
namespace {

// What a message shows of the start and of the end of a long path.
constexpr size_t kShownStart = 80;
constexpr size_t kShownEnd = 80;

// Names with other letters are quoted, which is right too.
bool IsIdentifier(absl::string_view name) {
  auto may_start = [](char c) {
    return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_' ||
           c == '$';
  };
  return !name.empty() && may_start(name[0]) &&
         std::all_of(name.begin(), name.end(), [&](char c) {
           return may_start(c) ||
                  absl::ascii_isdigit(static_cast<unsigned char>(c));
         });
}

bool IsContinuation(char byte) { return (byte & 0xc0) == 0x80; }

}  // namespace

void AppendProperty(v8::Local<v8::Context> context, v8::Local<v8::Value> key,
                    std::string& path) {
  std::string name;
  if (key->IsString()) name = ToUtf8(v8::Isolate::GetCurrent(), key);
  if (IsIdentifier(name)) {
    absl::StrAppend(&path, ".", name);
  } else {
    absl::StrAppend(&path, "[", LiteralOf(context, key), "]");
  }
}

std::string LiteralOf(v8::Local<v8::Context> context,
                      v8::Local<v8::Value> primitive) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  if (primitive->IsString()) {
    v8::Local<v8::String> quoted;
    return v8::JSON::Stringify(context, primitive).ToLocal(&quoted)
               ? ToUtf8(isolate, quoted)
               : std::string();
  }
  return absl::StrCat(ToUtf8(isolate, primitive),
                      primitive->IsBigInt() ? "n" : "");
}

std::string ShortenPath(absl::string_view path) {
  if (path.size() <= kShownStart + kShownEnd) return std::string(path);
  size_t start = kShownStart;
  size_t end = path.size() - kShownEnd;
  while (IsContinuation(path[start])) --start;
  while (IsContinuation(path[end])) ++end;
  return absl::StrCat(path.substr(0, start), "...", path.substr(end));
}

}  // namespace ferry::internal
