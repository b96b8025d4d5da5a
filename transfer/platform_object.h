#ifndef FERRY_TRANSFER_PLATFORM_OBJECT_H_
#define FERRY_TRANSFER_PLATFORM_OBJECT_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry {

class Agent;

// What a host object hands to a message.
struct HostObjectData {
  // When the call threw, and only then, this is null.
  std::unique_ptr<DataHolder> holder = nullptr;
  // A JavaScript value that is serialized along, into the same message, and
  // given to DataHolder::DeserializeData; empty for none. In the caller's
  // HandleScope.
  v8::Local<v8::Value> data = {};
};

namespace internal {

// Throw. What PlatformObject does where a class does not override it: no
// virtual function of that is in the library, as then its typeinfo would be
// too, and the library is built without.
HostObjectData RefuseToSerialize(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> object);
HostObjectData RefuseToTransfer(Agent& agent, v8::Local<v8::Context> context,
                                v8::Local<v8::Object> object);

}  // namespace internal

// A native object behind a JavaScript one, that can be cloned or transferred:
// HTML's platform object, with its serialization steps and transfer steps.
// (DataHolder has the deserialization steps and the transfer-receiving steps.)
//
// A transfer has two phases, so that a message that fails gives nothing up.
// PrepareTransfer makes an empty holder and may throw. CommitTransfer, once
// everything in the message is prepared, moves the state into it and cannot
// fail. What has to run JavaScript then, such as to begin to read a stream,
// follows in AfterCommit.
//
//   class FileHandle final : public ferry::PlatformObject {
//     TransferMode GetTransferMode() const override {
//       return TransferMode::kTransferable;
//     }
//     HostObjectData PrepareTransfer(...) override {
//       return {.holder = std::make_unique<FileHolder>()};
//     }
//     void CommitTransfer(DataHolder& holder) noexcept override {
//       static_cast<FileHolder&>(holder).fd = std::exchange(fd_, -1);
//     }
//   };
//
// `object` is the JavaScript object that the call is about. Isolate-bound.
//
// A call either gives what it says or leaves an exception pending. One that
// does neither makes the message fail with a DataCloneError that names the
// object and the function; of one that does both the exception counts.
//
// It may also stand for all objects of a JavaScript class that is marked with
// it (TransferModeRegistry::MarkClass). Then it finds the state by `object`.
//
// Lifetime: a message that meets the object keeps the pointer until the call
// that serializes it returns, user code (getters, [kClone]()) in between
// included. It keeps the JavaScript object alive for that time, and so what a
// WrapperRegistry owns.
class PlatformObject {
 public:
  virtual ~PlatformObject() = default;

  virtual TransferMode GetTransferMode() const = 0;

  // The serialization steps; asked only of what is cloneable. Throws by
  // default.
  virtual HostObjectData Serialize(Agent& agent, v8::Local<v8::Context> context,
                                   v8::Local<v8::Object> object) {
    return internal::RefuseToSerialize(agent, context, object);
  }

  // The transfer steps, first phase: everything that can fail. Gives nothing
  // up. Asked only of what is transferable. Throws by default.
  virtual HostObjectData PrepareTransfer(Agent& agent,
                                         v8::Local<v8::Context> context,
                                         v8::Local<v8::Object> object) {
    return internal::RefuseToTransfer(agent, context, object);
  }

  // Asked after user code ran and before anything is committed: whether what
  // was prepared still holds (a port may have been closed meanwhile). Throws
  // where it does not.
  virtual v8::Maybe<void> ValidateTransfer(Agent& agent,
                                           v8::Local<v8::Context> context,
                                           v8::Local<v8::Object> object) {
    return v8::JustVoid();
  }

  // The transfer steps, second phase: moves the state into `holder`, which
  // PrepareTransfer made. From here a wrapper of the agent's WrapperRegistry is
  // [[Detached]]: nobody asks this object for its state any more. What it
  // throws is dropped.
  virtual void CommitTransfer(DataHolder& holder) noexcept {}

  // The whole message is committed, and was not sent yet: what the transfer
  // begins that may run JavaScript. `holder` and `data` are what
  // PrepareTransfer gave; the message has the holder. Once for each object that
  // was transferred, in the order of the list; not while execution is
  // terminating. The message goes its way whatever happens here: what is thrown
  // is reported to the EventLoop, without one to the isolate's message
  // listeners, and a termination ends the script once the message is sent.
  virtual void AfterCommit(Agent& agent, v8::Local<v8::Context> context,
                           v8::Local<v8::Object> object, DataHolder& holder,
                           v8::Local<v8::Value> data) {}

  // A later step of the message failed after PrepareTransfer: takes back what
  // it did. `data` is the value that it returned. Execution may be terminating:
  // then no JavaScript can run. What it throws is dropped: the error
  // that made it necessary counts.
  virtual void AbortTransfer(Agent& agent, v8::Local<v8::Context> context,
                             v8::Local<v8::Object> object,
                             v8::Local<v8::Value> data) {}

  // What it alone holds outside of V8's heap, in bytes: for heap snapshots.
  virtual size_t SizeInBytes() const { return 0; }

  // Appends the objects that must be transferred with this one.
  virtual v8::Maybe<void> NestedTransferables(
      Agent& agent, v8::Local<v8::Context> context,
      v8::Local<v8::Object> object,
      std::vector<v8::Local<v8::Object>>& nested) {
    return v8::JustVoid();
  }
};

}  // namespace ferry

#endif  // FERRY_TRANSFER_PLATFORM_OBJECT_H_
