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
  kSetClock,
};
inline constexpr size_t kScriptFunctionCount = 7;

// What the scripts of bindings/script made in one realm. The realm keeps it,
// never the other way round: every handle here is weak.
//
// Isolate-bound; owned by the agent's AgentBindings.
class RealmBindings {
 public:
  RealmBindings() = default;

  RealmBindings(const RealmBindings&) = delete;
  RealmBindings& operator=(const RealmBindings&) = delete;

  // Runs the scripts in `context`, where a startup snapshot has not brought
  // what they made. When it throws, the result is empty.
  v8::Maybe<bool> Initialize(Agent& agent, v8::Local<v8::Context> context);

  bool IsOf(v8::Local<v8::Context> context) const {
    return context_ == context;
  }
  bool IsDead() const { return context_.IsEmpty(); }

  // Event, EventTarget and so on, by name.
  v8::Local<v8::Object> interfaces() const { return Get(interfaces_); }

  // Whether a startup snapshot has brought it.
  bool was_kept() const { return was_kept_; }

  // Whether its agent, or the one that wrote the snapshot, had an event loop.
  bool has_channels() const { return has_channels_; }
  v8::Maybe<bool> SetHasChannels(v8::Local<v8::Context> context);

  // When it throws, the result is empty.
  v8::MaybeLocal<v8::Value> Call(
      v8::Local<v8::Context> context, ScriptFunction function,
      absl::Span<v8::Local<v8::Value>> arguments) const;

 private:
  template <typename T>
  static v8::Local<T> Get(const v8::Global<T>& handle) {
    return handle.Get(v8::Isolate::GetCurrent());
  }

  bool was_kept_ = false;
  bool has_channels_ = false;
  v8::Global<v8::Context> context_;
  v8::Global<v8::Object> interfaces_;
  std::array<v8::Global<v8::Function>, kScriptFunctionCount> functions_;
};

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_REALM_BINDINGS_H_
