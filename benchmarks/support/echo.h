#ifndef FERRY_BENCHMARKS_SUPPORT_ECHO_H_
#define FERRY_BENCHMARKS_SUPPORT_ECHO_H_

#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "benchmarks/support/realm.h"
#include "ferry/agent/event_loop.h"
#include "ferry/agent/mutex.h"
#include "ferry/messaging/message_port.h"

namespace ferry::benchmarks {

// What a value travels in.
enum class Travel { kCopied, kTransferred };

// A thread with an isolate that sends back what comes through a port.
class EchoThread {
 public:
  // The other end is shown in `realm`, which outlives this.
  EchoThread(Realm& realm, Travel travel);
  ~EchoThread();

  // Sends `value`, an ArrayBuffer where it is transferred, and returns what
  // comes back.
  v8::Local<v8::Value> RoundTrip(v8::Local<v8::Value> value);

 private:
  class Answer;
  class Echo;

  static void Run(DetachedMessagePort port, Travel travel);

  Realm& realm_;
  const Travel travel_;
  const std::unique_ptr<Answer> answer_;
  v8::Local<v8::Object> port_;
  std::thread thread_;
};

// The floor: bytes through a queue with a lock, and the same kind of wait.
class BareQueue {
 public:
  void Push(std::vector<uint8_t> bytes);
  std::vector<uint8_t> Pop();

 private:
  Mutex mutex_;
  CondVar changed_;
  std::vector<std::vector<uint8_t>> queue_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> has_any_{false};
  bool is_asleep_ ABSL_GUARDED_BY(mutex_) = false;
  EventLoopSpin spin_;
};

// What the echo of the floor does with the bytes.
enum class BareEcho { kBytesOnly, kBareV8 };

class BareEchoThread {
 public:
  explicit BareEchoThread(BareEcho what);
  ~BareEchoThread();

  std::vector<uint8_t> RoundTrip(std::vector<uint8_t> bytes);

 private:
  void Run(BareEcho what);

  BareQueue there_;
  BareQueue back_;
  std::thread thread_;
};

}  // namespace ferry::benchmarks

#endif  // FERRY_BENCHMARKS_SUPPORT_ECHO_H_
