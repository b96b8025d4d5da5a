// ferry's shell: a small program that embeds V8 and ferry, and runs a script.

#include <unistd.h>
#include <v8-initialization.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "ferry/messaging/broadcast_channel.h"
#include "ferry/shell/activity.h"
#include "ferry/shell/blob.h"
#include "ferry/shell/environment.h"
#include "ferry/shell/files.h"
#include "ferry/shell/globals.h"
#include "ferry/shell/isolate_holder.h"
#include "ferry/shell/streams.h"
#include "ferry/shell/trace_file.h"
#include "ferry/shell/uncaught_report.h"
#include "ferry/shell/v8_platform.h"
#include "ferry/transfer/agent_cluster.h"

namespace ferry::shell {
namespace {

constexpr char kUsage[] =
    R"(Usage: shell [options] script.js [argument...]

Runs a script with structuredClone, timers, console and the object `ferry`.
The arguments are the script's, in the array scriptArgs.

Options:
  --help               show this text
  --expose-gc          give scripts the function gc()
  --trace=FILE         write a timeline of clones and messages, for about:tracing
                       and ui.perfetto.dev
  --v8-options=OPTIONS options of V8, such as --v8-options="--stack-size=500"
  --streams=FILE       an implementation of streams, as dist/ponyfill.js of
                       web-streams-polyfill; without it that of Debian's package
                       node-fetch, where it is installed
  --stream-window=N    how many chunks may be under way to a received stream

Functions for scripts:
  console.log, print              show values
  readFile, writeFile, load       files; readFile(path, 'binary') gives bytes
  openFile(path, mode)            a FileHandle: read, readText, write, stat,
                                  close, fd; it can be transferred
  Blob                            as in browsers: size, type, slice, text,
                                  arrayBuffer, bytes; it can be cloned
  setTimeout, setInterval         and clearTimeout, clearInterval
  structuredClone, MessageChannel, MessagePort, BroadcastChannel, MessageEvent,
  Event, CustomEvent, EventTarget, ErrorEvent, DOMException, QuotaExceededError,
  AbortController, AbortSignal, performance.now, queueMicrotask, reportError
                                  as in browsers
  ReadableStream, WritableStream, TransformStream
                                  the same; they can be transferred
  Worker(path, options)           a script on a thread of its own: postMessage,
                                  terminate, onmessage, onerror; options are
                                  workerData, transferList, and eval: true where
                                  the script itself is given and no path
  quit(code)                      end the program
  ferry.serialize, ferry.deserialize                values to bytes and back
  ferry.markClass, ferry.markTransferMode           host objects
  ferry.markAsUncloneable, ferry.markAsUntransferable
  ferry.receiveMessageOnPort, ferry.queueOf, ferry.setQueueLimits, ferry.ref,
  ferry.unref                                       ports
  ferry.registerClass, ferry.kClone, ferry.kTransfer, ferry.kTransferList,
  ferry.kTransferAbort, ferry.kTransferCommit, ferry.kDeserialize
)";

struct CommandLine {
  bool help = false;
  std::string trace;
  std::string v8_options;
  // Empty for the default.
  std::string streams;
  int stream_window = 1;
  std::string script;
  std::vector<std::string> script_args;
};

// False, with a message on stderr, where an option is unknown. What follows the
// script's name is the script's.
bool ParseCommandLine(int argc, char** argv, CommandLine& line) {
  constexpr absl::string_view kTrace = "--trace=";
  constexpr absl::string_view kV8Options = "--v8-options=";
  constexpr absl::string_view kStreams = "--streams=";
  constexpr absl::string_view kStreamWindow = "--stream-window=";
  int i = 1;
  for (; i < argc && argv[i][0] == '-'; ++i) {
    const absl::string_view argument = argv[i];
    if (argument == "--") {
      ++i;
      break;
    }
    if (argument == "--help") {
      line.help = true;
    } else if (argument == "--expose-gc") {
      line.v8_options += " --expose-gc";
    } else if (argument.substr(0, kTrace.size()) == kTrace) {
      line.trace = argument.substr(kTrace.size());
    } else if (argument.substr(0, kV8Options.size()) == kV8Options) {
      line.v8_options += ' ';
      line.v8_options += argument.substr(kV8Options.size());
    } else if (argument.substr(0, kStreams.size()) == kStreams) {
      line.streams = argument.substr(kStreams.size());
    } else if (argument.substr(0, kStreamWindow.size()) == kStreamWindow) {
      if (!absl::SimpleAtoi(argument.substr(kStreamWindow.size()),
                            &line.stream_window) ||
          line.stream_window < 1) {
        std::fprintf(stderr, "shell: %s is no window of 1 chunk or more.\n",
                     argv[i]);
        return false;
      }
    } else {
      std::fprintf(stderr, "shell: unknown option %s; --help lists them.\n",
                   argv[i]);
      return false;
    }
  }
  if (i < argc) line.script = argv[i++];
  for (; i < argc; ++i) line.script_args.emplace_back(argv[i]);
  return true;
}

// `bazel run` starts programs in a folder of its own; relative paths mean the
// folder that the user stands in.
bool EnterWorkingDirectory() {
  const char* directory = std::getenv("BUILD_WORKING_DIRECTORY");
  if (directory == nullptr || chdir(directory) == 0) return true;
  std::fprintf(stderr, "shell: cannot enter %s: %s.\n", directory,
               std::strerror(errno));
  return false;
}

// Null where there is none; false, with a message on stderr, where the one that
// was asked for cannot be read.
bool ReadStreams(const CommandLine& line,
                 std::unique_ptr<StreamImplementation>& streams) {
  const bool is_default = line.streams.empty();
  std::string path = is_default ? kDefaultStreams : line.streams;
  std::vector<uint8_t> source;
  std::string problem;
  if (ReadFile(path, source, problem)) {
    streams = std::make_unique<StreamImplementation>(
        StreamImplementation{.path = std::move(path),
                             .source = {source.begin(), source.end()},
                             .window = line.stream_window});
    return true;
  }
  if (is_default) return true;
  std::fprintf(stderr, "shell: cannot read %s: %s.\n", path.c_str(),
               problem.c_str());
  return false;
}

// `trace_hook` is null for none.
int RunMain(const CommandLine& line, absl::string_view source,
            TraceHook* trace_hook) {
  V8Platform platform;
  IsolateHolder holder(platform.get());
  v8::Isolate::Scope isolate_scope(holder.get());
  v8::HandleScope handles(holder.get());
  absl::StatusOr<std::shared_ptr<const AgentCluster>> cluster =
      AgentCluster::Create({.host_object_types = {BlobHostObjectType()}});
  if (!cluster.ok()) return 1;
  std::unique_ptr<StreamImplementation> streams;
  if (!ReadStreams(line, streams)) return 1;
  Activity activity;
  activity.Announce();
  Environment environment(holder.get(),
                          {.platform = platform.get(),
                           .cluster = *std::move(cluster),
                           .script_args = line.script_args,
                           .activity = &activity,
                           .broadcast_hub = std::make_shared<BroadcastHub>(),
                           .streams = streams.get(),
                           .trace_hook = trace_hook,
                           .install_globals = InstallGlobals,
                           .on_uncaught = PrintUncaughtAndStop});
  environment.RunTask([&] {
    // An exception stays with the task.
    RunScript(environment, line.script, source).IsEmpty();
  });
  environment.loop().Run([] { return false; });
  return environment.exit_code();
}

int Main(int argc, char** argv) {
  CommandLine line;
  if (!ParseCommandLine(argc, argv, line)) return 1;
  if (line.help || line.script.empty()) {
    std::fputs(kUsage, line.help ? stdout : stderr);
    return line.help ? 0 : 1;
  }
  if (!EnterWorkingDirectory()) return 1;
  std::vector<uint8_t> source;
  std::string problem;
  if (!ReadFile(line.script, source, problem)) {
    std::fprintf(stderr, "shell: cannot read %s: %s.\n", line.script.c_str(),
                 problem.c_str());
    return 1;
  }
  v8::V8::SetFlagsFromString(line.v8_options.data(), line.v8_options.size());
  TraceFile trace;
  const int code = RunMain(
      line, {reinterpret_cast<const char*>(source.data()), source.size()},
      line.trace.empty() ? nullptr : &trace);
  if (line.trace.empty() || trace.Write(line.trace, problem)) return code;
  std::fprintf(stderr, "shell: cannot write %s: %s.\n", line.trace.c_str(),
               problem.c_str());
  return 1;
}

}  // namespace
}  // namespace ferry::shell

int main(int argc, char** argv) { return ferry::shell::Main(argc, argv); }
