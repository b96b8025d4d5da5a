#include "ferry/bindings/streams/internal/stream_steps.h"

#include <v8-container.h>
#include <v8-isolate.h>
#include <v8-primitive.h>

#include <cstdint>
#include <tuple>
#include <utility>

#include "absl/strings/string_view.h"
#include "ferry/messaging/message_port.h"
#include "ferry/transfer/data_holder.h"

namespace ferry::internal {
namespace {

constexpr absl::string_view NameOf(StreamKind kind) {
  return kind == StreamKind::kReadable ? "ReadableStream" : "WritableStream";
}

// What travels of a stream.
class StreamHolder final : public DataHolder {
 public:
  explicit StreamHolder(StreamKind kind) : kind(kind) {}

  const StreamKind kind;
  bool is_bytes = false;
  // How many chunks are under way to a readable stream, or may come from a
  // writable one.
  double credits = 0;
  DetachedMessagePort port;
  // On the sender's side, until the message is sent: whether the stream moves
  // on, with its port, which it keeps until then, and which is closed where
  // only chunks are left; otherwise the other end of the new channel.
  bool moves = false;
  MessagePort* moved = nullptr;
  DetachedMessagePort kept;

  absl::string_view type_name() const override { return NameOf(kind); }

  v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) override {
    return NewStream(agent, context, kind, std::move(port), is_bytes, credits);
  }

  // The data are chunks that nobody had read.
  v8::Maybe<void> DeserializeData(Agent& agent, v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> stream,
                                  v8::Local<v8::Value> data) override {
    const StreamRealm* realm = AgentStreams::Of(agent).GetRealm(context);
    return realm != nullptr &&
                   !realm->Call(StreamFunction::kReceiveWaiting, {stream, data})
                        .IsEmpty()
               ? v8::JustVoid()
               : v8::Nothing<void>();
  }
};

class TransformHolder final : public DataHolder {
 public:
  absl::string_view type_name() const override { return "TransformStream"; }

  v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) override {
    const StreamRealm* realm = AgentStreams::Of(agent).GetRealm(context);
    v8::Local<v8::Value> transform;
    if (realm == nullptr || !realm->Call(StreamFunction::kReceiveTransform, {})
                                 .ToLocal(&transform)) {
      return {};
    }
    return transform.As<v8::Object>();
  }

  // The data are [readable, writable].
  v8::Maybe<void> DeserializeData(Agent& agent, v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> transform,
                                  v8::Local<v8::Value> data) override {
    const StreamRealm* realm = AgentStreams::Of(agent).GetRealm(context);
    return realm != nullptr &&
                   !realm
                        ->Call(StreamFunction::kReceiveParts, {transform, data})
                        .IsEmpty()
               ? v8::JustVoid()
               : v8::Nothing<void>();
  }
};

}  // namespace

HostObjectData StreamSteps::PrepareTransfer(Agent& agent,
                                            v8::Local<v8::Context> context,
                                            v8::Local<v8::Object> stream) {
  v8::Local<v8::Value> result;
  if (!realm_
           .Call(kind_ == StreamKind::kReadable
                     ? StreamFunction::kPrepareReadable
                     : StreamFunction::kPrepareWritable,
                 {stream})
           .ToLocal(&result)) {
    return {};
  }
  // [isBytes, port, credits, waiting]
  v8::Local<v8::Value> parts[4];
  for (uint32_t i = 0; i < 4; ++i) {
    if (!result.As<v8::Array>()->Get(context, i).ToLocal(&parts[i])) return {};
  }
  auto holder = std::make_unique<StreamHolder>(kind_);
  holder->is_bytes = parts[0]->IsTrue();
  holder->credits = parts[2].As<v8::Number>()->Value();
  holder->moves = parts[1]->IsObject();
  holder->moved = MessagePort::From(agent, parts[1]);
  if (!holder->moves) {
    std::tie(holder->kept, holder->port) = DetachedMessagePort::NewChannel();
  }
  HostObjectData prepared{.holder = std::move(holder)};
  if (!parts[3]->IsUndefined()) prepared.data = parts[3];
  return prepared;
}

v8::Maybe<void> StreamSteps::ValidateTransfer(Agent& agent,
                                              v8::Local<v8::Context> context,
                                              v8::Local<v8::Object> stream) {
  return realm_.Call(kind_ == StreamKind::kReadable
                         ? StreamFunction::kValidateReadable
                         : StreamFunction::kValidateWritable,
                     {stream})
                 .IsEmpty()
             ? v8::Nothing<void>()
             : v8::JustVoid();
}

void StreamSteps::CommitTransfer(DataHolder& data_holder) noexcept {
  auto& holder = static_cast<StreamHolder&>(data_holder);
  if (holder.moved != nullptr) holder.port = holder.moved->Detach();
}

void StreamSteps::AfterCommit(Agent& agent, v8::Local<v8::Context> context,
                              v8::Local<v8::Object> stream,
                              DataHolder& data_holder, v8::Local<v8::Value>) {
  auto& holder = static_cast<StreamHolder&>(data_holder);
  v8::Isolate* isolate = agent.isolate();
  v8::Local<v8::Value> port = v8::Undefined(isolate);
  if (!holder.moves) {
    v8::Local<v8::Object> object;
    if (!MessagePort::New(agent, realm_.context(), std::move(holder.kept))
             .ToLocal(&object)) {
      return;
    }
    port = object;
  }
  holder.moved = nullptr;
  realm_
      .Call(kind_ == StreamKind::kReadable ? StreamFunction::kCommitReadable
                                           : StreamFunction::kCommitWritable,
            {stream, port, v8::Boolean::New(isolate, holder.is_bytes)})
      .IsEmpty();
}

v8::Maybe<void> TransformSteps::NestedTransferables(
    Agent& agent, v8::Local<v8::Context> context,
    v8::Local<v8::Object> transform,
    std::vector<v8::Local<v8::Object>>& nested) {
  v8::Local<v8::Value> parts;
  if (!realm_.Call(StreamFunction::kPartsOf, {transform}).ToLocal(&parts)) {
    return v8::Nothing<void>();
  }
  for (uint32_t i = 0; i < 2; ++i) {
    v8::Local<v8::Value> part;
    if (!parts.As<v8::Array>()->Get(context, i).ToLocal(&part)) {
      return v8::Nothing<void>();
    }
    nested.push_back(part.As<v8::Object>());
  }
  return v8::JustVoid();
}

HostObjectData TransformSteps::PrepareTransfer(
    Agent& agent, v8::Local<v8::Context> context,
    v8::Local<v8::Object> transform) {
  v8::Local<v8::Value> parts;
  if (!realm_.Call(StreamFunction::kPartsOf, {transform}).ToLocal(&parts)) {
    return {};
  }
  return {.holder = std::make_unique<TransformHolder>(), .data = parts};
}

v8::MaybeLocal<v8::Object> NewStream(Agent& agent,
                                     v8::Local<v8::Context> context,
                                     StreamKind kind, DetachedMessagePort port,
                                     bool is_bytes, double credits) {
  v8::Isolate* isolate = agent.isolate();
  const StreamRealm* realm = AgentStreams::Of(agent).GetRealm(context);
  v8::Local<v8::Value> end = v8::Undefined(isolate);
  if (realm == nullptr) return {};
  if (port.has_port()) {
    v8::Local<v8::Object> object;
    if (!MessagePort::New(agent, context, std::move(port)).ToLocal(&object)) {
      return {};
    }
    end = object;
  }
  v8::Local<v8::Value> stream;
  if (!realm
           ->Call(kind == StreamKind::kReadable
                      ? StreamFunction::kReceiveReadable
                      : StreamFunction::kReceiveWritable,
                  {end, v8::Boolean::New(isolate, is_bytes),
                   v8::Number::New(isolate, credits)})
           .ToLocal(&stream)) {
    return {};
  }
  return stream.As<v8::Object>();
}

}  // namespace ferry::internal
