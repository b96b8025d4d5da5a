#include "ferry/tests/support/v8_test.h"

#include <v8-statistics.h>

#include <cstddef>
#include <thread>  // NOLINT(build/c++11)

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/serializer/structured_clone.h"

namespace ferry::testing_support {

std::string DescribeOutcome(bool has_value, bool terminated,
                            v8::Local<v8::Value> exception) {
  if (terminated) return "was terminated";
  if (!exception.IsEmpty()) {
    return absl::StrCat("threw ", ToUtf8(v8::Isolate::GetCurrent(), exception));
  }
  return has_value ? "returned" : "returned nothing and threw nothing";
}

V8Test::V8Test(const Agent::Options& options)
    : cluster_(NewAgentCluster()), local_(cluster_, options) {}

void V8Test::DefinePoint() {
  for (v8::Local<v8::Context> realm : {source(), target()}) {
    local_.RunIn(realm, R"js(
      class Point {
        constructor(x, y) { this.x = x; this.y = y; }
        [kClone]() {
          return {data: {x: this.x, y: this.y}, deserializeInfo: 'point'};
        }
        [kDeserialize](data) { this.x = data.x; this.y = data.y; }
      }
      markClass(Point, CLONEABLE);
      registerClass('point', Point);
      globalThis.Point = Point)js");
  }
}

size_t V8Test::HeapBytes() {
  isolate()->LowMemoryNotification();
  v8::HeapStatistics statistics;
  isolate()->GetHeapStatistics(&statistics);
  return statistics.used_heap_size();
}

Outcome<v8::Local<v8::Value>> V8Test::Clone(v8::Local<v8::Value> value,
                                            ObjectSpan transfer) {
  CloneOptions options;
  options.transfer = transfer;
  return Try(
      [&] { return StructuredClone(agent(), target(), value, options); });
}

Outcome<SerializedValue> V8Test::Serialize(v8::Local<v8::Value> value,
                                           ObjectSpan transfer,
                                           const SerializeOptions& options) {
  return Try([&] {
    return transfer.empty()
               ? StructuredSerialize(agent(), source(), value, options)
               : StructuredSerializeWithTransfer(agent(), source(), value,
                                                 transfer, options);
  });
}

Outcome<SerializedValue> V8Test::SerializeForStorage(
    v8::Local<v8::Value> value) {
  return Try(
      [&] { return StructuredSerializeForStorage(agent(), source(), value); });
}

Outcome<v8::Local<v8::Value>> V8Test::Deserialize(
    const SerializedValue& value) {
  return Try([&] { return StructuredDeserialize(agent(), target(), value); });
}

Outcome<DeserializedValue> V8Test::Receive(SerializedValue&& value) {
  return Try([&] {
    return StructuredDeserializeWithTransfer(agent(), target(),
                                             std::move(value));
  });
}

void TwoIsolatesTest::OnOtherThread(
    const std::function<void(TestIsolate& other)>& function) {
  std::thread thread([&] {
    TestIsolate other(cluster());
    function(other);
  });
  thread.join();
}

}  // namespace ferry::testing_support
