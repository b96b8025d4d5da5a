#ifndef FERRY_TRANSFER_WRAPPER_REGISTRY_H_
#define FERRY_TRANSFER_WRAPPER_REGISTRY_H_

#include <v8-function-callback.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-template.h>

#include <cstddef>
#include <list>
#include <memory>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/transfer/platform_object.h"

namespace ferry {

// JavaScript objects that own a native PlatformObject.
//
//   v8::Local<v8::FunctionTemplate> blob =
//   WrapperRegistry::Of(agent).NewTemplate("Blob");
//   ...
//   WrapperRegistry::Of(agent).Wrap(object, std::make_unique<Blob>(bytes));
//
// Isolate-bound; an extension of the Agent.
class WrapperRegistry final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit WrapperRegistry(Agent& agent);
  // Destroys every native object that it owns; their wrappers are empty from
  // then on.
  void OnAgentEnd() override;
  absl::Status CheckSnapshot() override;
  void WriteSnapshot(SnapshotWriter& snapshot) override;

  static WrapperRegistry& Of(Agent& agent) {
    return agent.extension<WrapperRegistry>();
  }

  // A template whose instances, and those of templates that inherit from it
  // (with an internal field of their own) and of JavaScript subclasses, can be
  // wrapped. Without `constructor`, `new` makes an empty wrapper.
  v8::Local<v8::FunctionTemplate> NewTemplate(
      absl::string_view class_name, v8::FunctionCallback constructor = nullptr,
      v8::Local<v8::Value> data = {});

  // Gives `native` to `wrapper`, an instance of such a template that is empty.
  // It is destroyed on the isolate's thread: when the wrapper is garbage
  // collected, or with the Agent; garbage collection lets its destructor reset
  // handles, but call nothing else of V8.
  void Wrap(v8::Local<v8::Object> wrapper,
            std::unique_ptr<PlatformObject> native);

  // The same where something else owns `native`, which lives at least as long
  // as its wrapper: bindings/collected.h.
  void WrapCollected(v8::Local<v8::Object> wrapper, PlatformObject& native);

  // Destroys the native object behind `object`, which is empty from then on.
  // Does nothing when it is no wrapper, or empty. Not from user code that runs
  // while a value is serialized, which may have met the object: a native object
  // that a script can close keeps its PlatformObject, and refuses.
  void Discard(v8::Local<v8::Object> object);

  // HTML's [[Detached]]: `object` was transferred, and can be neither
  // transferred nor cloned again. What is no wrapper cannot be set detached,
  // and never is.
  void SetDetached(v8::Local<v8::Object> object);
  bool IsDetached(v8::Local<v8::Object> object) const;

  // The native object behind `object`. The result is null when it is no
  // wrapper, has no internal field or is empty. Runs no JavaScript.
  PlatformObject* Unwrap(v8::Local<v8::Object> object) const;
  // The same for an instance of `of`, such a template; the result is null for
  // any other value. Faster, as it need not look for the template.
  PlatformObject* Unwrap(v8::Local<v8::Value> value,
                         v8::Local<v8::FunctionTemplate> of) const;
  // The same for what is known to be an instance of such a template, because a
  // method with its signature was called on it.
  static PlatformObject* UnwrapInstance(v8::Local<v8::Object> instance);

  // Calls `visit` for each native object and its wrapper. It must not make or
  // destroy any.
  void ForEach(absl::FunctionRef<void(v8::Local<v8::Object> wrapper,
                                      const PlatformObject& native)>
                   visit) const;

  // How many native objects there are behind instances of `of`.
  size_t CountInstances(v8::Local<v8::FunctionTemplate> of) const;

 private:
  struct Deleter {
    bool owns;
    void operator()(PlatformObject* native) const {
      if (owns) delete native;
    }
  };
  using NativePtr = std::unique_ptr<PlatformObject, Deleter>;
  struct Wrapped {
    WrapperRegistry* registry;
    NativePtr native;
    v8::Global<v8::Object> wrapper;
    bool detached;
    std::list<Wrapped>::iterator self;
  };

  void Enter(v8::Local<v8::Object> wrapper, NativePtr native);
  bool IsWrapper(v8::Local<v8::Object> object) const;
  Wrapped* Find(v8::Local<v8::Object> object) const;
  static Wrapped* Read(v8::Local<v8::Object> wrapper);

  v8::Isolate* const isolate_;
  std::vector<v8::Global<v8::FunctionTemplate>> templates_;
  std::list<Wrapped> wrapped_;
};

}  // namespace ferry

#endif  // FERRY_TRANSFER_WRAPPER_REGISTRY_H_
