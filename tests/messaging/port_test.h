#ifndef FERRY_TESTS_MESSAGING_PORT_TEST_H_
#define FERRY_TESTS_MESSAGING_PORT_TEST_H_

#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <variant>

#include "absl/strings/string_view.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/messaging.h"
#include "ferry/tests/messaging/recorder.h"
#include "ferry/tests/support/v8_test.h"

namespace ferry::testing_support {

// A channel in one isolate, with both ends in the source realm, and one end's
// messages recorded once it is started.
class PortTest : public TwoIsolatesTest {
 protected:
  PortTest();

  Messaging& messaging() { return Messaging::Of(agent()); }

  MessageChannel NewChannel();
  MessagePort& Port(v8::Local<v8::Value> object) {
    return *MessagePort::From(agent(), object);
  }
  // The default channel.
  v8::Local<v8::Object> port1() const { return channel_.port1; }
  v8::Local<v8::Object> port2() const { return channel_.port2; }

  Outcome<std::monostate> Post(v8::Local<v8::Object> port,
                               v8::Local<v8::Value> message,
                               ObjectSpan transfer = {});
  Outcome<std::monostate> Post(v8::Local<v8::Object> port,
                               absl::string_view script,
                               ObjectSpan transfer = {}) {
    return Post(port, Run(script), transfer);
  }
  // Records what happens to `port`, and starts it.
  void Listen(v8::Local<v8::Object> port, Recorder& recorder);
  void RunTasks() { local().RunTasks(); }

  Recorder recorder1_;
  Recorder recorder2_;

 private:
  const MessageChannel channel_;
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_MESSAGING_PORT_TEST_H_
