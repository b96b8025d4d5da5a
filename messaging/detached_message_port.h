#ifndef FERRY_MESSAGING_DETACHED_MESSAGE_PORT_H_
#define FERRY_MESSAGING_DETACHED_MESSAGE_PORT_H_

#include <memory>
#include <utility>

#include "ferry/messaging/internal/port_core.h"

namespace ferry {

// A message port that no isolate has: on its way, or not received yet. It keeps
// its queue, into which the other end goes on sending.
//
//   auto [ours, theirs] = ferry::DetachedMessagePort::NewChannel();
//   // `theirs` moves to a worker's thread, which makes a MessagePort of it.
//
// Move-only; destroying it closes the port. Any thread.
class DetachedMessagePort {
 public:
  // No port.
  DetachedMessagePort() = default;
  explicit DetachedMessagePort(std::shared_ptr<internal::PortCore> core)
      : core_(std::move(core)) {}
  ~DetachedMessagePort() {
    if (core_ != nullptr) core_->Close();
  }

  DetachedMessagePort(DetachedMessagePort&& other) noexcept = default;
  DetachedMessagePort& operator=(DetachedMessagePort&& other) noexcept {
    std::swap(core_, other.core_);
    return *this;
  }

  // Two entangled ports. No isolate.
  static std::pair<DetachedMessagePort, DetachedMessagePort> NewChannel() {
    internal::PortCore::Pair cores = internal::PortCore::NewPair();
    return {DetachedMessagePort(std::move(cores.first)),
            DetachedMessagePort(std::move(cores.second))};
  }

  // For MessagePort.
  const internal::PortCore* core() const { return core_.get(); }
  std::shared_ptr<internal::PortCore> TakeCore() { return std::move(core_); }

 private:
  std::shared_ptr<internal::PortCore> core_;
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_DETACHED_MESSAGE_PORT_H_
