#ifndef FERRY_TESTS_SUPPORT_V8_TEST_H_
#define FERRY_TESTS_SUPPORT_V8_TEST_H_

#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/serialize_options.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/outcome.h"
#include "ferry/tests/support/test_isolate.h"
#include "ferry/transfer/agent_cluster.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {

using ObjectSpan = absl::Span<const v8::Local<v8::Object>>;

// A fresh isolate with an agent and two realms, for each test. The calls of
// the library by their short names: values are written in the source realm and
// read in the target realm.
class V8Test : public testing::Test {
 protected:
  explicit V8Test(const Agent::Options& options = {});

  TestIsolate& local() { return local_; }
  v8::Isolate* isolate() const { return local_.isolate(); }
  Agent& agent() { return local_.agent(); }
  const std::shared_ptr<const AgentCluster>& cluster() { return cluster_; }
  v8::Local<v8::Context> source() const { return local_.source(); }
  v8::Local<v8::Context> target() const { return local_.target(); }

  v8::Local<v8::Value> Run(absl::string_view script) {
    return local_.Run(script);
  }
  v8::Local<v8::Value> RunInTarget(absl::string_view script) {
    return local_.RunIn(target(), script);
  }
  v8::Local<v8::Object> RunObject(absl::string_view script) {
    return local_.RunObject(script);
  }
  void Set(absl::string_view name, v8::Local<v8::Value> value) {
    local_.Set(source(), name, value);
  }
  void SetInTarget(absl::string_view name, v8::Local<v8::Value> value) {
    local_.Set(target(), name, value);
  }

  // Makes a cloneable class in both realms: Point, of x and y.
  void DefinePoint();

  // What V8's heap has, without garbage.
  size_t HeapBytes();

  // StructuredClone into the target realm.
  Outcome<v8::Local<v8::Value>> Clone(v8::Local<v8::Value> value,
                                      ObjectSpan transfer = {});
  Outcome<v8::Local<v8::Value>> Clone(absl::string_view script) {
    return Clone(Run(script));
  }
  // StructuredSerializeWithTransfer where something is listed.
  Outcome<SerializedValue> Serialize(v8::Local<v8::Value> value,
                                     ObjectSpan transfer = {},
                                     const SerializeOptions& options = {});
  Outcome<SerializedValue> SerializeForStorage(v8::Local<v8::Value> value);
  // StructuredDeserialize in the target realm.
  Outcome<v8::Local<v8::Value>> Deserialize(const SerializedValue& value);
  // StructuredDeserializeWithTransfer in the target realm.
  Outcome<DeserializedValue> Receive(SerializedValue&& value);

 private:
  const std::shared_ptr<const AgentCluster> cluster_;
  TestIsolate local_;
};

// A second isolate of the same agent cluster, on a thread of its own.
class TwoIsolatesTest : public V8Test {
 protected:
  // Runs `function` on a new thread with a new isolate; returns when both are
  // gone.
  void OnOtherThread(const std::function<void(TestIsolate& other)>& function);
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SUPPORT_V8_TEST_H_
