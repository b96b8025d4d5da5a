#ifndef FERRY_BINDINGS_INTERNAL_AGENT_BINDINGS_H_
#define FERRY_BINDINGS_INTERNAL_AGENT_BINDINGS_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-template.h>
#include <v8-value.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/bindings/internal/functions.h"
#include "ferry/bindings/internal/realm_bindings.h"
#include "ferry/messaging/broadcast_channel.h"
#include "ferry/messaging/messaging.h"

namespace ferry::internal {

// What bindings/ keeps for one isolate: the private symbols of events, which
// all its realms share, the classes of native objects, and the realms. Fires
// the events of ports and broadcast channels.
class AgentBindings final : public AgentExtension, public MessageObserver {
 public:
  explicit AgentBindings(Agent& agent);
  // Functions find no agent from then on.
  ~AgentBindings() override { *cell_ = nullptr; }
  void WriteSnapshot(SnapshotWriter& snapshot) override;

  Agent& agent() { return agent_; }

  // Ports and broadcast channels of this isolate are those of bindings/ from
  // now on. The agent has an event loop.
  void ConnectMessaging(std::shared_ptr<BroadcastHub> hub);
  BroadcastHub& broadcast_hub() { return *broadcast_hub_; }

  // The bindings of a realm; they are made when first asked for. When it
  // throws, the result is null.
  RealmBindings* GetRealm(v8::Local<v8::Context> context);
  // Null where they were not made.
  RealmBindings* FindRealm(v8::Local<v8::Context> context) const;

  // Instances of these templates are event targets. Returns the template's
  // number, which is the same at each call.
  size_t AddTarget(v8::Local<v8::FunctionTemplate> target);
  bool IsInstance(size_t number, v8::Local<v8::Value> value) const;
  bool IsTarget(v8::Local<v8::Value> value) const;
  // A native target, or the global object, has its first listener, or lost its
  // last one.
  void OnListensChanged(v8::Local<v8::Value> target, bool listens);
  void set_global_listens_changed(std::function<void(bool listens)> changed) {
    global_listens_changed_ = std::move(changed);
  }
  // Whether the event target `object` has a listener.
  bool Listens(v8::Local<v8::Context> context,
               v8::Local<v8::Object> object) const;

  // The data of native functions; see AgentOf.
  v8::Local<v8::String> link() const { return link_.Get(agent_.isolate()); }
  // The symbols of events, as properties of a template: it takes any v8::Data.
  v8::Local<v8::ObjectTemplate> symbols() const {
    return symbols_.Get(agent_.isolate());
  }
  v8::Local<v8::Private> realm_symbol() const {
    return realm_symbol_.Get(agent_.isolate());
  }

  // In milliseconds, as performance.now().
  double Now() const;
  void set_time_origin(std::chrono::steady_clock::time_point origin) {
    time_origin_ = origin;
  }
  // A Float64Array of the current context with a number that scripts can read
  // without a call: the time of the event that is being made.
  v8::Local<v8::Value> NewClockArray() const;
  void SetClock() { *static_cast<double*>(clock_->Data()) = Now(); }

  // Fires `message` at `target`, in the current HandleScope. When it throws,
  // the result is empty.
  v8::MaybeLocal<v8::Value> FireMessage(
      const RealmBindings& realm, v8::Local<v8::Context> context,
      v8::Local<v8::Object> target, v8::Local<v8::Value> data,
      absl::Span<const v8::Local<v8::Object>> ports);

  // MessageObserver.
  void OnMessage(v8::Local<v8::Context> context, v8::Local<v8::Object> target,
                 const ReceivedMessage& message) override;
  void OnMessageError(v8::Local<v8::Context> context,
                      v8::Local<v8::Object> target,
                      v8::Local<v8::Value> error) override;
  void OnClose(v8::Local<v8::Context> context,
               v8::Local<v8::Object> target) override;

 private:
  Agent& agent_;
  std::shared_ptr<BroadcastHub> broadcast_hub_;
  std::chrono::steady_clock::time_point time_origin_ =
      std::chrono::steady_clock::now();
  const std::shared_ptr<v8::BackingStore> clock_;
  const AgentCell cell_;
  v8::Global<v8::String> link_;
  std::function<void(bool listens)> global_listens_changed_;
  v8::Global<v8::ObjectTemplate> symbols_;
  v8::Global<v8::Private> listeners_symbol_;
  v8::Global<v8::Private> realm_symbol_;
  std::vector<v8::Global<v8::FunctionTemplate>> targets_;
  std::vector<std::unique_ptr<RealmBindings>> realms_;
};

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_AGENT_BINDINGS_H_
