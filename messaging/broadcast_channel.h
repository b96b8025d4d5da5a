#ifndef FERRY_MESSAGING_BROADCAST_CHANNEL_H_
#define FERRY_MESSAGING_BROADCAST_CHANNEL_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstddef>
#include <memory>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/messaging/messaging.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry {

namespace internal {
class BroadcastGroup;
}  // namespace internal

// Where broadcast channels of one name find each other. The embedder makes one
// for the isolates that shall hear each other, in general those of one
// AgentCluster.
//
// Thread-safe. Channels that have found each other do not need it any more.
class BroadcastHub {
 public:
  BroadcastHub();
  ~BroadcastHub();

  BroadcastHub(const BroadcastHub&) = delete;
  BroadcastHub& operator=(const BroadcastHub&) = delete;

 private:
  friend class BroadcastChannel;

  struct Groups;

  // The channels of that name.
  std::shared_ptr<internal::BroadcastGroup> Find(absl::string_view name);

  const std::unique_ptr<Groups> groups_;
};

// HTML 9.5 BroadcastChannel, behind a JavaScript object: what one says, all
// others of the same name and hub hear, in one order. The channels of an
// isolate hear a message one after the other, in the order in which they were
// made, and all of them before the next message, also one of another name. A
// message is serialized once and read by each receiver for itself.
//
// Ownership: the object's. It leaves when its object is garbage collected or
// its Agent ends; it is not collected while it listens.
//
// Threads: isolate-bound. QueueLimits do not count here: one that never reads
// must not silence the others.
class BroadcastChannel final : public PlatformObject {
 public:
  // Joins the channels of that name, as the native side of `object`: an empty
  // instance of a template from WrapperRegistry::NewTemplate. It belongs to the
  // object.
  static BroadcastChannel& Wrap(Agent& agent, v8::Local<v8::Object> object,
                                BroadcastHub& hub, absl::string_view name);

  ~BroadcastChannel() override;

  // Sends to all others. There is no transfer list: throws a DataCloneError for
  // what cannot be cloned, and an InvalidStateError where the channel is
  // closed; the result is empty then.
  v8::Maybe<void> PostMessage(v8::Local<v8::Context> context,
                              v8::Local<v8::Value> message);

  // Hears and says nothing from now on; what waits is dropped.
  void Close();
  bool is_closed() const;

  // Is told of what is heard, instead of Messaging's observer. Null for that
  // one.
  void set_observer(MessageObserver* observer);

  // Whether somebody listens: then the object is not collected, and the event
  // loop waits for messages unless keeps_loop_alive is false. False until said
  // otherwise; messages are heard either way.
  void set_listens(bool listens);
  void set_keeps_loop_alive(bool keeps);
  bool keeps_loop_alive() const;

  // What waits here.
  size_t queued_messages() const;
  size_t queued_bytes() const;

  // PlatformObject.
  TransferMode GetTransferMode() const override {
    return TransferMode::kDisallowCloneAndTransfer;
  }

 private:
  class Impl;

  explicit BroadcastChannel(std::unique_ptr<Impl> impl);

  const std::unique_ptr<Impl> impl_;
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_BROADCAST_CHANNEL_H_
