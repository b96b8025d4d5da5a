#ifndef FERRY_SHELL_FILES_H_
#define FERRY_SHELL_FILES_H_

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-value.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ferry/shell/environment.h"

namespace ferry::shell {

// Reads a whole file; false, with errno's text in `problem`, where it cannot.
bool ReadFile(const std::string& path, std::vector<uint8_t>& bytes,
              std::string& problem);

// Writes a whole file, as ReadFile reads it.
bool WriteFile(const std::string& path, absl::string_view bytes,
               std::string& problem);

// Compiles `source` and runs it; what its last expression gives. Empty if and
// only if an exception is pending or execution is terminating.
v8::MaybeLocal<v8::Value> RunScript(Environment& environment,
                                    absl::string_view name,
                                    absl::string_view source);

// Where a script at `path` is: relative paths begin in the folder of the script
// that is running.
std::string ResolveScript(v8::Isolate* isolate, absl::string_view path);

// Reads and runs the script at `path`. `function` begins the message of an
// error.
v8::MaybeLocal<v8::Value> LoadScript(Environment& environment,
                                     absl::string_view function,
                                     absl::string_view path);

// load, readFile, writeFile.
void InstallFiles(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_FILES_H_
