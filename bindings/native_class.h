#ifndef FERRY_BINDINGS_NATIVE_CLASS_H_
#define FERRY_BINDINGS_NATIVE_CLASS_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/bindings/any_native_class.h"
#include "ferry/bindings/arguments.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry {

namespace internal {

// Of bindings/collected.h, which a class that cppgc collects includes.
template <typename T>
void WrapCollected(Agent& agent, v8::Local<v8::Object> wrapper, T* native);

}  // namespace internal

// Takes the members of the JavaScript class of T. Called on anything but an
// object of the class, or with too few arguments, they throw the TypeErrors of
// WebIDL before any C++ of the class runs; after the agent's end they throw an
// Error.
template <typename T>
class ClassDefinition {
 public:
  ClassDefinition() = default;

  // `new Class(...)` calls kConstruct(Agent&, const CallInfo&) with `length`
  // arguments or more. It returns a std::unique_ptr<T>, or a T* of a class that
  // cppgc collects, which is null when it throws; or void, where it calls
  // WrapperRegistry::Wrap itself. Without a constructor, `new` throws.
  template <auto kConstruct>
  void Constructor(int length = 0) {
    // What is asked for first.
    members_.insert(members_.begin(),
                    {Kind::kConstructor, "new", Construct<kConstruct>, length});
  }

  // object.name(...) calls kMethod, a method of T or a function that takes a
  // T&, with (Agent&, const CallInfo&).
  template <auto kMethod>
  void Method(absl::string_view name, int length = 0) {
    members_.push_back(
        {Kind::kMethod, std::string(name), Call<kMethod>, length});
  }

  // The same for a method that returns a promise, as WebIDL has it: it is the
  // one that kMethod returns, or is resolved with what that returns. What goes
  // wrong rejects it, also what is thrown before kMethod runs.
  template <auto kMethod>
  void PromiseMethod(absl::string_view name, int length = 0) {
    members_.push_back({Kind::kPromiseMethod, std::string(name),
                        CallForPromise<kMethod>, length});
  }

  // object.name does the same.
  template <auto kGetter>
  void Getter(absl::string_view name) {
    members_.push_back({Kind::kGetter, std::string(name), Call<kGetter>, 0});
  }

  // For NativeClass.
  const std::vector<internal::ClassMember>& members() const { return members_; }

 private:
  using Kind = internal::ClassMember::Kind;

  template <auto kMethod>
  static void Call(const CallInfo& info) {
    Agent* agent = AnyNativeClass::Enter(info);
    if (agent == nullptr) return;
    if (PlatformObject* native = AnyNativeClass::ThisNative(info)) {
      std::invoke(kMethod, static_cast<T&>(*native), *agent, info);
    }
  }

  template <auto kMethod>
  static void CallForPromise(const CallInfo& info) {
    AnyNativeClass::ReturnPromise(
        info, [&info](Agent& agent, PlatformObject& native) {
          std::invoke(kMethod, static_cast<T&>(native), agent, info);
        });
  }

  template <auto kConstruct>
  static void Construct(const CallInfo& info) {
    Agent* agent = AnyNativeClass::EnterConstructor(info);
    if (agent == nullptr) return;
    using Made = decltype(kConstruct(*agent, info));
    if constexpr (std::is_void_v<Made>) {
      kConstruct(*agent, info);
    } else if constexpr (std::is_pointer_v<Made>) {
      if (T* native = kConstruct(*agent, info)) {
        internal::WrapCollected(*agent, info.This(), native);
      }
    } else if (std::unique_ptr<T> native = kConstruct(*agent, info)) {
      WrapperRegistry::Of(*agent).Wrap(info.This(), std::move(native));
    }
  }

  std::vector<internal::ClassMember> members_;
};

// A JavaScript class whose objects are C++ objects of class T, which says what
// it looks like:
//
//   class File final : public ferry::PlatformObject {
//    public:
//     static constexpr char kClassName[] = "File";
//     static void DefineClass(ferry::ClassDefinition<File>& file) {
//       file.Constructor<Open>(1);
//       file.Getter<&File::Descriptor>("descriptor");
//       file.Method<&File::Close>("close");
//     }
//     static std::unique_ptr<File> Open(ferry::Agent&, const ferry::CallInfo&);
//     ...
//   };
//
//   ferry::InstallGlobals(agent, context,
//                         {.classes = {ferry::NativeClass<File>::Install}});
//
// An agent has one of each, made when first asked for, and ends it: nothing of
// it is kept elsewhere. `Description` says these two things where T cannot.
//
// Isolate-bound. What it makes belongs to the WrapperRegistry.
template <typename T, typename Description = T>
class NativeClass final : public AnyNativeClass {
  static_assert(std::is_base_of_v<PlatformObject, T>,
                "a native class derives from ferry::PlatformObject");

 public:
  // For Agent::extension.
  explicit NativeClass(Agent& agent)
      : AnyNativeClass(agent, Description::kClassName, Define().members()) {}

  // Adds the C++ functions of the class to those of ExternalReferences.
  static void AddReferences(std::vector<intptr_t>& references) {
    AddReferencesOf(Define().members(), references);
  }

  static NativeClass& Of(Agent& agent) {
    return agent.extension<NativeClass>();
  }

  // Makes a JavaScript object for `native`; its class's constructor is not
  // called. When it throws, the result is empty, and `native` is destroyed.
  v8::MaybeLocal<v8::Object> New(v8::Local<v8::Context> context,
                                 std::unique_ptr<T> native) const {
    return NewObject(context, std::move(native));
  }

  // The same for an object that cppgc collects (bindings/collected.h).
  v8::MaybeLocal<v8::Object> New(v8::Local<v8::Context> context,
                                 T* native) const {
    v8::Local<v8::Object> wrapper;
    if (!NewEmpty(context).ToLocal(&wrapper)) return {};
    internal::WrapCollected(agent(), wrapper, native);
    return wrapper;
  }

  // The native object behind `value`; null where it is of another class, or its
  // wrapper is empty.
  T* Unwrap(v8::Local<v8::Value> value) const {
    return static_cast<T*>(UnwrapAny(value));
  }

  // Puts the class on an object, as WebIDL puts interfaces on the global
  // object. When it throws, the result is empty.
  static v8::Maybe<void> Install(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> target) {
    return Of(agent).InstallOn(context, target);
  }

 private:
  static ClassDefinition<T> Define() {
    ClassDefinition<T> definition;
    Description::DefineClass(definition);
    return definition;
  }
};

}  // namespace ferry

#endif  // FERRY_BINDINGS_NATIVE_CLASS_H_
