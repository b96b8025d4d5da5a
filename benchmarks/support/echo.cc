#include "benchmarks/support/echo.h"

#include <v8-array-buffer.h>
#include <v8-isolate.h>

#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/types/span.h"
#include "benchmarks/support/bare_v8.h"

namespace ferry::benchmarks {
namespace {

void Post(MessagePort& port, v8::Local<v8::Context> context,
          v8::Local<v8::Value> value, Travel travel) {
  v8::Local<v8::Object> list[1];
  size_t listed = 0;
  if (travel == Travel::kTransferred) list[listed++] = value.As<v8::Object>();
  if (port.PostMessage(context, value, absl::MakeSpan(list, listed))
          .IsNothing()) {
    std::abort();
  }
}

}  // namespace

class EchoThread::Answer final : public MessageObserver {
 public:
  v8::Global<v8::Value> value;

  void OnMessage(v8::Local<v8::Context> context, v8::Local<v8::Object>,
                 const ReceivedMessage& message) override {
    value.Reset(v8::Isolate::GetCurrent(), message.value);
  }
  void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                      v8::Local<v8::Value>) override {
    std::abort();
  }
  void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object>) override {}
};

class EchoThread::Echo final : public MessageObserver {
 public:
  Echo(Agent& agent, Travel travel) : agent_(agent), travel_(travel) {}

  bool is_closed() const { return is_closed_; }

  void OnMessage(v8::Local<v8::Context> context, v8::Local<v8::Object> port,
                 const ReceivedMessage& message) override {
    Post(*MessagePort::From(agent_, port), context, message.value, travel_);
  }
  void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                      v8::Local<v8::Value>) override {
    std::abort();
  }
  void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object>) override {
    is_closed_ = true;
  }

 private:
  Agent& agent_;
  const Travel travel_;
  bool is_closed_ = false;
};

EchoThread::EchoThread(Realm& realm, Travel travel)
    : realm_(realm), travel_(travel), answer_(std::make_unique<Answer>()) {
  auto [ours, theirs] = DetachedMessagePort::NewChannel();
  port_ = MessagePort::New(realm.agent(), realm.context(), std::move(ours))
              .ToLocalChecked();
  MessagePort& port = *MessagePort::From(realm.agent(), port_);
  port.set_observer(answer_.get());
  port.Start();
  thread_ = std::thread(Run, std::move(theirs), travel);
}

EchoThread::~EchoThread() {
  MessagePort::From(realm_.agent(), port_)->Close();
  thread_.join();
}

void EchoThread::Run(DetachedMessagePort detached, Travel travel) {
  Realm realm;
  Echo echo(realm.agent(), travel);
  MessagePort& port = *MessagePort::From(
      realm.agent(),
      MessagePort::New(realm.agent(), realm.context(), std::move(detached))
          .ToLocalChecked());
  port.set_observer(&echo);
  port.Start();
  while (!echo.is_closed()) {
    if (!realm.RunTask()) realm.WaitForTask();
  }
}

v8::Local<v8::Value> EchoThread::RoundTrip(v8::Local<v8::Value> value) {
  Post(*MessagePort::From(realm_.agent(), port_), realm_.context(), value,
       travel_);
  while (answer_->value.IsEmpty()) {
    if (!realm_.RunTask()) realm_.WaitForTask();
  }
  v8::Local<v8::Value> answer = answer_->value.Get(realm_.isolate());
  answer_->value.Reset();
  return answer;
}

void BareQueue::Push(std::vector<uint8_t> bytes) {
  bool wake;
  {
    MutexLock lock(mutex_);
    queue_.push_back(std::move(bytes));
    has_any_.store(true, std::memory_order_relaxed);
    wake = is_asleep_;
  }
  if (wake) changed_.NotifyOne();
}

std::vector<uint8_t> BareQueue::Pop() {
  bool found =
      spin_.Until([&] { return has_any_.load(std::memory_order_relaxed); });
  MutexLock lock(mutex_);
  is_asleep_ = true;
  while (queue_.empty()) changed_.Wait(mutex_);
  is_asleep_ = false;
  if (!found) spin_.Slept();
  std::vector<uint8_t> bytes = std::move(queue_.front());
  queue_.erase(queue_.begin());
  has_any_.store(!queue_.empty(), std::memory_order_relaxed);
  return bytes;
}

BareEchoThread::BareEchoThread(BareEcho what)
    : thread_([this, what] { Run(what); }) {}

BareEchoThread::~BareEchoThread() {
  there_.Push({});
  thread_.join();
}

void BareEchoThread::Run(BareEcho what) {
  std::optional<Realm> realm;
  if (what == BareEcho::kBareV8) realm.emplace();
  while (true) {
    std::vector<uint8_t> bytes = there_.Pop();
    if (bytes.empty()) return;
    if (realm.has_value()) {
      v8::HandleScope handles(realm->isolate());
      BareV8::Bytes again = BareV8::Serialize(
          realm->context(), BareV8::Deserialize(realm->context(), bytes));
      bytes.assign(again.data.get(), again.data.get() + again.size);
    }
    back_.Push(std::move(bytes));
  }
}

std::vector<uint8_t> BareEchoThread::RoundTrip(std::vector<uint8_t> bytes) {
  there_.Push(std::move(bytes));
  return back_.Pop();
}

}  // namespace ferry::benchmarks
