// The bytes that released versions of V8 write for many values, each with its
// decoded tree.

#include <v8-container.h>
#include <v8-json.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>
#include <v8-version.h>

#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ferry/agent/strings.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

constexpr const char* kVectors = "tests/golden/golden-vectors.json";

struct Encoding {
  std::set<std::string> versions;  // Of V8, such as "13.6".
  std::string hex_after_header;
};

struct Vector {
  std::string name;
  std::string script;
  std::vector<Encoding> encodings;
  std::set<std::string> unsupported;
  bool throws = false;
  std::string decoded;  // The typed tree, as JSON.
};

std::string ThisVersion() {
  return absl::StrCat(V8_MAJOR_VERSION, ".", V8_MINOR_VERSION);
}

// What the V8 in use makes of bytes of versions that wrote another form.
enum class Reading { kSameTree, kFixedLengthBuffer, kUnreadable };
struct Exception {
  const char* vector;
  Reading reading;
};
constexpr Exception kOtherForms[] = {
    // V8 10.2 dropped the maximum length of resizable buffers.
    {"ab_rab", Reading::kFixedLengthBuffer},
    {"u8_rab_lt", Reading::kFixedLengthBuffer},
    {"u8_rab_lt_off", Reading::kFixedLengthBuffer},
    {"dv_rab_lt", Reading::kFixedLengthBuffer},
    // V8 before 12.1 wrote the stack after the cause; later ones do not read
    // it.
    {"err_cause_str", Reading::kUnreadable},
    {"err_cause_err", Reading::kUnreadable},
    {"err_cause_cycle", Reading::kUnreadable},
    // V8 10.2 wrote the array as a sparse one.
    {"generated_objects_100", Reading::kSameTree},
};

class GoldenTest : public V8Test {
 protected:
  void SetUp() override {
    std::ifstream file(kVectors);
    ASSERT_TRUE(file.is_open()) << kVectors;
    std::string text{std::istreambuf_iterator<char>(file), {}};
    v8::Local<v8::Value> root =
        v8::JSON::Parse(source(), NewString(isolate(), text)).ToLocalChecked();
    v8::Local<v8::Array> vectors = Get(root, "vectors").As<v8::Array>();
    for (uint32_t i = 0; i < vectors->Length(); ++i) {
      vectors_.push_back(Parse(At(vectors, i)));
    }
  }

  Vector Parse(v8::Local<v8::Value> json) {
    Vector vector;
    vector.name = Text(Get(json, "name"));
    vector.script = Text(Get(json, "js"));
    vector.unsupported = Texts(Get(json, "unsupported"));
    vector.throws = Get(json, "decoded")->IsNull();
    vector.decoded = Text(
        v8::JSON::Stringify(source(), Get(json, "decoded")).ToLocalChecked());
    v8::Local<v8::Array> encodings = Get(json, "bytes").As<v8::Array>();
    for (uint32_t i = 0; i < encodings->Length(); ++i) {
      v8::Local<v8::Value> entry = At(encodings, i);
      vector.encodings.push_back(
          {Texts(Get(entry, "v8")), Text(Get(entry, "hex_after_header"))});
    }
    return vector;
  }

  v8::Local<v8::Value> Get(v8::Local<v8::Value> object, const char* name) {
    return object.As<v8::Object>()
        ->Get(source(), NewString(isolate(), name))
        .ToLocalChecked();
  }
  v8::Local<v8::Value> At(v8::Local<v8::Array> array, uint32_t i) {
    return array->Get(source(), i).ToLocalChecked();
  }
  std::string Text(v8::Local<v8::Value> value) {
    return ToUtf8(isolate(), value);
  }
  std::set<std::string> Texts(v8::Local<v8::Value> list) {
    std::set<std::string> texts;
    for (uint32_t i = 0; i < list.As<v8::Array>()->Length(); ++i) {
      texts.insert(Text(At(list.As<v8::Array>(), i)));
    }
    return texts;
  }

  absl::StatusOr<SerializedValue> Decode(const Encoding& encoding) {
    std::string bytes;
    EXPECT_TRUE(
        absl::HexStringToBytes("ff0f" + encoding.hex_after_header, &bytes));
    return SerializedValue::FromBytes(
        cluster(),
        {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
  }

  Reading ReadingOf(const Vector& vector, const Encoding& encoding) {
    if (encoding.versions.contains(ThisVersion())) return Reading::kSameTree;
    for (const Exception& exception : kOtherForms) {
      if (vector.name == exception.vector) return exception.reading;
    }
    ADD_FAILURE() << vector.name << " has a form of V8 "
                  << absl::StrJoin(encoding.versions, ", ")
                  << " that kOtherForms does not know.";
    return Reading::kSameTree;
  }

  std::vector<Vector> vectors_;
};

// A tree without the maximum lengths of its buffers.
std::string WithoutMaximum(std::string tree) {
  const std::string key = ",\"maxByteLength\":";
  for (size_t at; (at = tree.find(key)) != std::string::npos;) {
    tree.erase(at, tree.find('}', at) - at);
  }
  return tree;
}

TEST_F(GoldenTest, ReadsTheBytesOfEveryVersion) {
  std::map<Reading, int> checked;
  int unknown = 0;
  for (const Vector& vector : vectors_) {
    SCOPED_TRACE(vector.name);
    if (vector.unsupported.contains(ThisVersion())) {
      std::cout << vector.name << " is unknown to V8 " << ThisVersion() << "\n";
      ++unknown;
      continue;
    }
    for (const Encoding& encoding : vector.encodings) {
      SCOPED_TRACE(absl::StrJoin(encoding.versions, ", "));
      v8::HandleScope handles(isolate());
      absl::StatusOr<SerializedValue> bytes = Decode(encoding);
      Reading reading = ReadingOf(vector, encoding);
      ++checked[reading];
      if (reading == Reading::kUnreadable) {
        EXPECT_EQ(bytes.status().code(), absl::StatusCode::kDataLoss);
        continue;
      }
      ASSERT_TRUE(bytes.ok()) << bytes.status();
      Outcome<v8::Local<v8::Value>> decoded = Deserialize(*bytes);
      if (reading == Reading::kSameTree) {
        EXPECT_THAT(decoded, Returns(HasTypedTree(vector.decoded)));
      } else {
        EXPECT_THAT(decoded,
                    Returns(HasTypedTree(WithoutMaximum(vector.decoded))));
      }
    }
  }
  // So that a vector that is left out is noticed.
  EXPECT_EQ(vectors_.size(), 109u);
  EXPECT_EQ(checked[Reading::kSameTree] + unknown, 109);
  EXPECT_EQ(checked[Reading::kFixedLengthBuffer], 4);
  EXPECT_EQ(checked[Reading::kUnreadable], 3);
}

TEST_F(GoldenTest, CopiesTheValuesTheyWereMadeOf) {
  int checked = 0;
  int unknown = 0;
  for (const Vector& vector : vectors_) {
    SCOPED_TRACE(vector.name);
    if (vector.unsupported.contains(ThisVersion())) {
      std::cout << vector.name << " is unknown to V8 " << ThisVersion() << "\n";
      ++unknown;
      continue;
    }
    v8::HandleScope handles(isolate());
    if (vector.throws) {
      EXPECT_THAT(Clone(vector.script), ThrowsDataCloneError(testing::_));
    } else {
      EXPECT_THAT(Clone(vector.script), Returns(HasTypedTree(vector.decoded)));
      Outcome<SerializedValue> written =
          SerializeForStorage(Run(vector.script));
      ASSERT_THAT(written, Succeeds());
      EXPECT_THAT(Deserialize(*written.value),
                  Returns(HasTypedTree(vector.decoded)));
    }
    ++checked;
  }
  EXPECT_EQ(checked + unknown, 109);
}

// Whether a small integer is written as an integer or as a double depends on
// what the fields of its object held before.
constexpr const char* kDependsOnTheHeap = "generated_objects_100";

// Other versions of V8 may write another form; this one writes its own.
TEST_F(GoldenTest, WritesTheBytesOfThisVersion) {
  int checked = 0;
  int unknown = 0;
  for (const Vector& vector : vectors_) {
    SCOPED_TRACE(vector.name);
    if (vector.unsupported.contains(ThisVersion())) ++unknown;
    for (const Encoding& encoding : vector.encodings) {
      if (!encoding.versions.contains(ThisVersion()) ||
          vector.name == kDependsOnTheHeap) {
        continue;
      }
      v8::HandleScope handles(isolate());
      Outcome<SerializedValue> written =
          SerializeForStorage(Run(vector.script));
      ASSERT_THAT(written, Succeeds());
      absl::Span<const uint8_t> bytes = written.value->bytes();
      EXPECT_EQ(
          absl::BytesToHexString(
              {reinterpret_cast<const char*>(bytes.data()), bytes.size()}),
          "ff0f" + encoding.hex_after_header);
      ++checked;
    }
  }
  if (checked == 0) {
    GTEST_SKIP() << "no vectors of V8 " << ThisVersion();
  }
  EXPECT_EQ(checked + unknown, 107);
}

}  // namespace
}  // namespace ferry::testing_support
