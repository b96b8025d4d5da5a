// The examples of docs/streams.md, run. snippets_test checks that each of them
// stands here word for word.

#include "ferry/bindings/streams/streams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <v8-context.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <cstdint>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "ferry/agent/strings.h"
#include "ferry/ferry.h"
#include "ferry/messaging/native_stream_writer.h"
#include "ferry/serializer/backing_store.h"
#include "ferry/tests/bindings/support/bindings_test.h"

namespace {

constexpr char kPath[] =
    "/usr/share/nodejs/web-streams-polyfill/dist/ponyfill.es2018.js";

void Install(ferry::Agent& agent, v8::Local<v8::Context> context,
             v8::Local<v8::String> source, v8::Local<v8::String> name) {
  if (ferry::InstallStreams(agent, context, source, name, {.window = 16})
          .IsNothing()) {
    return;  // an exception is pending
  }
}

void InstallTransfer(ferry::Agent& agent, v8::Local<v8::Context> context,
                     v8::Local<v8::Function> readable_stream,
                     v8::Local<v8::Function> writable_stream,
                     v8::Local<v8::Function> transform_stream) {
  ferry::StreamClasses classes = {.readable = readable_stream,
                                  .writable = writable_stream,
                                  .transform = transform_stream};
  if (ferry::InstallStreamTransfer(agent, context, classes).IsNothing()) {
    return;  // an exception is pending
  }
}

void Produce(ferry::DetachedMessagePort port,
             std::shared_ptr<const ferry::AgentCluster> cluster) {
  ferry::NativeStreamWriter writer(cluster, std::move(port));
  for (int i = 0; i < 3; ++i) {
    // Waits until a reader wants it.
    std::vector<uint8_t> block(64 << 10, static_cast<uint8_t>(i));
    if (!writer.Write(ferry::ToBackingStore(std::move(block))).ok()) return;
  }
  writer.Close().IgnoreError();
}

class StreamsDocTest : public ferry::testing_support::BindingsTest {
 protected:
  void SetUp() override {
    std::ifstream file(kPath);
    std::stringstream text;
    text << file.rdbuf();
    if (text.str().empty()) GTEST_SKIP() << kPath << " is not installed";
    Install(agent(), source(), ferry::NewString(isolate(), text.str()),
            ferry::NewString(isolate(), "streams"));
  }

  // Starts the thread, and leaves its stream as `stream`.
  void Start(std::thread& producer) {
    ferry::Agent& agent = this->agent();
    v8::Local<v8::Context> context = source();
    auto [ours, theirs] = ferry::DetachedMessagePort::NewChannel();
    std::thread thread(Produce, std::move(theirs), agent.cluster());
    v8::Local<v8::Object> stream;
    if (!ferry::NewReadableStream(agent, context, std::move(ours),
                                  ferry::ReadableType::kBytes)
             .ToLocal(&stream)) {
      return;  // an exception is pending
    }
    Set("stream", stream);
    producer = std::move(thread);
  }
};

TEST_F(StreamsDocTest, ReadsWhatAThreadProduces) {
  std::thread producer;
  Start(producer);
  Run(R"js(
    var read = 0;
    var isDone = false;
    (async () => {
      const reader = stream.getReader();
      for (;;) {
        const {done, value} = await reader.read();
        if (done) break;
        read += value.length;
      }
      isDone = true;
    })();
  )js");
  loop().RunUntil([&] { return Run("isDone")->IsTrue(); });
  producer.join();
  EXPECT_EQ(Text("String(read)"), "196608");
}

TEST_F(StreamsDocTest, MakesClassesTransferable) {
  InstallTransfer(agent(), source(), Run("ReadableStream").As<v8::Function>(),
                  Run("WritableStream").As<v8::Function>(),
                  Run("TransformStream").As<v8::Function>());
  EXPECT_EQ(Text("const s = new ReadableStream();"
                 "String(structuredClone(s, {transfer: [s]}) instanceof "
                 "ReadableStream)"),
            "true");
}

}  // namespace
