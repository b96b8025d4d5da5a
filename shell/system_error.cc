#include "ferry/shell/system_error.h"

#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-object.h>

#include <cstring>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/shell/bindings.h"

namespace ferry::shell {

void ThrowSystemError(v8::Local<v8::Context> context, int error,
                      absl::string_view what, const std::string& path) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  // Isolates fail on several threads, where strerror is not safe.
  const char* description = strerrordesc_np(error);
  const char* code = strerrorname_np(error);
  if (description == nullptr) description = "Unknown error";
  v8::Local<v8::Object> exception =
      v8::Exception::Error(
          NewString(isolate,
                    absl::StrCat(what, " \"", path, "\": ", description, ".")))
          .As<v8::Object>();
  if (code != nullptr) {
    SetValue(context, exception, "code", NewString(isolate, code));
  }
  SetValue(context, exception, "path", NewString(isolate, path));
  isolate->ThrowException(exception);
}

}  // namespace ferry::shell
