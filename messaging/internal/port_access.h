#ifndef FERRY_MESSAGING_INTERNAL_PORT_ACCESS_H_
#define FERRY_MESSAGING_INTERNAL_PORT_ACCESS_H_

#include <memory>
#include <utility>

#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/internal/port_core.h"

namespace ferry::internal {

// What messaging does with a DetachedMessagePort and embedders do not: its end
// of a channel goes in and out.
class PortAccess {
 public:
  static DetachedMessagePort Wrap(std::shared_ptr<PortCore> core) {
    return DetachedMessagePort(std::move(core));
  }
  // Null where it is no port.
  static const PortCore* Get(const DetachedMessagePort& port) {
    return port.core_.get();
  }
  static std::shared_ptr<PortCore> Take(DetachedMessagePort& port) {
    return std::move(port.core_);
  }
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_PORT_ACCESS_H_
