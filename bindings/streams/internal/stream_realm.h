#ifndef FERRY_BINDINGS_STREAMS_INTERNAL_STREAM_REALM_H_
#define FERRY_BINDINGS_STREAMS_INTERNAL_STREAM_REALM_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-template.h>
#include <v8-value.h>

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/bindings/streams/streams.h"
#include "ferry/messaging/messaging.h"

namespace ferry::internal {

// The functions that exports.js gives, in the order of their names there.
enum class StreamFunction {
  kCommitReadable,
  kCommitWritable,
  kPartsOf,
  kPrepareReadable,
  kPrepareWritable,
  kReceiveParts,
  kReceiveReadable,
  kReceiveTransform,
  kReceiveWaiting,
  kReceiveWritable,
  kValidateReadable,
  kValidateWritable,
};
inline constexpr size_t kStreamFunctionCount = 12;

// What the scripts of bindings/streams/script made in one realm. The realm
// keeps it: every handle here is weak. Isolate-bound.
class StreamRealm {
 public:
  StreamRealm() = default;

  StreamRealm(const StreamRealm&) = delete;
  StreamRealm& operator=(const StreamRealm&) = delete;

  // Runs the scripts. Nothing if and only if an exception is pending.
  v8::Maybe<void> Initialize(Agent& agent, v8::Local<v8::Context> context,
                             const StreamClasses& classes,
                             const StreamOptions& options);

  bool IsOf(v8::Local<v8::Context> context) const {
    return !context_.IsEmpty() && context_ == context;
  }

  v8::Local<v8::Context> context() const {
    return context_.Get(v8::Isolate::GetCurrent());
  }

  // Empty if and only if an exception is pending.
  v8::MaybeLocal<v8::Value> Call(
      StreamFunction function,
      absl::Span<const v8::Local<v8::Value>> arguments) const;

 private:
  v8::Global<v8::Context> context_;
  std::array<v8::Global<v8::Function>, kStreamFunctionCount> functions_;
};

// What bindings/streams keeps for one isolate. Gives the messages of streams to
// the scripts. Isolate-bound; owned by the agent.
class AgentStreams final : public AgentExtension, public MessageObserver {
 public:
  // For Agent::extension.
  explicit AgentStreams(Agent& agent);

  static AgentStreams& Of(Agent& agent) {
    return agent.extension<AgentStreams>();
  }

  // The realm is there as long as the agent, with functions as long as its
  // context. Null if and only if an exception is pending.
  StreamRealm* AddRealm(v8::Local<v8::Context> context,
                        const StreamClasses& classes,
                        const StreamOptions& options);
  // Null, with a DataCloneError pending, where the realm has no streams.
  const StreamRealm* GetRealm(v8::Local<v8::Context> context);

  // The symbols of the scripts, as properties of a template.
  v8::Local<v8::ObjectTemplate> symbols() const;
  // Where a port of a stream has its handler(kind, message).
  v8::Local<v8::Private> handler_symbol() const;
  // Where a realm keeps its functions.
  v8::Local<v8::Private> realm_symbol() const;

  // MessageObserver.
  void OnMessage(v8::Local<v8::Context> context, v8::Local<v8::Object> target,
                 const ReceivedMessage& message) override;
  void OnMessageError(v8::Local<v8::Context> context,
                      v8::Local<v8::Object> target,
                      v8::Local<v8::Value> error) override;
  void OnClose(v8::Local<v8::Context> context,
               v8::Local<v8::Object> target) override;

 private:
  // As the scripts call them.
  enum class Kind { kMessage, kMessageError, kPortClosed };

  void Handle(v8::Local<v8::Context> context, v8::Local<v8::Object> port,
              Kind kind, v8::Local<v8::Value> message);

  Agent& agent_;
  v8::Global<v8::ObjectTemplate> symbols_;
  v8::Global<v8::Private> handler_symbol_;
  v8::Global<v8::Private> realm_symbol_;
  std::vector<std::unique_ptr<StreamRealm>> realms_;
};

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_STREAMS_INTERNAL_STREAM_REALM_H_
