#ifndef FERRY_BENCHMARKS_SUPPORT_NODE_PEER_H_
#define FERRY_BENCHMARKS_SUPPORT_NODE_PEER_H_

#include <benchmark/benchmark.h>
#include <sys/types.h>

#include <cstdio>
#include <string>
#include <vector>

namespace ferry::benchmarks {

// A Node.js that measures the same, asked for one batch after each turn of
// ours, so that both meet the same moods of the machine:
// benchmarks/messaging_peer.js.
//
// The variable FERRY_NODE names the program; without it the newest one that
// tools/peers has installed. Where there is none nothing is compared.
class NodePeer {
 public:
  // `payload` is what the script is asked for.
  explicit NodePeer(std::string payload);
  ~NodePeer();

  NodePeer(const NodePeer&) = delete;
  NodePeer& operator=(const NodePeer&) = delete;

  // Lets it run a batch.
  void Measure();

  // Reports `node_ns` and `times_node`: how many times as long it takes as
  // `nanoseconds`.
  void Report(benchmark::State& state, double nanoseconds);

 private:
  const std::string payload_;
  // -1 and null where there is none.
  pid_t process_ = -1;
  std::FILE* requests_ = nullptr;
  std::FILE* answers_ = nullptr;
  // Nanoseconds per message or round trip, by batch.
  std::vector<double> times_;
};

}  // namespace ferry::benchmarks

#endif  // FERRY_BENCHMARKS_SUPPORT_NODE_PEER_H_
