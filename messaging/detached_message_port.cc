#include "ferry/messaging/detached_message_port.h"

#include "ferry/messaging/internal/port_core.h"

namespace ferry {

using internal::PortCore;

DetachedMessagePort::~DetachedMessagePort() {
  if (core_ != nullptr) core_->Close();
}

std::pair<DetachedMessagePort, DetachedMessagePort>
DetachedMessagePort::NewChannel(const ChannelOptions& options) {
  PortCore::Pair cores = PortCore::NewPair(options);
  return {DetachedMessagePort(std::move(cores.first)),
          DetachedMessagePort(std::move(cores.second))};
}

}  // namespace ferry
