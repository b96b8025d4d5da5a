#include "benchmarks/support/node_peer.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"

namespace ferry::benchmarks {
namespace {

// Programs that `bazel run` starts are beside their data.
constexpr char kScript[] = "benchmarks/messaging_peer.js";

// Empty for none.
std::string FindNode() {
  if (const char* node = std::getenv("FERRY_NODE")) return node;
  const char* peers = std::getenv("FERRY_PEERS_DIR");
  if (peers == nullptr) return {};
  for (const char* version : {"node26", "node24", "node22", "node20"}) {
    std::string node =
        absl::StrCat(peers, "/node_modules/", version, "/bin/node");
    if (access(node.c_str(), X_OK) == 0) return node;
  }
  return {};
}

struct Pipe {
  Pipe() {
    if (pipe2(ends, O_CLOEXEC) != 0) std::abort();
  }
  int ends[2];
};

}  // namespace

NodePeer::NodePeer(std::string payload) : payload_(std::move(payload)) {
  std::string node = FindNode();
  if (node.empty()) return;
  Pipe requests;
  Pipe answers;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, requests.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, answers.ends[1], STDOUT_FILENO);
  std::string script = kScript;
  char* arguments[] = {node.data(), script.data(), nullptr};
  if (posix_spawn(&process_, node.c_str(), &actions, nullptr, arguments,
                  environ) != 0) {
    process_ = -1;
  }
  posix_spawn_file_actions_destroy(&actions);
  close(requests.ends[0]);
  close(answers.ends[1]);
  requests_ = fdopen(requests.ends[1], "w");
  answers_ = fdopen(answers.ends[0], "r");
}

// Node ends with its input.
NodePeer::~NodePeer() {
  if (requests_ == nullptr) return;
  std::fclose(requests_);
  std::fclose(answers_);
  if (process_ != -1) waitpid(process_, nullptr, 0);
}

void NodePeer::Measure() {
  double nanoseconds;
  if (process_ == -1) return;
  std::fprintf(requests_, "%s\n", payload_.c_str());
  std::fflush(requests_);
  if (std::fscanf(answers_, "%lf", &nanoseconds) == 1) {
    times_.push_back(nanoseconds);
  }
}

void NodePeer::Report(benchmark::State& state, double nanoseconds) {
  if (times_.empty()) return;
  auto middle = times_.begin() + times_.size() / 2;
  std::nth_element(times_.begin(), middle, times_.end());
  state.counters["node_ns"] = *middle;
  state.counters["times_node"] = *middle / nanoseconds;
}

}  // namespace ferry::benchmarks
