#include "ferry/tests/messaging/port_test.h"

namespace ferry::testing_support {

PortTest::PortTest() : channel_(NewChannel()) {}

MessageChannel PortTest::NewChannel() {
  return MessageChannel::New(agent(), source()).FromJust();
}

Outcome<std::monostate> PortTest::Post(v8::Local<v8::Object> port,
                                       v8::Local<v8::Value> message,
                                       ObjectSpan transfer) {
  return Try(
      [&] { return Port(port).PostMessage(source(), message, transfer); });
}

void PortTest::Listen(v8::Local<v8::Object> port, Recorder& recorder) {
  Port(port).set_observer(&recorder);
  Port(port).Start();
}

}  // namespace ferry::testing_support
