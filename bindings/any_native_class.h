#ifndef FERRY_BINDINGS_ANY_NATIVE_CLASS_H_
#define FERRY_BINDINGS_ANY_NATIVE_CLASS_H_

#include <v8-context.h>
#include <v8-function-callback.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-template.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/bindings/arguments.h"
#include "ferry/transfer/platform_object.h"

namespace ferry {

template <typename T>
class ClassDefinition;

namespace internal {

class NativeMember;

// A member of a native class. The data of its callback is a NativeMember.
struct ClassMember {
  enum class Kind { kConstructor, kMethod, kPromiseMethod, kGetter };
  Kind kind;
  std::string name;
  v8::FunctionCallback callback;
  // How many arguments it needs.
  int length;
};

}  // namespace internal

// What there is of a native class of an agent without its C++ class: see
// NativeClass.
//
// Isolate-bound; an extension of the agent.
class AnyNativeClass : public AgentExtension {
 public:
  ~AnyNativeClass() override { *cell_ = nullptr; }
  void WriteSnapshot(SnapshotWriter& snapshot) override {
    WriteMembers(snapshot);
  }

  const std::string& name() const { return name_; }
  // What its objects are instances of.
  v8::Local<v8::FunctionTemplate> function_template() const {
    return template_.Get(agent_.isolate());
  }
  // Whether `value` is an object of the class, or of a subclass.
  bool HasInstance(v8::Local<v8::Value> value) const {
    return function_template()->HasInstance(value);
  }

  // How many objects of it there are.
  size_t CountObjects() const;

  // The getters, in the order in which they were defined, for programs that
  // show objects; and what one says of an object of the class. When it throws,
  // the result is empty.
  std::vector<absl::string_view> GetterNames() const;
  v8::MaybeLocal<v8::Value> CallGetter(v8::Local<v8::Context> context,
                                       v8::Local<v8::Object> object,
                                       absl::string_view name) const;

  // Defines the methods and getters on an object that is the prototype in the
  // place of the template's own: of a class that is written in JavaScript.
  v8::Maybe<void> DefineMembers(v8::Local<v8::Context> context,
                                v8::Local<v8::Object> prototype) const;

 protected:
  AnyNativeClass(Agent& agent, absl::string_view name,
                 const std::vector<internal::ClassMember>& members);

  Agent& agent() const { return agent_; }
  // A wrapper without a native object.
  v8::MaybeLocal<v8::Object> NewEmpty(v8::Local<v8::Context> context) const;
  v8::MaybeLocal<v8::Object> NewObject(
      v8::Local<v8::Context> context,
      std::unique_ptr<PlatformObject> native) const;
  PlatformObject* UnwrapAny(v8::Local<v8::Value> value) const;
  v8::Maybe<void> InstallOn(v8::Local<v8::Context> context,
                            v8::Local<v8::Object> target) const;

  // For ExternalReferences.
  static void AddReferencesOf(const std::vector<internal::ClassMember>& members,
                              std::vector<intptr_t>& references);

 private:
  template <typename T>
  friend class ClassDefinition;
  friend class internal::NativeMember;

  using Kind = internal::ClassMember::Kind;
  struct Member {
    Kind kind;
    std::string name;
    v8::Global<v8::String> data;
    // Of a constructor it is the template of the class.
    v8::Global<v8::FunctionTemplate> function;
  };

  void WriteMembers(SnapshotWriter& snapshot) const;
  // Where a startup snapshot keeps it.
  std::string NameOf(absl::string_view part) const;
  v8::Local<v8::FunctionTemplate> NewTemplate() const;
  void AddMember(const internal::ClassMember& member);
  v8::Local<v8::FunctionTemplate> NewFunction(
      const internal::ClassMember& member, v8::Local<v8::String> data) const;
  void AddToTemplate(const internal::ClassMember& member,
                     v8::Local<v8::String> data,
                     v8::Local<v8::FunctionTemplate> function) const;

  // In a call of a member: its agent. Null, with an exception pending, where
  // the agent is gone or arguments are missing.
  static Agent* Enter(const CallInfo& info);
  // The same in a call of the constructor, which must come from `new`.
  static Agent* EnterConstructor(const CallInfo& info);
  // The native object that a member was called on. Null, with a TypeError
  // pending, where its wrapper is empty.
  static PlatformObject* ThisNative(const CallInfo& info);
  // In a call of a member without a signature, which has to do all that: calls
  // `call`, and returns a promise to the script, of what that returned. It is
  // rejected with whatever is pending.
  static void ReturnPromise(
      const CallInfo& info,
      absl::FunctionRef<void(Agent&, PlatformObject&)> call);

  Agent& agent_;
  const std::string name_;
  // Null once the class is gone with its agent, which the functions outlive.
  const std::shared_ptr<const AnyNativeClass*> cell_;
  // Whether a startup snapshot has brought it.
  bool was_kept_ = false;
  v8::Global<v8::FunctionTemplate> template_;
  std::vector<Member> members_;
};

// The native classes of an agent.
//
//   for (const ferry::AnyNativeClass* each :
//        ferry::NativeClasses::Of(agent).all()) {
//     printf("%s: %zu\n", each->name().c_str(), each->CountObjects());
//   }
//
// Isolate-bound.
class NativeClasses final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit NativeClasses(Agent&) {}

  static NativeClasses& Of(Agent& agent) {
    return agent.extension<NativeClasses>();
  }

  // Those that were asked for until now, in that order.
  absl::Span<const AnyNativeClass* const> all() const { return all_; }
  // The one that `value` is an object of; null where there is none.
  const AnyNativeClass* Find(v8::Local<v8::Value> value) const;

 private:
  friend class AnyNativeClass;

  std::vector<const AnyNativeClass*> all_;
};

}  // namespace ferry

#endif  // FERRY_BINDINGS_ANY_NATIVE_CLASS_H_
