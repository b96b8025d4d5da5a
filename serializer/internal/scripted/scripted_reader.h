#ifndef FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPTED_READER_H_
#define FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPTED_READER_H_

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

#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/serializer/internal/direct/per_realm.h"
#include "ferry/serializer/internal/direct/trials.h"
#include "ferry/serializer/internal/scripted/script_memory.h"

namespace ferry::internal {

// Reads plain data by a script (read.js), which V8 compiles: it takes about
// half the time of PlainReader. Reads records, dense arrays, Maps, Sets, Dates
// and primitives, also where some are met several times, and gives up at
// anything else, which nobody can tell.
//
// The bytes are V8's, or wire::Validate has accepted them: it does not look for
// a key that an object has twice. No bytes can do harm.
//
// Isolate-bound; an extension of the Agent. Between calls it holds no object
// but what each realm keeps for itself.
class ScriptedReader final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit ScriptedReader(Agent& agent);
  void WriteSnapshot(SnapshotWriter& snapshot) override;

  static ScriptedReader& Of(Agent& agent) {
    return agent.extension<ScriptedReader>();
  }

  // How messages that it may read went.
  struct Counters {
    // It returned a value, or gave up.
    uint64_t values = 0;
    uint64_t given_up = 0;
    // Were left to others at once.
    uint64_t rested = 0;
  };
  const Counters& counters() const { return counters_; }

  // What is kept for the next message, in bytes.
  size_t kept_bytes() const { return memory_.size(); }

  // The value of a message, made in `context`. Nullopt where others must read
  // it; nothing has happened then that can be seen. Empty where execution is
  // terminating.
  std::optional<v8::MaybeLocal<v8::Value>> Read(
      v8::Local<v8::Context> context, absl::Span<const uint8_t> bytes);

  // After Read has returned nullopt: others have read it.
  void OnNative();

  // Takes the script in `context` from now on, without trials, and reads small
  // messages of any realm too; or tries it as ever: for tests.
  void TakeScript(v8::Local<v8::Context> context, bool take);

 private:
  // To call a script takes longer than to read a smaller message.
  static constexpr size_t kSmallestMessage = 64;
  // Of small messages others may be the faster readers, and not of large ones.
  static constexpr size_t kLarge = 1024;

  struct Realm : MemoryScript {
    Trials small;
    Trials large;
  };
  // What read.js says of how it went.
  struct Outcome {
    // Keys and shapes that were not known; objects, and what Maps and Sets
    // hold; and strings that are no keys.
    int32_t unknown;
    int32_t objects;
    int32_t strings;
  };
  using Info = v8::FunctionCallbackInfo<v8::Value>;

  Realm& RealmOf(v8::Local<v8::Context> context);
  void Initialize(v8::Local<v8::Context> context, Realm& realm);
  v8::Local<v8::Object> NewNatives(v8::Local<v8::Context> context);
  // Sees to it that there is memory for the message behind the realm's arrays.
  v8::Maybe<void> SetMemory(v8::Local<v8::Context> context, Realm& realm,
                            size_t size);
  // The value, or undefined.
  v8::MaybeLocal<v8::Value> Run(v8::Local<v8::Context> context, Realm& realm,
                                absl::Span<const uint8_t> bytes, size_t begin);

  // What read.js calls.
  static ScriptedReader& Of(const Info& info);
  static void Latin1(const Info& info);
  // Undefined where they are not aligned, or not as they lie in memory.
  static void Utf16(const Info& info);
  static void NewKey(const Info& info);
  static void NewMap(const Info& info);
  static void NewSet(const Info& info);
  static void NewDate(const Info& info);
  static void NewObject(const Info& info);
  static void NewMaker(const Info& info);
  static void NewReader(const Info& info);
  static void ElementsAreOwn(const Info& info);
  static void None(const Info& info);
  // Of the message, as far as it lies in the memory.
  const uint8_t* Bytes(v8::Local<v8::Value> begin, size_t size) const;

  Agent& agent_;
  v8::Isolate* const isolate_;
  Counters counters_;
  v8::Global<v8::Private> realm_key_;
  PerRealm<Realm> realms_;
  // In bytes. Smaller messages are for others.
  size_t smallest_message_ = kSmallestMessage;
  // Where the script finds the message.
  ScriptMemory memory_;
  bool is_reading_ = false;
  // Of a message that was left to others: whose trials their time counts for,
  // and how long they take, about. Null for none.
  Trials* left_ = nullptr;
  Trials::Duration expected_;
  const std::shared_ptr<v8::BackingStore> outcome_store_;
  Outcome* const outcome_;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPTED_READER_H_
