#include "ferry/tests/support/process_memory.h"

#include <fstream>
#include <string>

#include "absl/strings/string_view.h"

namespace ferry::testing_support {
namespace {

// A figure of /proc/self/status, which has it in kilobytes.
size_t StatusOf(absl::string_view name) {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    size_t kilobytes;
    if (word == name && status >> kilobytes) return kilobytes << 10;
  }
  return 0;
}

}  // namespace

size_t ResidentMemory() { return StatusOf("VmRSS:"); }

size_t PeakMemory() { return StatusOf("VmHWM:"); }

}  // namespace ferry::testing_support
