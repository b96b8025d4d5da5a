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
#include "ferry/wire/internal/envelope.h"
#include "ferry/wire/reader.h"
#include "ferry/wire/to_json.h"
#include "ferry/wire/transcode.h"
#include "ferry/wire/validate.h"
#include "tools/wirecat/hex_view.h"
#include "tools/wirecat/idb/idb_folder.h"
#include "tools/wirecat/idb/idb_value.h"
#include "tools/wirecat/input.h"

ABSL_FLAG(std::string, form, "auto",
          "what wrote the bytes: v8, node (v8.serialize of Node.js), ferry (an "
          "envelope with host objects), blink (Chromium), or auto");
ABSL_FLAG(bool, strict, false,
          "refuse also what no writer makes, such as bytes after the value");
ABSL_FLAG(uint32_t, depth, ferry::wire::Limits().depth,
          "containers inside each other, at most");
ABSL_FLAG(
    uint64_t, bytes, uint64_t{1} << 30,
    "the size of a file, or of all files of a folder and what comes out of "
    "them, at most");
ABSL_FLAG(uint32_t, wire_version, 15, "transcode: to this version, 13 to 16");
ABSL_FLAG(std::string, readable_by, "10.0",
          "transcode: the oldest V8 that is to read it, such as 12.4");
ABSL_FLAG(std::string, color, "auto",
          "inspect: always, never, or auto (on a terminal, unless NO_COLOR is "
          "set)");

namespace ferry::wirecat {
namespace {

constexpr char kUsage[] = R"(looks into messages in V8's serialization format

  wirecat inspect FILE...    a line for each key, value and end: its offset, its first
                             bytes, its tag as a character, and what it means
  wirecat tojson FILE...     the value as JSON; what JSON has not is {"$date":0} and
                             the like (docs/wire_format.md lists them)
  wirecat validate FILE...   whether V8 can be given the bytes, and who wrote them
  wirecat transcode FILE     the value for another V8, to standard output
  wirecat idb FOLDER...      what is in a folder of Chromium's IndexedDB, which is only
                             read: a line of JSON for each database, store, index,
                             record and entry of an index

FILE is what v8.serialize of Node.js, V8's ValueSerializer, Chromium or ferry's ToBytes
wrote; "-" or none is standard input. For example:

  node -e 'process.stdout.write(v8.serialize({when: new Date}))' | wirecat inspect
  wirecat transcode --readable_by=10.0 new.bin > old.bin

#3 is an object's number: a reference to #3 is the same object again.

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

// An envelope stays around the value.
absl::Status Transcode(const Input& input) {
  wire::WriterOptions writer;
  writer.version = absl::GetFlag(FLAGS_wire_version);
  writer.depth = input.options.limits.depth;
  if (!ParseRelease(absl::GetFlag(FLAGS_readable_by), writer.readable_by)) {
    return absl::InvalidArgumentError(
        "--readable_by is a release of V8, such as 12.4.");
  }
  if (isatty(STDOUT_FILENO)) {
    return absl::InvalidArgumentError(
        "The result is bytes; send them to a file or a pipe.");
  }
  absl::StatusOr<std::vector<uint8_t>> bytes =
      wire::Transcode(input.message, writer, input.options);
  if (!bytes.ok()) return bytes.status();
  if (input.offset != 0) {
    wire::Envelope envelope = input.envelope;
    envelope.value = *bytes;
    bytes = wire::WriteEnvelope(envelope);
  }
  std::fwrite(bytes->data(), 1, bytes->size(), stdout);
  return absl::OkStatus();
}

absl::Status Validate(const Input& input, const std::string& name,
                      size_t size) {
  absl::Status status = wire::Validate(input.message, input.options);
  if (!status.ok()) return status;
  std::string form = input.form;
  if (input.blink) absl::StrAppend(&form, " version ", input.blink->version);
  std::printf("%s: valid, written as by %s, wire version %u, %zu bytes\n",
              Shown(name).c_str(), form.c_str(),
              wire::Reader(input.message, input.options).version(), size);
  return status;
}

absl::Status RunOn(const std::string& command, const std::string& name,
                   const Input& input, size_t size) {
  if (command == "inspect") return PrintHexView(input, UseColor(), stdout);
  if (command == "tojson") {
    return Print(wire::ToJson(input.message, {}, input.options));
  }
  if (command == "transcode") return Transcode(input);
  return Validate(input, name, size);
}

wire::ReaderOptions OptionsOfFlags() {
  wire::ReaderOptions options;
  options.limits.depth = absl::GetFlag(FLAGS_depth);
  options.limits.bytes = absl::GetFlag(FLAGS_bytes);
  if (absl::GetFlag(FLAGS_strict)) {
    options.mode = wire::ReaderOptions::Mode::kStrict;
  }
  return options;
}

Exit Fail(const std::string& name, const std::string& text, Exit exit) {
  std::fflush(stdout);
  std::fprintf(stderr, "wirecat: %s: %s", Shown(name).c_str(), text.c_str());
  return exit;
}

// Takes away what IndexedDB puts around a value.
absl::Status RemovePrefix(std::vector<uint8_t>& bytes, uint64_t max_size) {
  absl::string_view value =
      ValueInside({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (value.empty() || absl::GetFlag(FLAGS_form) != "auto") {
    return absl::OkStatus();
  }
  absl::StatusOr<std::string> message =
      Unwrap(value, max_size, [](uint64_t) -> absl::StatusOr<std::string> {
        return absl::UnimplementedError(
            "the value was moved to a Blob; wirecat idb finds it");
      });
  if (!message.ok()) return message.status();
  bytes.assign(message->begin(), message->end());
  return absl::OkStatus();
}

Exit RunOnFile(const std::string& command, const std::string& name) {
  const wire::ReaderOptions options = OptionsOfFlags();
  absl::StatusOr<std::vector<uint8_t>> bytes =
      ReadFile(name, options.limits.bytes);
  absl::Status read = bytes.status();
  if (read.ok()) read = RemovePrefix(*bytes, options.limits.bytes);
  if (!read.ok()) {
    return Fail(name, absl::StrCat(read.message(), "\n"), kBadFile);
  }
  absl::Span<const uint8_t> message = *bytes;
  size_t offset = 0;
  absl::StatusOr<Input> input =
      Recognize(*bytes, options, absl::GetFlag(FLAGS_form));
  absl::Status status = input.status();
  if (input.ok()) {
    message = input->message.bytes;
    offset = input->offset;
    status = RunOn(command, name, *input, bytes->size());
  }
  if (status.ok()) return kFine;
  return Fail(name, Explain(status, message, offset),
              absl::IsInvalidArgument(status) ? kBadUsage : kBadFile);
}

Exit RunOnFolder(const std::string& name) {
  const wire::ReaderOptions options = OptionsOfFlags();
  IdbOutput output(stdout, options);
  absl::Status status = PrintIndexedDb(name, options.limits, output);
  if (!status.ok()) {
    return Fail(name, absl::StrCat(status.message(), "\n"), kBadFile);
  }
  if (output.failures() == 0) return kFine;
  return Fail(name,
              absl::StrCat(output.failures(), " values cannot be read.\n"),
              kBadFile);
}

// A full disk must not pass for success.
Exit FinishOutput() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return kFine;
  return Fail("standard output", "cannot be written.\n", kBadFile);
}

int Main(std::vector<std::string> arguments) {
  static constexpr absl::string_view kCommands[] = {
      "inspect", "tojson", "validate", "transcode", "idb"};
  std::string command = arguments.empty() ? "" : arguments.front();
  bool known = false;
  for (absl::string_view name : kCommands) known |= name == command;
  if (!known) {
    std::fprintf(
        stderr, "wirecat: %s\nTry wirecat --help.\n",
        command.empty()
            ? "which command?"
            : absl::StrCat("no command \"", Shown(command), "\"").c_str());
    return kBadUsage;
  }
  arguments.erase(arguments.begin());
  if (command == "idb" && arguments.empty()) {
    std::fprintf(stderr, "wirecat: idb takes a folder.\n");
    return kBadUsage;
  }
  if (arguments.empty()) arguments.push_back("-");
  if (command == "transcode" && arguments.size() > 1) {
    std::fprintf(stderr, "wirecat: transcode takes one file.\n");
    return kBadUsage;
  }
  int exit = kFine;
  for (const std::string& name : arguments) {
    if (command == "idb") {
      exit = std::max<int>(exit, RunOnFolder(name));
      continue;
    }
    if (arguments.size() > 1 && command != "validate") {
      std::printf("%s:\n", Shown(name).c_str());
    }
    exit = std::max<int>(exit, RunOnFile(command, name));
  }
  return std::max<int>(exit, FinishOutput());
}

}  // namespace
}  // namespace ferry::wirecat

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage(ferry::wirecat::kUsage);
  std::vector<char*> rest = absl::ParseCommandLine(argc, argv);
  return ferry::wirecat::Main({rest.begin() + 1, rest.end()});
}
