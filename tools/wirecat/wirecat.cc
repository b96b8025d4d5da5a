// wirecat: looks into messages in V8's serialization format, without V8.

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ferry/wire/to_json.h"
#include "ferry/wire/transcode.h"
#include "ferry/wire/validate.h"
#include "tools/wirecat/hex_view.h"
#include "tools/wirecat/input.h"

ABSL_FLAG(std::string, form, "auto",
          "what wrote the bytes: auto, v8, or node (v8.serialize of Node.js)");
ABSL_FLAG(bool, strict, false,
          "refuse also what no writer makes, such as bytes after the value");
ABSL_FLAG(uint32_t, depth, 1000, "containers inside each other, at most");
ABSL_FLAG(uint32_t, wire_version, 15, "transcode: to this version, 13 to 16");
ABSL_FLAG(std::string, readable_by, "10.0",
          "transcode: the oldest V8 that is to read it, such as 12.4");
ABSL_FLAG(std::string, color, "auto",
          "inspect: always, never, or auto (on a terminal, unless NO_COLOR is "
          "set)");

namespace ferry::wirecat {
namespace {

constexpr char kUsage[] = R"(looks into messages in V8's serialization format

  wirecat inspect FILE...     each value: where it is, its bytes, what they mean
  wirecat tojson FILE...      the value as JSON (docs/wire_format.md has the $ names)
  wirecat validate FILE...    whether V8 can be given the bytes
  wirecat transcode FILE      the value for another V8, to standard output

FILE is what v8.serialize of Node.js, V8's ValueSerializer or ferry wrote (not
ferry's envelope around host objects); "-" or none is standard input. For example:

  node -e 'process.stdout.write(v8.serialize({when: new Date}))' | wirecat inspect

Exit status: 0, or 1 if a file cannot be read or is not valid, or 2 for a wrong
command line.

)";

// Two kinds of failure, for the exit status.
enum Exit { kFine = 0, kBadFile = 1, kBadUsage = 2 };

bool UseColor() {
  std::string color = absl::GetFlag(FLAGS_color);
  if (color != "auto") return color == "always";
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) && (no_color == nullptr || *no_color == '\0');
}

bool ParseRelease(const std::string& text, wire::V8Release& release) {
  std::vector<std::string> parts = absl::StrSplit(text, '.');
  uint32_t major;
  uint32_t minor;
  if (parts.size() != 2 || !absl::SimpleAtoi(parts[0], &major) ||
      !absl::SimpleAtoi(parts[1], &minor) || major > 999 || minor > 999) {
    return false;
  }
  release.major = static_cast<uint16_t>(major);
  release.minor = static_cast<uint16_t>(minor);
  return true;
}

absl::Status Print(absl::StatusOr<std::string> text) {
  if (!text.ok()) return text.status();
  std::printf("%s\n", text->c_str());
  return absl::OkStatus();
}

absl::Status Transcode(const wire::MessageView& message,
                       const wire::ReaderOptions& reader) {
  wire::WriterOptions writer;
  writer.version = absl::GetFlag(FLAGS_wire_version);
  writer.depth = reader.limits.depth;
  if (!ParseRelease(absl::GetFlag(FLAGS_readable_by), writer.readable_by)) {
    return absl::InvalidArgumentError(
        "--readable_by is a release of V8, such as 12.4.");
  }
  if (isatty(STDOUT_FILENO)) {
    return absl::InvalidArgumentError(
        "The result is bytes; send them to a file or a pipe.");
  }
  absl::StatusOr<std::vector<uint8_t>> bytes =
      wire::Transcode(message, writer, reader);
  if (!bytes.ok()) return bytes.status();
  std::fwrite(bytes->data(), 1, bytes->size(), stdout);
  return absl::OkStatus();
}

absl::Status RunOn(const std::string& command, const std::string& name,
                   const wire::MessageView& message) {
  wire::ReaderOptions options;
  options.limits.depth = absl::GetFlag(FLAGS_depth);
  if (absl::GetFlag(FLAGS_strict)) {
    options.mode = wire::ReaderOptions::Mode::kStrict;
  }
  absl::StatusOr<Form> form =
      FindForm(message, options, absl::GetFlag(FLAGS_form));
  if (!form.ok()) return form.status();
  options.host_records = form->host_records;
  if (command == "inspect") {
    return PrintHexView(message, options, UseColor(), stdout);
  }
  if (command == "tojson") {
    return Print(wire::ToJson(message, {}, options));
  }
  if (command == "transcode") return Transcode(message, options);
  absl::Status status = wire::Validate(message, options);
  if (status.ok()) {
    std::printf("%s: valid, written as by %s, %zu bytes\n", name.c_str(),
                form->name, message.bytes.size());
  }
  return status;
}

Exit RunOnFile(const std::string& command, const std::string& name) {
  absl::StatusOr<std::vector<uint8_t>> bytes = ReadFile(name);
  if (!bytes.ok()) {
    std::fprintf(stderr, "wirecat: %s\n",
                 std::string(bytes.status().message()).c_str());
    return kBadFile;
  }
  absl::Status status = RunOn(command, name, {.bytes = *bytes});
  std::fflush(stdout);
  if (status.ok()) return kFine;
  std::fprintf(stderr, "wirecat: %s: %s", name.c_str(),
               Explain(status, *bytes).c_str());
  return absl::IsInvalidArgument(status) ? kBadUsage : kBadFile;
}

int Main(std::vector<std::string> arguments) {
  static constexpr absl::string_view kCommands[] = {"inspect", "tojson",
                                                    "validate", "transcode"};
  std::string command = arguments.empty() ? "" : arguments.front();
  bool known = false;
  for (absl::string_view name : kCommands) known |= name == command;
  if (!known) {
    std::fprintf(stderr, "wirecat: %s\nTry wirecat --help.\n",
                 command.empty()
                     ? "which command?"
                     : absl::StrCat("no command \"", command, "\"").c_str());
    return kBadUsage;
  }
  arguments.erase(arguments.begin());
  if (arguments.empty()) arguments.push_back("-");
  if (command == "transcode" && arguments.size() > 1) {
    std::fprintf(stderr, "wirecat: transcode takes one file.\n");
    return kBadUsage;
  }
  int exit = kFine;
  for (const std::string& name : arguments) {
    if (arguments.size() > 1 && command != "validate") {
      std::printf("%s:\n", name.c_str());
    }
    exit = std::max<int>(exit, RunOnFile(command, name));
  }
  return exit;
}

}  // namespace
}  // namespace ferry::wirecat

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage(ferry::wirecat::kUsage);
  std::vector<char*> rest = absl::ParseCommandLine(argc, argv);
  return ferry::wirecat::Main({rest.begin() + 1, rest.end()});
}
