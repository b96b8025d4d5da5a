#ifndef FERRY_BINDINGS_INTERNAL_REALM_BINDINGS_H_
#define FERRY_BINDINGS_INTERNAL_REALM_BINDINGS_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>

#include <array>
#include <cstddef>

#include "absl/types/span.h"
#include "ferry/agent/agent.h"

namespace ferry::internal {

// The functions that exports.js gives, in the order of their names there.
enum class ScriptFunction {
  kCompleteGlobal,
  kCompleteTarget,
  kFire,
  kFireError,
  kFireMessage,
  kFireMessageError,
};
inline constexpr size_t kScriptFunctionCount = 6;

// What the scripts of bindings/script made in one realm. The realm keeps it,
// never the other way round: every handle here is weak.
//
// Isolate-bound; owned by the agent's AgentBindings.
class RealmBindings {
 public:
  RealmBindings() = default;
  // Functions of the realm find no agent from then on.
  ~RealmBindings();

  RealmBindings(const RealmBindings&) = delete;
  RealmBindings& operator=(const RealmBindings&) = delete;

  // Runs the scripts in `context`. When it throws, the result is empty.
  v8::Maybe<bool> Initialize(Agent& agent, v8::Local<v8::Context> context);

  bool IsOf(v8::Local<v8::Context> context) const {
    return context_ == context;
  }
  bool IsDead() const { return context_.IsEmpty(); }

  // The data of the realm's native functions; see AgentOf.
  v8::Local<v8::Object> link() const { return Get(link_); }
  // Event, EventTarget and so on, by name.
  v8::Local<v8::Object> interfaces() const { return Get(interfaces_); }

  // When it throws, the result is empty.
  v8::MaybeLocal<v8::Value> Call(
      v8::Local<v8::Context> context, ScriptFunction function,
      absl::Span<v8::Local<v8::Value>> arguments) const;

 private:
  template <typename T>
  static v8::Local<T> Get(const v8::Global<T>& handle) {
    return handle.Get(v8::Isolate::GetCurrent());
  }

  v8::Global<v8::Context> context_;
  v8::Global<v8::Object> link_;
  v8::Global<v8::Object> interfaces_;
  std::array<v8::Global<v8::Function>, kScriptFunctionCount> functions_;
};

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_REALM_BINDINGS_H_
