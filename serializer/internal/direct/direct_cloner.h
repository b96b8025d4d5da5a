#ifndef FERRY_SERIALIZER_INTERNAL_DIRECT_DIRECT_CLONER_H_
#define FERRY_SERIALIZER_INTERNAL_DIRECT_DIRECT_CLONER_H_

#include <v8-array-buffer.h>
#include <v8-container.h>
#include <v8-context.h>
#include <v8-function-callback.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "ferry/agent/agent.h"
#include "ferry/serializer/internal/direct/direct_realm.h"
#include "ferry/serializer/internal/direct/hidden_classes.h"
#include "ferry/serializer/internal/direct/per_realm.h"
#include "ferry/serializer/internal/direct/trials.h"
#include "ferry/serializer/internal/direct/walks.h"

namespace ferry::internal {

// Clones plain data without a message: a walk in JavaScript (clone.js) reads
// the value and builds the copy, and asks here what each object is.
//
// The walk runs no code of a user. Where it meets what would (an accessor, a
// Proxy, a host object), what cannot be cloned, or what only V8's serializer
// knows, it gives up, which nobody can tell, and the value is cloned by a
// message: so there is one place where errors and the order of user code come
// from. After it gave up, some clones of the realm go by a message at once.
//
// Each realm tries whether the walk is faster than a message (Trials).
//
// Isolate-bound; an extension of the Agent. Between calls it holds no object
// but what each realm keeps for itself.
class DirectCloner final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit DirectCloner(Agent& agent);
  void WriteSnapshot(SnapshotWriter& snapshot) override;

  static DirectCloner& Of(Agent& agent) {
    return agent.extension<DirectCloner>();
  }

  // How the clones of values other than buffers and their views went.
  struct Counters {
    // A walk returned a copy, or gave up, so that a message followed.
    uint64_t copies = 0;
    uint64_t given_up = 0;
    // By a message at once, after a walk that gave up or in a new realm.
    uint64_t rested = 0;
  };
  const Counters& counters() const { return counters_; }

  // A deep copy of `object` in `context`. Nullopt where a message is needed;
  // nothing has happened then that can be seen. Empty, with an exception
  // pending, where execution is terminating or there is no stack left.
  std::optional<v8::MaybeLocal<v8::Value>> Clone(v8::Local<v8::Context> context,
                                                 v8::Local<v8::Object> object);

  // After Clone has returned nullopt: the object was cloned by a message of so
  // many bytes.
  void OnMessage(v8::Local<v8::Context> context, size_t bytes);

  // Takes the walk in `context` from now on, without trials: for tests.
  void TakeWalk(v8::Local<v8::Context> context);

 private:
  struct Realm {
    DirectRealm direct;
    // A value of a trial is cloned twice.
    Trials trials{10};
  };
  // What is left to do for a copy, in clone.js.
  enum Rest : int32_t {
    kNothing,
    kElements,
    kProperties,
    kMapEntries,
    kSetValues,
    kBuffer
  };
  // Shared with clone.js.
  struct Step {
    int32_t rest;
    int32_t number;
  };

  Realm& RealmOf(v8::Local<v8::Context> context);
  void Initialize(v8::Local<v8::Context> context, Realm& realm);
  // The copy, or undefined.
  v8::MaybeLocal<v8::Value> Walk(v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> object, Realm& realm);
  // Walks to see how long it takes.
  v8::Maybe<void> Try(v8::Local<v8::Context> context,
                      v8::Local<v8::Object> object, Realm& realm);

  // What clone.js calls as enter(object, trace). The result is one of these:
  // * a number from 0 on, of a plain object, for which {...object} will do;
  // * a negative one, ~ of the number of an object that was met before;
  // * the new copy, for which `step` says what is left to do: where that is
  //   kProperties, `trace` has their names in the place of the object;
  // * undefined: the walk gives up.
  static void EnterCallback(const v8::FunctionCallbackInfo<v8::Value>& info);
  // adopt(copy): the prototype becomes Object.prototype.
  static void AdoptCallback(const v8::FunctionCallbackInfo<v8::Value>& info);
  static DirectCloner& Of(const v8::FunctionCallbackInfo<v8::Value>& info);
  void Enter(v8::Isolate* isolate, v8::Local<v8::Object> object,
             v8::Local<v8::Array> trace, v8::ReturnValue<v8::Value> result);
  static Rest RestOf(ObjectKind kind);
  v8::MaybeLocal<v8::Object> Copy(v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> object, uint32_t number,
                                  ObjectKind kind, v8::Local<v8::Array> trace);
  v8::MaybeLocal<v8::Object> CopyView(v8::Local<v8::Context> context,
                                      v8::Local<v8::ArrayBufferView> view,
                                      uint32_t number,
                                      v8::Local<v8::Array> trace);
  // The copy of the buffer that was entered with this number.
  v8::MaybeLocal<v8::ArrayBuffer> CopyOfBuffer(v8::Local<v8::Context> context,
                                               uint32_t number,
                                               v8::Local<v8::Array> trace);
  // Enters the objects of `trace` anew after a garbage collection.
  void EnterAnew(v8::Local<v8::Context> context, v8::Local<v8::Array> trace);

  Agent& agent_;
  Walks& walks_;
  Counters counters_;
  v8::Global<v8::Private> realm_key_;
  PerRealm<Realm> realms_;
  const std::shared_ptr<v8::BackingStore> step_store_;
  Step* const step_;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DIRECT_DIRECT_CLONER_H_
