#include "ferry/bindings/internal/agent_bindings.h"

#include <v8-container.h>
#include <v8-typed-array.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
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

// What a startup snapshot keeps, besides.
constexpr const char* kRealm = "ferry:realm";
constexpr const char* kSymbolTemplate = "AgentBindings symbols";
std::string NameOfTarget(size_t number) {
  return absl::StrCat("AgentBindings target ", number);
}

v8::Local<v8::ObjectTemplate> KeptSymbols(Agent& agent,
                                          v8::Local<v8::Private> listeners) {
  v8::Isolate* isolate = agent.isolate();
  v8::Local<v8::ObjectTemplate> symbols;
  if (agent.TakeKept<v8::ObjectTemplate>(kSymbolTemplate).ToLocal(&symbols)) {
    return symbols;
  }
  symbols = v8::ObjectTemplate::New(isolate);
  for (const char* name : kSymbols) {
    v8::Local<v8::String> string = NewString(isolate, name);
    symbols->Set(string, v8::Private::New(isolate, string));
  }
  symbols->Set(NewString(isolate, kListeners), listeners);
  return symbols;
}

}  // namespace

AgentBindings::AgentBindings(Agent& agent)
    : agent_(agent),
      clock_(v8::ArrayBuffer::NewBackingStore(agent.isolate(), sizeof(double))),
      cell_(std::make_shared<Agent*>(&agent)) {
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  link_.Reset(isolate, AgentLink::Get(agent, cell_));
  listeners_symbol_.Reset(isolate, KeptPrivate(agent, kListeners));
  realm_symbol_.Reset(isolate, KeptPrivate(agent, kRealm));
  symbols_.Reset(isolate, KeptSymbols(agent, listeners_symbol_.Get(isolate)));
  v8::Local<v8::FunctionTemplate> target;
  for (size_t i = 0;
       agent.TakeKept<v8::FunctionTemplate>(NameOfTarget(i)).ToLocal(&target);
       ++i) {
    targets_.emplace_back(isolate, target);
  }
}

void AgentBindings::WriteSnapshot(SnapshotWriter& snapshot) {
  v8::Isolate* isolate = agent_.isolate();
  v8::HandleScope handles(isolate);
  snapshot.Keep(AgentLink::kName, link());
  snapshot.Keep(kListeners, listeners_symbol_.Get(isolate));
  snapshot.Keep(kRealm, realm_symbol());
  snapshot.Keep(kSymbolTemplate, symbols());
  for (size_t i = 0; i < targets_.size(); ++i) {
    snapshot.Keep(NameOfTarget(i), targets_[i].Get(isolate));
  }
}

v8::Local<v8::Value> AgentBindings::NewClockArray() const {
  return v8::Float64Array::New(v8::ArrayBuffer::New(agent_.isolate(), clock_),
                               0, 1);
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
