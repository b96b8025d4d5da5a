#ifndef FERRY_TESTS_MESSAGING_PORT_COLLECTION_TEST_H_
#define FERRY_TESTS_MESSAGING_PORT_COLLECTION_TEST_H_

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>

#include <functional>
#include <utility>

#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"
#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/support/matchers.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {

// Tells whether the collector has taken an object.
class Watched {
 public:
  Watched(v8::Isolate* isolate, v8::Local<v8::Object> object)
      : handle_(isolate, object) {
    handle_.SetWeak();
  }
  bool is_gone() const { return handle_.IsEmpty(); }
  // What is left of it.
  v8::Local<v8::Object> Get() const {
    return handle_.Get(v8::Isolate::GetCurrent());
  }

 private:
  v8::Global<v8::Object> handle_;
};

class PortCollectionTest : public PortTest {
 protected:
  // A channel that no handle keeps.
  struct Pair {
    Watched port1;
    Watched port2;
    bool is_gone() const { return port1.is_gone() && port2.is_gone(); }
  };
  // `adjust` gets both ends.
  Pair NewPair(const std::function<void(v8::Local<v8::Object> port1,
                                        v8::Local<v8::Object> port2)>& adjust) {
    v8::HandleScope handles(isolate());
    MessageChannel channel = NewChannel();
    adjust(channel.port1, channel.port2);
    return {Watched(isolate(), channel.port1),
            Watched(isolate(), channel.port2)};
  }

  // Two ends of one channel, of which the second one is elsewhere.
  std::pair<v8::Local<v8::Object>, DetachedMessagePort> NewHalf() {
    auto [ours, theirs] = DetachedMessagePort::NewChannel();
    return {
        MessagePort::New(agent(), source(), std::move(ours)).ToLocalChecked(),
        std::move(theirs)};
  }
  v8::Local<v8::Object> Show(DetachedMessagePort port) {
    return MessagePort::New(agent(), source(), std::move(port))
        .ToLocalChecked();
  }

  void Send(v8::Local<v8::Object> port, int number) {
    v8::HandleScope handles(isolate());
    ASSERT_THAT(Post(port, v8::Integer::New(isolate(), number)), Succeeds());
  }
  void Collect() { local().CollectGarbage(); }
  // Tasks in a HandleScope of their own, as a loop runs them.
  void RunAll() {
    v8::HandleScope handles(isolate());
    RunTasks();
  }
  bool is_loop_alive() { return local().event_loop().is_alive(); }
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_MESSAGING_PORT_COLLECTION_TEST_H_
