#ifndef FERRY_TRANSFER_TRANSFER_MODE_REGISTRY_H_
#define FERRY_TRANSFER_TRANSFER_MODE_REGISTRY_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "ferry/agent/agent.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry {

// Marks JavaScript objects and classes as cloneable or transferable.
//
// A mark is a private symbol that holds a TransferMode: on an object itself, or
// (another symbol, so that the prototype is no host object) on the prototype of
// a class, where it counts for the instances of the class and its subclasses
// and costs nothing per instance. An object's own mark wins over its class's.
// Reflection does not see marks, and another agent's marks mean nothing here.
//
//   TransferModeRegistry::Of(agent).MarkClass(context, point_class,
//                                    TransferMode::kCloneable);
//
// V8 asks about ordinary objects and API objects only. A mark on an Array, Map,
// Set, Date, RegExp, function or buffer therefore has no effect, and the calls
// here say so.
//
// Isolate-bound; an extension of the Agent.
class TransferModeRegistry final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit TransferModeRegistry(Agent& agent);
  absl::Status CheckSnapshot() override;
  void WriteSnapshot(SnapshotWriter& snapshot) override;

  static TransferModeRegistry& Of(Agent& agent) {
    return agent.extension<TransferModeRegistry>();
  }

  // Marks `value` itself, over an earlier mark. Gives false where that has no
  // effect: for a primitive, and for an object that V8 never asks about (of the
  // kinds that V8's API can tell; a few, such as Intl's, it cannot). When it
  // throws, the result is empty.
  v8::Maybe<bool> MarkTransferMode(v8::Local<v8::Context> context,
                                   v8::Local<v8::Value> value,
                                   TransferMode mode);

  // Marks the instances of `constructor` and of its subclasses, also those that
  // exist already. Throws a TypeError for Object, for what is no class, for a
  // Proxy as prototype, and for subclasses of the built-ins named above.
  v8::Maybe<void> MarkClass(v8::Local<v8::Context> context,
                            v8::Local<v8::Function> constructor,
                            TransferMode mode);
  // The same with native steps in the place of the protocol's methods: `steps`
  // are asked for each instance, and say the mode. A mark of an instance's own
  // then takes permissions away, as of a native object. The steps live until
  // the agent ends, also where the class is marked again.
  v8::Maybe<void> MarkClass(v8::Local<v8::Context> context,
                            v8::Local<v8::Function> constructor,
                            std::unique_ptr<PlatformObject> steps);

  // Takes the permission to be cloned away; an unmarked JavaScript object gets
  // the mode kDisallowCloneAndTransfer. Gives false where that has no effect.
  v8::Maybe<bool> MarkAsUncloneable(v8::Local<v8::Context> context,
                                    v8::Local<v8::Value> value);

  // Refuses `value` in transfer lists from now on, whatever else it is marked
  // with; ArrayBuffers too. Gives false for a primitive.
  v8::Maybe<bool> MarkAsUntransferable(v8::Local<v8::Context> context,
                                       v8::Local<v8::Value> value);
  v8::Maybe<bool> IsMarkedAsUntransferable(v8::Local<v8::Context> context,
                                           v8::Local<v8::Object> object);

  // What the class of `object` is marked with: nothing, a mode, or native
  // steps.
  struct ClassMark {
    std::optional<TransferMode> mode = {};
    // Null where the protocol's methods are the steps.
    PlatformObject* steps = nullptr;
  };
  // When it throws, the result is empty.
  v8::Maybe<ClassMark> GetClassMark(v8::Local<v8::Context> context,
                                    v8::Local<v8::Object> object);

  // The mark that counts for `object`: its own, else its class's, else none.
  // When it throws, the outer optional is empty.
  std::optional<std::optional<TransferMode>> GetTransferMode(
      v8::Local<v8::Context> context, v8::Local<v8::Object> object);
  // Its own mark only.
  std::optional<std::optional<TransferMode>> GetOwnTransferMode(
      v8::Local<v8::Context> context, v8::Local<v8::Object> object);

  // Whether `object` bears a mark. `object_prototype` is the realm's
  // Object.prototype, where the search for a class's mark ends. Leaves handles
  // in the caller's scope: V8 opens one for each object that it asks about.
  v8::Maybe<bool> IsMarked(v8::Local<v8::Context> context,
                           v8::Local<v8::Object> object,
                           v8::Local<v8::Value> object_prototype);

  // Whether anything was ever marked. While nothing is, V8 needs no hook.
  bool has_marks() const { return has_class_marks_ || has_instance_marks(); }
  bool has_class_marks() const { return has_class_marks_; }
  bool has_instance_marks() const { return *seen_byte_ != 0; }

  // `markTransferMode(object, cloneable, transferable)` for scripts of
  // `context`. It stores the mark by an ordinary keyed store of JavaScript, so
  // at inline-cache speed, and is therefore too fast to say where a mark has no
  // effect. Primitives are ignored. The same at each call for a realm. For one
  // of a startup snapshot it has to be called before scripts mark: the function
  // that it has is linked to the agent then.
  v8::MaybeLocal<v8::Function> GetMarkFunction(v8::Local<v8::Context> context);

 private:
  // What gives the realm's mark function the array that it notes marks in.
  v8::MaybeLocal<v8::Value> NewSetSeen(v8::Local<v8::Context> context);

  // Whether `prototype` or one above it bears a class's mark.
  v8::Maybe<bool> IsMarkedByClass(v8::Local<v8::Context> context,
                                  v8::Local<v8::Value> prototype);

  // Stores `mark`, a mode or the place of steps, on the prototype.
  v8::Maybe<void> StoreClassMark(v8::Local<v8::Context> context,
                                 v8::Local<v8::Function> constructor,
                                 int32_t mark);

  v8::Isolate* const isolate_;
  v8::Global<v8::Private> own_mark_;
  v8::Global<v8::Private> class_mark_;
  v8::Global<v8::Private> untransferable_mark_;
  // Where a realm has its mark function.
  v8::Global<v8::Private> mark_function_;
  // One byte that scripts set when they mark an object.
  const std::shared_ptr<v8::BackingStore> seen_;
  uint8_t* const seen_byte_;
  bool has_class_marks_ = false;
  // Of marked classes. A mark of kFirstSteps or more is a place here.
  std::vector<std::unique_ptr<PlatformObject>> steps_;
};

}  // namespace ferry

#endif  // FERRY_TRANSFER_TRANSFER_MODE_REGISTRY_H_
