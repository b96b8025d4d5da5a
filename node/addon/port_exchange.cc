#include "ferry/node/addon/port_exchange.h"

#include <random>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace ferry::node_addon {
namespace {

std::string NewTicket() {
  std::random_device random;
  return absl::StrCat(absl::Hex(random(), absl::kZeroPad8),
                      absl::Hex(random(), absl::kZeroPad8),
                      absl::Hex(random(), absl::kZeroPad8),
                      absl::Hex(random(), absl::kZeroPad8));
}

}  // namespace

PortExchange& PortExchange::Get() {
  // Never destroyed: threads use it to the end of the process.
  static auto& exchange = *new PortExchange;
  return exchange;
}

std::string PortExchange::Deposit(const void* owner, DetachedMessagePort port) {
  std::string ticket = NewTicket();
  MutexLock lock(mutex_);
  waiting_.emplace(ticket, Waiting{owner, std::move(port)});
  return ticket;
}

DetachedMessagePort PortExchange::Take(const std::string& ticket) {
  MutexLock lock(mutex_);
  auto it = waiting_.find(ticket);
  if (it == waiting_.end()) return {};
  DetachedMessagePort port = std::move(it->second.port);
  waiting_.erase(it);
  return port;
}

void PortExchange::Drop(const void* owner) {
  // Before the lock, so that they are closed, and the other ends told, after
  // it.
  std::vector<DetachedMessagePort> dropped;
  MutexLock lock(mutex_);
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    if (it->second.owner != owner) {
      ++it;
      continue;
    }
    dropped.push_back(std::move(it->second.port));
    it = waiting_.erase(it);
  }
}

}  // namespace ferry::node_addon
