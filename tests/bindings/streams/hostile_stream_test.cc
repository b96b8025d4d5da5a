// What a stranger at the other end of a stream may send: an error of that
// stream, and of nothing else.

#include <v8-local-handle.h>
#include <v8-object.h>

#include <iterator>
#include <random>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/bindings/streams/streams.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"
#include "ferry/tests/bindings/streams/streams_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing::IsEmpty;
using testing_support::StreamsTest;

enum class Kind { kReadable, kBytes, kWritable };

class HostileStreamTest : public StreamsTest {
 protected:
  // `stream`, and `port`: the stranger's end.
  void MakeStream(Kind kind) {
    auto [ours, theirs] = DetachedMessagePort::NewChannel();
    v8::MaybeLocal<v8::Object> stream =
        kind == Kind::kWritable
            ? NewWritableStream(agent(), source(), std::move(ours))
            : NewReadableStream(agent(), source(), std::move(ours),
                                kind == Kind::kBytes ? ReadableType::kBytes
                                                     : ReadableType::kDefault);
    Set("stream", stream.ToLocalChecked());
    Set("port", MessagePort::New(agent(), source(), std::move(theirs))
                    .ToLocalChecked());
    Run("var heard = []; port.onmessage = ({data}) => heard.push(data);");
  }
};

struct Attack {
  const char* name;
  Kind kind;
  const char* script;   // after one read or write has begun
  const char* outcome;  // of that
};

constexpr char kNotAsked[] =
    "rejected: TypeError: The other end of the stream sent a chunk that was "
    "not asked for.";
constexpr char kNoMessage[] =
    "rejected: TypeError: The other end of the stream sent what is no message "
    "of streams.";
constexpr char kNoNumber[] =
    "rejected: TypeError: The other end of the stream sent a pull of no "
    "number.";

#define SEND(message) "port.postMessage(" message ");"
constexpr Attack kAttacks[] = {
    {"Number", Kind::kReadable, SEND("7"), kNoMessage},
    {"Null", Kind::kReadable, SEND("null"), kNoMessage},
    {"Text", Kind::kReadable, SEND("'chunk'"), kNoMessage},
    {"NoType", Kind::kReadable, SEND("{value: 1}"), kNoMessage},
    {"TypeThatIsNoText", Kind::kReadable, SEND("{type: ['chunk']}"),
     kNoMessage},
    {"UnknownType", Kind::kReadable, SEND("{type: 'constructor'}"), kNoMessage},
    {"PullToAReader", Kind::kReadable, SEND("{type: 'pull'}"),
     "rejected: TypeError: The other end of the stream sent a pull to a stream "
     "that has nothing to give."},
    {"CloseTwice", Kind::kReadable,
     SEND("{type: 'close'}") SEND("{type: 'close'}"), ",true"},
    {"ChunkAfterClose", Kind::kReadable,
     SEND("{type: 'close'}") SEND("{type: 'chunk', value: 1}"), ",true"},
    {"ErrorTwice", Kind::kReadable,
     SEND("{type: 'error', value: 1}") SEND("{type: 'error', value: 2}"),
     "rejected: 1"},
    {"NoViewInAByteStream", Kind::kBytes, SEND("{type: 'chunk', value: 'x'}"),
     "rejected: TypeError: chunk must be an array buffer view"},
    {"EmptyChunkInAByteStream", Kind::kBytes,
     SEND("{type: 'chunk', value: new Uint8Array()}"),
     "rejected: TypeError: chunk must have non-zero byteLength"},
    {"Gone", Kind::kReadable, "port.close();",
     "rejected: AbortError: The other end of the stream is gone: it was "
     "collected, or its agent ended."},
    {"NegativePull", Kind::kWritable, SEND("{type: 'pull', value: -1}"),
     kNoNumber},
    {"NoPull", Kind::kWritable, SEND("{type: 'pull', value: 0}"), kNoNumber},
    {"NaNPull", Kind::kWritable, SEND("{type: 'pull', value: NaN}"), kNoNumber},
    {"HugePull", Kind::kWritable, SEND("{type: 'pull', value: 1e308}"),
     kNoNumber},
    {"LargePull", Kind::kWritable, SEND("{type: 'pull', value: 2 ** 53}"),
     kNoNumber},
    {"HalfPull", Kind::kWritable, SEND("{type: 'pull', value: 1.5}"),
     kNoNumber},
    {"TextPull", Kind::kWritable, SEND("{type: 'pull', value: '1'}"),
     kNoNumber},
    {"ObjectPull", Kind::kWritable, SEND("{type: 'pull', value: {}}"),
     kNoNumber},
    {"ChunkToAWriter", Kind::kWritable, SEND("{type: 'chunk', value: 1}"),
     "rejected: TypeError: The other end of the stream sent a chunk to a "
     "stream that takes none."},
    {"CloseToAWriter", Kind::kWritable, SEND("{type: 'close'}"),
     "rejected: TypeError: The other end of the stream sent a close to a "
     "stream that it does not feed."},
    {"NothingToAWriter", Kind::kWritable, SEND("undefined"), kNoMessage},
};

TEST_F(HostileStreamTest, IsAnErrorOfTheStream) {
  for (const auto& [name, kind, script, outcome] : kAttacks) {
    MakeStream(kind);
    EXPECT_EQ(
        Settle(absl::StrCat(kind == Kind::kWritable
                                ? "const done = stream.getWriter().write(1);"
                                : "const done = stream.getReader().read()"
                                  ".then(({value, done}) => [value, done]);",
                            "await 0;", script, "return done;")),
        outcome)
        << name;
    EXPECT_THAT(loop().reports(), IsEmpty()) << name;
  }
}

TEST_F(HostileStreamTest, SendsNoChunkThatNobodyAskedFor) {
  MakeStream(Kind::kReadable);
  Run(SEND("{type: 'chunk', value: 1}"));
  RunTasks();
  EXPECT_EQ(Settle("return stream.getReader().read()"), kNotAsked);
  EXPECT_EQ(Text("heard.at(-1).type"), "error");
}

TEST_F(HostileStreamTest, AddsNoCreditsBeyondAllNumbers) {
  MakeStream(Kind::kWritable);
  Run(SEND("{type: 'pull', value: 2 ** 32}") SEND("{type: 'pull'}"));
  RunTasks();
  EXPECT_EQ(Settle("return stream.getWriter().closed"), kNoNumber);
}

// Sequences of anything, to all kinds of ends.
TEST_F(HostileStreamTest, SurvivesAnything) {
  constexpr const char* kMessages[] = {
      "{type: 'pull'}",
      "{type: 'pull', value: 3}",
      "{type: 'pull', value: -Infinity}",
      "{type: 'chunk', value: 1}",
      "{type: 'chunk', value: new Uint8Array(3)}",
      "{type: 'close'}",
      "{type: 'error', value: new RangeError('x')}",
      "{type: 'error'}",
      "[]",
      "new Map()",
      "0",
  };
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const Kind kind = static_cast<Kind>(random() % 3);
    MakeStream(kind);
    std::string script = kind == Kind::kWritable
                             ? "var user = stream.getWriter();"
                             : "var user = stream.getReader();";
    absl::StrAppend(&script, "user.closed.catch(() => {});");
    Run(script);
    for (int i = 0; i < 8; ++i) {
      switch (random() % 4) {
        case 0:
          Run(kind == Kind::kWritable ? "user.write(1).catch(() => {}); 0"
                                      : "user.read().catch(() => {}); 0");
          break;
        case 1:
          RunTasks();
          break;
        default:
          Run(absl::StrCat("port.postMessage(",
                           kMessages[random() % std::size(kMessages)], ")"));
      }
    }
    if (random() % 2 == 0) Run("port.close()");
    RunTasks();
  }
  EXPECT_THAT(loop().reports(), IsEmpty());
  // Other streams work.
  Run("var fine = new ReadableStream({start(c) { c.enqueue('ok'); }})");
  Move("fine");
  RunInTarget(
      "var got; moved.getReader().read().then((r) => { got = r.value; })");
  RunTasks();
  EXPECT_TRUE(RunInTarget("got === 'ok'")->IsTrue());
}

}  // namespace
}  // namespace ferry
