// Whatever a stranger sends to an end of a stream is an error of that stream at
// most: to native ends, which a model foretells, and to those of scripts, where
// nobody waits for ever and nothing is reported. The bytes are what is sent and
// done.

#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/no_destructor.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/install_globals.h"
#include "ferry/bindings/streams/streams.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/native_message_port.h"
#include "ferry/messaging/native_stream_reader.h"
#include "ferry/messaging/native_stream_writer.h"
#include "ferry/serializer/backing_store.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/platform.h"
#include "ferry/tests/support/test_isolate.h"
#include "ferry/wire/writer.h"

namespace {

using ferry::DetachedMessagePort;
using ferry::NativeMessagePort;
using ferry::SerializedValue;
using ferry::testing_support::TestIsolate;

void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  std::abort();
}

// The bytes, one after another; zeros after them.
class Input {
 public:
  Input(const uint8_t* data, size_t size) : rest_(data, size) {}

  bool empty() const { return rest_.empty(); }
  uint8_t Next() { return empty() ? 0 : Take(1)[0]; }
  absl::Span<const uint8_t> Take(size_t count) {
    absl::Span<const uint8_t> taken =
        rest_.first(std::min(count, rest_.size()));
    rest_.remove_prefix(taken.size());
    return taken;
  }

 private:
  absl::Span<const uint8_t> rest_;
};

enum class Type { kPull, kChunk, kClose, kError, kGarbage };
constexpr const char* kTypes[] = {"pull", "chunk", "close", "error", "Pull"};

// What was sent, as the ends are to take it; no credits for a pull that is
// none.
struct Sent {
  Type type;
  std::optional<uint64_t> credits;
};

constexpr double kNumbers[] = {1,
                               2,
                               16,
                               4294967296.0,
                               0,
                               -1,
                               0.5,
                               4294967297.0,
                               9007199254740993.0,
                               1e308,
                               std::numeric_limits<double>::infinity(),
                               std::numeric_limits<double>::quiet_NaN()};

// The other end of a stream.
class Stranger {
 public:
  Stranger(std::shared_ptr<const ferry::AgentCluster> cluster,
           DetachedMessagePort port)
      : cluster_(std::move(cluster)), port_(std::move(port)) {}

  // Nothing where it could not be sent.
  std::optional<Sent> Send(Input& input) {
    const Type type = static_cast<Type>(input.Next() % 5);
    if (type == Type::kGarbage && input.Next() % 2 == 0) {
      absl::StatusOr<SerializedValue> value =
          SerializedValue::FromBytes(cluster_, input.Take(input.Next()));
      if (!value.ok()) return std::nullopt;
      // Only an object with these keys is no garbage: not made of few bytes.
      return Post(*std::move(value), {.type = type, .credits = {}});
    }
    ferry::wire::Writer writer;
    ferry::MessageParts parts;
    Sent sent = {.type = type, .credits = {}};
    writer.BeginObject();
    writer.Key("type");
    writer.String(kTypes[static_cast<size_t>(type)]);
    writer.Key("value");
    WriteValue(input, writer, parts, sent);
    writer.EndObject();
    absl::StatusOr<SerializedValue> value = SerializedValue::FromWriter(
        cluster_, std::move(writer), std::move(parts));
    Require(value.ok(), "the message is one");
    return Post(*std::move(value), sent);
  }

  void Close() { port_.Close(); }

 private:
  void WriteValue(Input& input, ferry::wire::Writer& writer,
                  ferry::MessageParts& parts, Sent& sent) {
    switch (input.Next() % 5) {
      case 0:
        sent.credits = 1;
        return writer.Undefined();
      case 1: {
        const size_t which = input.Next() % std::size(kNumbers);
        if (which < 4) sent.credits = static_cast<uint64_t>(kNumbers[which]);
        return writer.Number(kNumbers[which]);
      }
      case 2:
        return writer.String("1");
      case 3:
        writer.BeginArray(0);
        return writer.EndArray();
      default: {
        const size_t size = input.Next() % 8;
        parts.array_buffers.push_back(
            ferry::ToBackingStore(std::vector<uint8_t>(size, 7)));
        parts.transferred_array_buffers = 1;
        writer.TransferredArrayBuffer(0);
        writer.View(ferry::wire::ViewType::kUint8, {.byte_length = size});
      }
    }
  }

  std::optional<Sent> Post(SerializedValue value, Sent sent) {
    return port_.Post(std::move(value)).ok() ? std::optional<Sent>(sent)
                                             : std::nullopt;
  }

  const std::shared_ptr<const ferry::AgentCluster> cluster_;
  NativeMessagePort port_;
};

std::vector<Sent> SendAll(Input& input, Stranger& stranger) {
  std::vector<Sent> all;
  while (!input.empty()) {
    if (std::optional<Sent> sent = stranger.Send(input)) all.push_back(*sent);
  }
  return all;
}

constexpr int kMaxChunks = 20;

void AttackWriter(Input& input,
                  const std::shared_ptr<const ferry::AgentCluster>& cluster) {
  auto [ours, theirs] = DetachedMessagePort::NewChannel();
  ferry::NativeStreamWriter writer(cluster, std::move(ours));
  Stranger stranger(cluster, std::move(theirs));
  uint64_t credits = 0;
  absl::StatusCode end = absl::StatusCode::kFailedPrecondition;
  for (const Sent& sent : SendAll(input, stranger)) {
    if (sent.type == Type::kPull && sent.credits &&
        credits + *sent.credits <= uint64_t{1} << 32) {
      credits += *sent.credits;
      continue;
    }
    end = sent.type == Type::kError ? absl::StatusCode::kCancelled
                                    : absl::StatusCode::kInvalidArgument;
    credits = 0;
    break;
  }
  auto write = [&] {
    return writer.Write(ferry::ToBackingStore(std::vector<uint8_t>(3)));
  };
  for (int i = 0; i < kMaxChunks && credits > 0; ++i, --credits) {
    Require(write().ok(), "a chunk that was asked for is sent");
  }
  stranger.Close();
  Require(write().code() == end, "the writer ends as it must");
  Require(writer.Close().code() == end, "and says the same again");
}

void AttackReader(Input& input,
                  const std::shared_ptr<const ferry::AgentCluster>& cluster) {
  auto [ours, theirs] = DetachedMessagePort::NewChannel();
  ferry::NativeStreamReader reader(cluster, std::move(ours),
                                   1 + input.Next() % 32);
  Stranger stranger(cluster, std::move(theirs));
  const std::vector<Sent> all = SendAll(input, stranger);
  stranger.Close();
  for (const Sent& sent : all) {
    absl::StatusOr<std::optional<ferry::StreamChunk>> chunk = reader.Read();
    if (sent.type == Type::kChunk) {
      Require(chunk.ok() && chunk->has_value(), "a chunk is read");
      continue;
    }
    if (sent.type == Type::kClose) {
      Require(chunk.ok() && !chunk->has_value(), "the end is read");
    } else {
      Require(
          chunk.status().code() == (sent.type == Type::kError
                                        ? absl::StatusCode::kAborted
                                        : absl::StatusCode::kInvalidArgument),
          "the reader ends as it must");
    }
    Require(reader.Read().status() == chunk.status(),
            "and says the same again");
    return;
  }
  Require(
      reader.Read().status().code() == absl::StatusCode::kFailedPrecondition,
      "the stream is gone");
}

constexpr char kPath[] =
    "/usr/share/nodejs/web-streams-polyfill/dist/ponyfill.es2018.js";

// act(number) does something with the stream that begin(stream) was given, and
// pending() names what waits for it.
constexpr char kUser[] = R"js(
  let stream, user, waits;
  const track = (name, promise) => {
    const wait = {name}, settle = () => { waits.delete(wait); };
    waits.add(wait);
    promise.then(settle, settle);
  };
  const isReadable = () => stream instanceof ReadableStream;
  const lock = (options) => {
    if (stream.locked) return;
    user = isReadable() ? stream.getReader(options) : stream.getWriter();
    track('closed', user.closed);
  };
  const read = () => user instanceof ReadableStreamBYOBReader ?
      user.read(new Uint8Array(8)) :
      user.read();
  const acts = [
    () => {
      lock();
      isReadable() ? track('read', read()) : track('write', user.write({i: 1}));
    },
    () => {
      lock();
      isReadable() ? track('cancel', user.cancel('c')) : track('abort', user.abort('a'));
    },
    () => { lock(); if (!isReadable()) track('close', user.close()); },
    () => { lock(); user.releaseLock(); },
    () => { lock({mode: 'byob'}); track('byob', user.read(new Uint8Array(2))); },
    () => { stream = structuredClone(stream, {transfer: [stream]}); },
    () => {
      // A branch that nobody reads keeps what came.
      let other;
      [stream, other] = stream.tee();
      other.cancel().catch(() => {});
      user = undefined;
    },
    () => { track('pipe', stream.pipeTo(new WritableStream())); },
  ];
  var begin = (given) => { stream = given; user = undefined; waits = new Set(); };
  var act = (number) => {
    try {
      acts[number % acts.length]();
    } catch {
      // It cannot be done now.
    }
  };
  var pending = () => [...waits].map(({name}) => name).join();
)js";

// An isolate with streams, for some inputs.
class Realm {
 public:
  static constexpr int kMaxInputs = 2000;
  static constexpr int kWindow = 3;
  // More than an input of the longest size makes wait.
  static constexpr int kMaxChunks = 1000;

  Realm() {
    std::ifstream file(kPath);
    std::stringstream source;
    source << file.rdbuf();
    has_streams_ = !source.str().empty();
    if (!has_streams_) return;
    v8::Isolate* isolate = local_.isolate();
    ferry::InstallGlobals(local_.agent(), local_.source()).Check();
    Require(ferry::InstallStreams(local_.agent(), local_.source(),
                                  ferry::NewString(isolate, source.str()),
                                  ferry::NewString(isolate, "streams"),
                                  {.window = kWindow})
                .IsJust(),
            "streams are installed");
    local_.Run(kUser);
  }

  bool has_streams() const { return has_streams_; }
  bool is_used_up() const { return inputs_ == kMaxInputs; }

  void Attack(Input& input) {
    ++inputs_;
    v8::HandleScope handles(local_.isolate());
    auto [ours, theirs] = DetachedMessagePort::NewChannel();
    Call("begin", NewStream(input.Next() % 3, std::move(ours)));
    Stranger stranger(local_.agent().cluster(), std::move(theirs));
    while (!input.empty()) {
      switch (input.Next() % 4) {
        case 0:
          Call("act", v8::Integer::New(local_.isolate(), input.Next()));
          local_.isolate()->PerformMicrotaskCheckpoint();
          break;
        case 1:
          local_.RunTasks();
          break;
        default:
          stranger.Send(input);
      }
    }
    stranger.Close();
    // A stream that was closed ends with the last chunk that waits, in each of
    // the channels through which it has moved on.
    std::string pending = RunAll();
    for (int i = 0; i < kMaxChunks && !pending.empty(); ++i) {
      Call("act", v8::Integer::New(local_.isolate(), 0));
      pending = RunAll();
    }
    for (const std::string& report : local_.uncaught()) {
      std::fprintf(stderr, "then %s\n", report.c_str());
    }
    Require(local_.uncaught().empty(), "nothing is uncaught");
    if (!pending.empty()) std::fprintf(stderr, "then %s\n", pending.c_str());
    Require(pending.empty(), "nobody waits for a stream that is gone");
  }

 private:
  // Returns what waits then.
  std::string RunAll() {
    local_.isolate()->PerformMicrotaskCheckpoint();
    local_.RunTasks();
    return ferry::ToUtf8(local_.isolate(),
                         Call("pending", v8::Undefined(local_.isolate())));
  }

  v8::Local<v8::Value> NewStream(int kind, DetachedMessagePort port) {
    v8::MaybeLocal<v8::Object> stream =
        kind == 0 ? ferry::NewWritableStream(local_.agent(), local_.source(),
                                             std::move(port))
                  : ferry::NewReadableStream(
                        local_.agent(), local_.source(), std::move(port),
                        kind == 1 ? ferry::ReadableType::kDefault
                                  : ferry::ReadableType::kBytes);
    return stream.ToLocalChecked();
  }

  v8::Local<v8::Value> Call(const char* name, v8::Local<v8::Value> argument) {
    v8::Local<v8::Context> context = local_.source();
    return context->Global()
        ->Get(context, ferry::NewString(local_.isolate(), name))
        .ToLocalChecked()
        .As<v8::Function>()
        ->Call(context, v8::Undefined(local_.isolate()), 1, &argument)
        .ToLocalChecked();
  }

  TestIsolate local_;
  bool has_streams_ = false;
  int inputs_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  [[maybe_unused]] static const bool is_started =
      (ferry::testing_support::StartV8(), true);
  static const absl::NoDestructor<std::shared_ptr<const ferry::AgentCluster>>
      cluster(ferry::testing_support::NewAgentCluster());
  // The last one is never destroyed, as V8's parts end before.
  static Realm* realm = nullptr;
  if (realm == nullptr) realm = new Realm;
  Input input(data, std::min<size_t>(size, 256));
  switch (input.Next() % 4) {
    case 0:
      AttackWriter(input, *cluster);
      break;
    case 1:
      AttackReader(input, *cluster);
      break;
    default:
      if (realm->has_streams()) realm->Attack(input);
  }
  if (realm->is_used_up()) {
    delete realm;
    realm = nullptr;
  }
  return 0;
}
