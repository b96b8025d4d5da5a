#ifndef FERRY_MESSAGING_INTERNAL_MESSAGE_READER_H_
#define FERRY_MESSAGING_INTERNAL_MESSAGE_READER_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>

#include <cstddef>
#include <memory>

#include "absl/functional/function_ref.h"
#include "ferry/agent/agent.h"
#include "ferry/messaging/internal/isolate_receiver.h"
#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/internal/messaging_state.h"
#include "ferry/messaging/messaging.h"

namespace ferry::internal {

class AttachedPort;

// Where the messages of a reader wait: nothing where the port or the channel is
// closed.
class MessageSource {
 public:
  virtual ~MessageSource() = default;

  // The next message for `object`; null where none waits: then the reader is
  // woken when one comes.
  virtual std::unique_ptr<Message> Next(v8::Local<v8::Context> context,
                                        v8::Local<v8::Object> object) = 0;
  // Wakes the reader again where there is something to do.
  virtual void RunAgain() = 0;
  // Messages that were read, and are empty, for those who send them.
  virtual void GiveBack(MessageList spent) {}
  virtual size_t queued_serialized_bytes() const = 0;
  virtual size_t queued_messages() const = 0;
  virtual size_t queued_bytes() const = 0;
  virtual void Close() = 0;
  // Null where it is no port.
  virtual AttachedPort* port() { return nullptr; }
};

// Reads messages in an isolate, and has them delivered to a JavaScript object:
// what a port and a broadcast channel have in common. It knows who observes the
// object and how long that lives. Isolate-bound.
class MessageReader {
 public:
  // `source` outlives the reader, which delivers at most `max_per_turn`
  // messages before others have their turn.
  MessageReader(MessagingState& messaging, MessageSource& source,
                v8::Local<v8::Object> object, size_t max_per_turn);
  // Also while garbage is collected.
  ~MessageReader();

  MessageReader(const MessageReader&) = delete;
  MessageReader& operator=(const MessageReader&) = delete;

  // Whom the queue of this reader tells of messages.
  const std::shared_ptr<IsolateReceiver>& receiver() const { return receiver_; }
  // It gets no turn from now on.
  void Stop() { receiver_->Stop(); }

  v8::Local<v8::Object> object() const { return object_.Get(isolate()); }
  // Whether the garbage collector has found the object dead: what is behind it
  // is about to be destroyed.
  bool is_collected() const { return object_.IsEmpty(); }

  MessagingState& messaging() const { return messaging_; }
  MessageSource& source() const { return source_; }
  Agent& agent() const { return messaging_.agent(); }
  v8::Isolate* isolate() const { return agent().isolate(); }

  void set_observer(MessageObserver* observer) { observer_ = observer; }
  // Null for nobody.
  MessageObserver* observer() const {
    return observer_ != nullptr ? observer_ : messaging_.observer();
  }

  // Whether messages may come that somebody waits for: then the object is kept
  // alive; and the event loop too, where they may come from elsewhere and
  // keeps_loop_alive is true. Does nothing where the object is collected.
  void SetLive(bool is_live, bool waits_for_others);
  void set_keeps_loop_alive(bool keeps) {
    keeps_loop_alive_ = keeps;
    SetLive(is_live_, waits_for_others_);
  }
  bool keeps_loop_alive() const { return keeps_loop_alive_; }

  // Tells V8 how many bytes wait.
  void Charge();

  // A turn: delivers at most `budget` messages and returns how many it did, or
  // ReadyList::kStopped.
  size_t Run(size_t budget);

  // Has the event loop run `callback`, once, as a task of its own. Run stops
  // after it where the loop wants that.
  void RunCallback(v8::Local<v8::Context> context,
                   absl::FunctionRef<void()> callback);

 private:
  // Reads `message` and tells the observer.
  void Deliver(v8::Local<v8::Context> context, v8::Local<v8::Object> object,
               Message& message);

  friend class ReaderList;

  MessagingState& messaging_;
  MessageSource& source_;
  const size_t max_per_turn_;
  const std::shared_ptr<IsolateReceiver> receiver_;
  v8::Global<v8::Object> object_;
  MessageObserver* observer_ = nullptr;
  bool is_live_ = false;
  bool waits_for_others_ = false;
  bool keeps_loop_alive_ = true;
  bool holds_loop_ = false;
  size_t charged_ = 0;
  // Whether the loop wants nothing else to run.
  bool is_stopped_ = false;
  // See ReaderList.
  MessageReader* previous_ = nullptr;
  MessageReader* next_ = nullptr;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_MESSAGE_READER_H_
