#ifndef FERRY_MESSAGING_INTERNAL_MESSAGE_TARGET_H_
#define FERRY_MESSAGING_INTERNAL_MESSAGE_TARGET_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/message_observer.h"
#include "ferry/messaging/messaging.h"

namespace ferry::internal {

// What a port and a broadcast channel have in common on the isolate's side: the
// JavaScript object that messages come to, who observes it, how long it lives.
// Isolate-bound.
class MessageTarget {
 public:
  explicit MessageTarget(Messaging& messaging) : messaging_(messaging) {}
  // Also while garbage is collected.
  ~MessageTarget();

  MessageTarget(const MessageTarget&) = delete;
  MessageTarget& operator=(const MessageTarget&) = delete;

  void SetObject(v8::Local<v8::Object> object);
  v8::Local<v8::Object> object() const { return object_.Get(isolate()); }

  Messaging& messaging() const { return messaging_; }
  Agent& agent() const { return messaging_.agent(); }
  v8::Isolate* isolate() const { return agent().isolate(); }

  void set_observer(MessageObserver* observer) { observer_ = observer; }
  // Null for nobody.
  MessageObserver* observer() const {
    return observer_ != nullptr ? observer_ : messaging_.observer();
  }

  // Whether messages may come that somebody waits for: then the object is kept
  // alive, and the event loop too unless keeps_loop_alive is false.
  void SetLive(bool is_live);
  void set_keeps_loop_alive(bool keeps) {
    keeps_loop_alive_ = keeps;
    SetLive(is_live_);
  }
  bool keeps_loop_alive() const { return keeps_loop_alive_; }

  // Tells V8 how many bytes wait.
  void Charge(size_t waiting);

  // Reads `message` and tells the observer, as a task of its own. False where
  // nothing else should run.
  bool Deliver(v8::Local<v8::Context> context, v8::Local<v8::Object> object,
               Message& message);

 private:
  Messaging& messaging_;
  v8::Global<v8::Object> object_;
  MessageObserver* observer_ = nullptr;
  bool is_live_ = false;
  bool keeps_loop_alive_ = true;
  bool holds_loop_ = false;
  size_t charged_ = 0;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_MESSAGE_TARGET_H_
