#ifndef FERRY_MESSAGING_DETACHED_MESSAGE_PORT_H_
#define FERRY_MESSAGING_DETACHED_MESSAGE_PORT_H_

#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

#include "ferry/exceptions/error_policy.h"
#include "ferry/wire/limits.h"

namespace ferry {

// How the messages of one channel are serialized, whichever end they are posted
// to. It stays with the ports where they are transferred.
//
//   auto [ours, theirs] = ferry::DetachedMessagePort::NewChannel(
//       {.limits = {.bytes = 1 << 20}});
//
// What a native thread posts is serialized already, and is not asked.
struct ChannelOptions {
  // A message that exceeds them is a DataCloneError that names the limit, and
  // nothing is given up; see SerializeOptions::limits.
  wire::Limits limits = {};
  // What is kept of errors.
  ErrorPolicy error_policy = ErrorPolicy::kAsV8;
};

// How much may wait in the queue of one port. A message that would be too much
// is refused with a QuotaExceededError, and its sender gives nothing up.
struct QueueLimits {
  static constexpr size_t kUnlimited = std::numeric_limits<size_t>::max();

  size_t max_queued_messages = kUnlimited;
  // Serialized bytes and ArrayBuffers beside them.
  size_t max_queued_bytes = kUnlimited;
};

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
