#ifndef FERRY_SERIALIZER_INTERNAL_DIRECT_WALKS_H_
#define FERRY_SERIALIZER_INTERNAL_DIRECT_WALKS_H_

#include <v8-callbacks.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>

#include <cstddef>
#include <cstdint>

#include "ferry/agent/agent.h"
#include "ferry/serializer/internal/direct/address.h"
#include "ferry/serializer/internal/direct/hidden_classes.h"
#include "ferry/serializer/internal/direct/met_objects.h"
#include "ferry/serializer/internal/direct/per_realm.h"
#include "ferry/serializer/internal/direct/realm_samples.h"

namespace ferry::internal {

// What the scripts that walk over values (clone.js, write.js) ask of the
// objects that they meet: which ones they have met, and what each is.
//
// Addresses tell objects apart until V8 collects garbage, and hidden classes
// until it collects old objects. A walk that finds has_moved() enters its
// objects anew, or begins again.
//
// Isolate-bound; an extension of the Agent. Between walks it holds no object
// but what each realm keeps for itself.
class Walks final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit Walks(Agent& agent);
  ~Walks() override;
  void WriteSnapshot(SnapshotWriter& snapshot) override;

  static Walks& Of(Agent& agent) { return agent.extension<Walks>(); }

  // Whether there is a walk. Only an interrupt of an embedder can ask then.
  bool is_walking() const { return realm_ != nullptr; }

  // Begins a walk over a value in `context`, a handle that outlives it. False
  // where the realm cannot be looked at; nothing is pending then but a
  // termination.
  bool Begin(v8::Local<v8::Context> context);
  void End();

  // --- While there is a walk.

  // The numbers of objects: 0, 1, 2 and so on. An object is new if its number
  // is what met() was.
  uint32_t met() const { return met_.size(); }
  uint32_t Number(v8::Local<v8::Object> object) {
    return met_.Number(AddressOf(object));
  }
  // Whether the objects that were met have other addresses now.
  bool has_moved() const { return met_at_ != collections_; }
  // Nothing was met.
  void Forget() {
    met_.Clear();
    met_at_ = collections_;
  }

  // What `object` is; valid until the next call. Null where the walk has to
  // give up: it has met too much that is unknown, or execution is terminating.
  const HiddenClass* ClassOf(v8::Local<v8::Object> object);
  // Whether an ordinary object of that class can be read without running code,
  // and is no host object.
  bool IsPlain(v8::Local<v8::Object> object, const HiddenClass& hidden_class) {
    return (hidden_class.kind == ObjectKind::kPlain &&
            !hidden_class.has_class) ||
           IsPlainSlow(object, hidden_class);
  }
  // The names by which such an object can be read that keeps its properties in
  // a table of its own; empty where it has to be read by V8's serializer.
  v8::MaybeLocal<v8::Array> PlainNames(v8::Local<v8::Object> object);
  // Whether holes of arrays read as undefined.
  bool HolesAreUndefined();
  v8::Local<v8::Object> object_prototype() const {
    return realm_->samples.object_prototype(isolate_);
  }

  // --- After a walk.

  // Whether it was a bad idea: to learn what is unknown took too long.
  bool met_mostly_unknown() const;

 private:
  struct Realm {
    explicit Realm(Agent& agent) : hidden_classes(agent) {}

    RealmSamples samples;
    HiddenClasses hidden_classes;
    // full_collections_ when they were learned.
    uint32_t learned_at = UINT32_MAX;
  };

  bool IsPlainSlow(v8::Local<v8::Object> object,
                   const HiddenClass& hidden_class);
  bool IsMarked(v8::Local<v8::Object> object);
  static void OnGarbageCollection(v8::Isolate* isolate, v8::GCType type,
                                  v8::GCCallbackFlags flags, void* data);

  Agent& agent_;
  v8::Isolate* const isolate_;
  v8::Global<v8::Private> realm_key_;
  PerRealm<Realm> realms_;
  // How often V8 collected garbage, and how often old objects too.
  uint32_t collections_ = 0;
  uint32_t full_collections_ = 0;

  // The walk.
  Realm* realm_ = nullptr;
  v8::Local<v8::Context> context_;
  MetObjects met_;
  // collections_ when the objects were entered.
  uint32_t met_at_ = 0;
  bool holes_are_undefined_ = false;
  // How many unknown hidden classes it has looked at; of how many objects, once
  // it is over.
  size_t unknown_ = 0;
  size_t walked_ = 0;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DIRECT_WALKS_H_
