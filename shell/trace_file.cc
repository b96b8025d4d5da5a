#include "ferry/shell/trace_file.h"

#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "ferry/shell/files.h"

namespace ferry::shell {

void TraceFile::Begin(TraceEvent event, uint64_t flow) {
  Add(event, 'B', flow);
}

void TraceFile::End(TraceEvent event) { Add(event, 'E', 0); }

void TraceFile::Add(TraceEvent event, char phase, uint64_t flow) {
  const std::chrono::duration<double, std::micro> since =
      std::chrono::steady_clock::now() - start_;
  MutexLock lock(mutex_);
  entries_.push_back({event, phase, flow, gettid(), since.count()});
}

std::string TraceFile::ToJson(const Entry& entry) {
  // No name here needs an escape.
  const std::string place = absl::StrCat(
      R"("cat":"ferry","pid":)", getpid(), R"(,"tid":)", entry.thread,
      R"(,"ts":)", std::to_string(entry.microseconds), "}");
  std::string json =
      absl::StrCat(R"({"name":")", NameOf(entry.event), R"(","ph":")",
                   absl::string_view(&entry.phase, 1), R"(",)", place);
  if (entry.flow == 0) return json;
  // An arrow goes from where the message is sent to where it is delivered.
  absl::string_view end = R"("f","bp":"e")";
  if (entry.event == TraceEvent::kSend) end = R"("s")";
  absl::StrAppend(&json, ",\n", R"({"name":"message","ph":)", end, R"(,"id":)",
                  entry.flow, ",", place);
  return json;
}

bool TraceFile::Write(const std::string& path, std::string& problem) const {
  std::vector<std::string> lines;
  {
    MutexLock lock(mutex_);
    for (const Entry& entry : entries_) lines.push_back(ToJson(entry));
  }
  return WriteFile(path,
                   absl::StrCat("{\"traceEvents\":[\n",
                                absl::StrJoin(lines, ",\n"), "\n]}\n"),
                   problem);
}

}  // namespace ferry::shell
