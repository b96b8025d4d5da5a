#ifndef FERRY_SHELL_TRACE_FILE_H_
#define FERRY_SHELL_TRACE_FILE_H_

#include <chrono>  // NOLINT(build/c++11)
#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "ferry/agent/mutex.h"
#include "ferry/agent/trace_hook.h"

namespace ferry::shell {

// The timeline of the program in Chrome's JSON, for about:tracing and Perfetto:
// a row for each thread, and an arrow for each message. One for all isolates,
// whose threads may call at once.
class TraceFile final : public TraceHook {
 public:
  // TraceHook.
  void Begin(TraceEvent event, uint64_t flow) override;
  void End(TraceEvent event) override;

  // Writes what happened until now. False where the system reported `problem`.
  bool Write(const std::string& path, std::string& problem) const;

 private:
  struct Entry {
    TraceEvent event;
    // As in the format: 'B' begins and 'E' ends.
    char phase;
    uint64_t flow;
    int64_t thread;
    // Since the program began.
    double microseconds;
  };

  void Add(TraceEvent event, char phase, uint64_t flow);
  static std::string ToJson(const Entry& entry);

  const std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
  mutable Mutex mutex_;
  std::vector<Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ferry::shell

#endif  // FERRY_SHELL_TRACE_FILE_H_
