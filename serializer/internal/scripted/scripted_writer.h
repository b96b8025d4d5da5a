#ifndef FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPTED_WRITER_H_
#define FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPTED_WRITER_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-function-callback.h>
#include <v8-function.h>
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
#include <vector>

#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/serializer/internal/direct/hidden_classes.h"
#include "ferry/serializer/internal/direct/per_realm.h"
#include "ferry/serializer/internal/direct/trials.h"
#include "ferry/serializer/internal/direct/walks.h"
#include "ferry/serializer/internal/scripted/script_memory.h"

namespace ferry::internal {

// Writes plain data by a walk in JavaScript (write.js), which V8 compiles, in
// V8's format: half the time of V8's serializer. Writes records, dense arrays,
// Maps, Sets, Dates and primitives, and gives up at anything else before any
// code of a user has run, which nobody can tell: V8's serializer then writes
// the message, and says what is wrong.
//
// A message takes no more bytes than V8's. It takes fewer where V8 keeps an
// integer as a double, which is written as an integer here, or a text of
// Latin-1 with two bytes for each character.
//
// Isolate-bound; an extension of the Agent. Between calls it holds no object
// but what each realm keeps for itself.
class ScriptedWriter final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit ScriptedWriter(Agent& agent);
  void WriteSnapshot(SnapshotWriter& snapshot) override;

  static ScriptedWriter& Of(Agent& agent) {
    return agent.extension<ScriptedWriter>();
  }

  // How messages that it may write went.
  struct Counters {
    // It wrote one, or gave up.
    uint64_t values = 0;
    uint64_t given_up = 0;
    // Were left to V8 at once.
    uint64_t rested = 0;
  };
  const Counters& counters() const { return counters_; }

  // What is kept for the next message, in bytes.
  size_t kept_bytes() const { return memory_.size(); }

  // The message of `object`, an array or an ordinary object: V8 is faster with
  // Maps, Sets and Dates, and what is in them seldom matters more. Valid until
  // Release. Nullopt where V8 must write it; nothing has happened then that can
  // be seen. Nothing where execution is terminating.
  std::optional<v8::Maybe<absl::Span<const uint8_t>>> Write(
      v8::Local<v8::Context> context, v8::Local<v8::Object> object);

  // The message, which was written in this realm, was copied.
  void Release(v8::Local<v8::Context> context);

  // After Write has returned nullopt: V8 has written so many bytes.
  void OnNative(size_t bytes);

  // Takes the script in `context` from now on, without trials, or tries it as
  // ever: for tests.
  void TakeScript(v8::Local<v8::Context> context, bool take);

 private:
  struct Realm : MemoryScript {
    Trials trials;
  };
  // What an object is, for write.js.
  enum Written : int32_t {
    kPlain,
    kInstance,
    kDictionary,
    kIntegers,
    kDoubles,
    kElements,
    kMap,
    kSet,
    kDate
  };
  // What write.js says of how it went.
  struct Outcome {
    // Keys that were not known, objects, and strings that are no keys.
    int32_t unknown;
    int32_t objects;
    int32_t strings;
  };
  using Info = v8::FunctionCallbackInfo<v8::Value>;

  Realm& RealmOf(v8::Local<v8::Context> context);
  void Initialize(v8::Local<v8::Context> context, Realm& realm);
  v8::Local<v8::Object> NewNatives(v8::Local<v8::Context> context);
  // Sees to it that there is room for `size` bytes behind the realm's arrays,
  // and keeps the first `kept`.
  v8::Maybe<void> SetMemory(v8::Local<v8::Context> context, Realm& realm,
                            size_t size, size_t kept);

  // How a walk ended; in kWritten the message is the first size_ bytes of
  // memory_.
  enum class End {
    kWritten,
    kGaveUp,
    // V8 is the better writer of such an object.
    kLeft,
    // The objects that were met have moved: V8 has collected garbage.
    kMoved,
    // Execution is terminating.
    kTerminated
  };
  End Run(v8::Local<v8::Context> context, Realm& realm,
          v8::Local<v8::Object> object);
  End Walk(v8::Local<v8::Context> context, Realm& realm,
           v8::Local<v8::Object> object);
  // Whether V8 is the better writer of a message of such an object.
  bool IsForV8(v8::Local<v8::Context> context, v8::Local<v8::Object> object,
               Written kind) const;
  // Nullopt where V8 alone can write it.
  std::optional<Written> KindOf(v8::Local<v8::Object> object);
  // Whether the last message was better left to V8.
  bool was_bad() const;

  // What write.js calls.
  static ScriptedWriter& Of(const Info& info);
  static void Enter(const Info& info);
  static void GrowMemory(const Info& info);
  static void WriteText(const Info& info);
  static void DateValue(const Info& info);

  Agent& agent_;
  v8::Isolate* const isolate_;
  Walks& walks_;
  Counters counters_;
  v8::Global<v8::Private> realm_key_;
  PerRealm<Realm> realms_;
  // With what each message begins.
  const std::vector<uint8_t> header_;
  ScriptMemory memory_;
  size_t size_ = 0;
  bool is_writing_ = false;
  // The trials for which the time counts that V8 takes for a message; null for
  // none.
  Trials* left_ = nullptr;
  // Whose script runs.
  Realm* running_ = nullptr;
  const std::shared_ptr<v8::BackingStore> outcome_store_;
  Outcome* const outcome_;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPTED_WRITER_H_
