#ifndef FERRY_NODE_ADDON_PORT_EXCHANGE_H_
#define FERRY_NODE_ADDON_PORT_EXCHANGE_H_

#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "ferry/agent/mutex.h"
#include "ferry/messaging/detached_message_port.h"

namespace ferry::node_addon {

// Where a first port waits for the worker that it is for: Node's own workerData
// carries its ticket, a string. All later ports travel in messages.
//
// Thread-safe; one for the process.
class PortExchange {
 public:
  static PortExchange& Get();

  // Keeps `port` for whoever brings the ticket, which nobody can guess. `owner`
  // is who may Drop it.
  std::string Deposit(const void* owner, DetachedMessagePort port);

  // Empty for a ticket that does not exist, or was taken before.
  DetachedMessagePort Take(const std::string& ticket);

  // Closes the ports of an owner that nobody has taken.
  void Drop(const void* owner);

 private:
  struct Waiting {
    const void* owner;
    DetachedMessagePort port;
  };

  Mutex mutex_;
  std::unordered_map<std::string, Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ferry::node_addon

#endif  // FERRY_NODE_ADDON_PORT_EXCHANGE_H_
