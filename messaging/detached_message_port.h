#ifndef FERRY_MESSAGING_DETACHED_MESSAGE_PORT_H_
#define FERRY_MESSAGING_DETACHED_MESSAGE_PORT_H_

#include <memory>
#include <utility>

#include "ferry/messaging/channel_options.h"

namespace ferry {

namespace internal {
class PortAccess;
class PortCore;
}  // namespace internal

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
  ~DetachedMessagePort();

  DetachedMessagePort(DetachedMessagePort&& other) noexcept = default;
  DetachedMessagePort& operator=(DetachedMessagePort&& other) noexcept {
    std::swap(core_, other.core_);
    return *this;
  }

  // Two entangled ports. No isolate.
  static std::pair<DetachedMessagePort, DetachedMessagePort> NewChannel(
      const ChannelOptions& options = {});

  // False for no port, also where it was moved away.
  bool has_port() const { return core_ != nullptr; }

 private:
  friend class internal::PortAccess;

  explicit DetachedMessagePort(std::shared_ptr<internal::PortCore> core)
      : core_(std::move(core)) {}

  std::shared_ptr<internal::PortCore> core_;
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_DETACHED_MESSAGE_PORT_H_
