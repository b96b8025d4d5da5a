#include "ferry/bindings/internal/agent_bindings.h"

#include <v8-container.h>

#include <algorithm>
#include <utility>

#include "absl/log/absl_check.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/events.h"
#include "ferry/bindings/internal/broadcast_channel_class.h"
#include "ferry/bindings/internal/message_port_class.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/messaging.h"

namespace ferry::internal {
namespace {

// As the scripts call them.
constexpr const char* kListeners = "kListeners";
constexpr const char* kSymbols[] = {"kChannel", "kController", "kEvent",
                                    "kName",    "kNative",     "kSignal"};

}  // namespace

AgentBindings::AgentBindings(Agent& agent)
    : agent_(agent),
      clock_(
          v8::ArrayBuffer::NewBackingStore(agent.isolate(), sizeof(double))) {
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::ObjectTemplate> symbols = v8::ObjectTemplate::New(isolate);
  for (const char* name : kSymbols) {
    v8::Local<v8::String> string = NewString(isolate, name);
    symbols->Set(string, v8::Private::New(isolate, string));
  }
  listeners_symbol_.Reset(
      isolate, v8::Private::New(isolate, NewString(isolate, kListeners)));
  symbols->Set(NewString(isolate, kListeners), listeners_symbol_.Get(isolate));
  symbols_.Reset(isolate, symbols);
  realm_symbol_.Reset(
      isolate, v8::Private::New(isolate, NewString(isolate, "ferry:realm")));
}

RealmBindings* AgentBindings::GetRealm(v8::Local<v8::Context> context) {
  if (RealmBindings* found = FindRealm(context)) return found;
  std::erase_if(realms_, [](const auto& realm) { return realm->IsDead(); });
  auto realm = std::make_unique<RealmBindings>();
  if (realm->Initialize(agent_, context).IsNothing()) return nullptr;
  return realms_.emplace_back(std::move(realm)).get();
}

RealmBindings* AgentBindings::FindRealm(v8::Local<v8::Context> context) const {
  for (const std::unique_ptr<RealmBindings>& realm : realms_) {
    if (realm->IsOf(context)) return realm.get();
  }
  return nullptr;
}

size_t AgentBindings::AddTarget(v8::Local<v8::FunctionTemplate> target) {
  auto found = std::find(targets_.begin(), targets_.end(), target);
  if (found != targets_.end()) return found - targets_.begin();
  targets_.emplace_back(agent_.isolate(), target);
  return targets_.size() - 1;
}

bool AgentBindings::IsInstance(size_t number,
                               v8::Local<v8::Value> value) const {
  return targets_[number].Get(agent_.isolate())->HasInstance(value);
}

bool AgentBindings::IsTarget(v8::Local<v8::Value> value) const {
  for (size_t i = 0; i < targets_.size(); ++i) {
    if (IsInstance(i, value)) return true;
  }
  return false;
}

bool AgentBindings::Listens(v8::Local<v8::Context> context,
                            v8::Local<v8::Object> object) const {
  v8::Local<v8::Value> first;
  return object->GetPrivate(context, listeners_symbol_.Get(agent_.isolate()))
             .ToLocal(&first) &&
         first->IsObject();
}

void AgentBindings::OnListensChanged(v8::Local<v8::Value> target,
                                     bool listens) {
  if (!IsTarget(target)) {
    if (global_listens_changed_ != nullptr) global_listens_changed_(listens);
  } else if (BroadcastChannel* channel = FindBroadcastChannel(agent_, target)) {
    channel->set_listens(listens);
  } else if (MessagePort* port = MessagePort::From(agent_, target)) {
    port->set_keeps_loop_alive(listens);
  }
}

void AgentBindings::ConnectMessaging(std::shared_ptr<BroadcastHub> hub) {
  if (broadcast_hub_ != nullptr) return;
  broadcast_hub_ = hub == nullptr ? std::make_shared<BroadcastHub>() : hub;
  v8::HandleScope handles(agent_.isolate());
  Messaging& messaging = Messaging::Of(agent_);
  messaging.set_port_template(MessagePortTemplate(agent_));
  messaging.set_observer(this);
}

v8::MaybeLocal<v8::Value> AgentBindings::FireMessage(
    const RealmBindings& realm, v8::Local<v8::Context> context,
    v8::Local<v8::Object> target, v8::Local<v8::Value> data,
    absl::Span<const v8::Local<v8::Object>> ports) {
  v8::Isolate* isolate = agent_.isolate();
  SetClock();
  v8::Local<v8::Value> arguments[] = {target, data, v8::Null(isolate)};
  if (!ports.empty()) {
    std::vector<v8::Local<v8::Value>> items(ports.begin(), ports.end());
    arguments[2] = v8::Array::New(isolate, items.data(), items.size());
  }
  return realm.Call(context, ScriptFunction::kFireMessage,
                    absl::MakeSpan(arguments));
}

// What these leave pending the event loop reports. A realm without bindings has
// nobody who could listen.

void AgentBindings::OnMessage(v8::Local<v8::Context> context,
                              v8::Local<v8::Object> target,
                              const ReceivedMessage& message) {
  if (const RealmBindings* realm = FindRealm(context)) {
    FireMessage(*realm, context, target, message.value, message.ports)
        .IsEmpty();
  }
}

void AgentBindings::OnMessageError(v8::Local<v8::Context> context,
                                   v8::Local<v8::Object> target,
                                   v8::Local<v8::Value> error) {
  if (FindRealm(context) == nullptr) return;
  (void)FireMessageError(agent_, context, target, error);
}

void AgentBindings::OnClose(v8::Local<v8::Context> context,
                            v8::Local<v8::Object> target) {
  if (FindRealm(context) == nullptr) return;
  (void)FireEvent(agent_, context, target, "close");
}

double AgentBindings::Now() const {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now() - time_origin_)
      .count();
}

}  // namespace ferry::internal
