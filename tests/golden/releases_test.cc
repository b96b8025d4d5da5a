// What each release has stored: its host objects in their envelope, byte for
// byte.
//
// release-VERSION.txt has a line for each value: its name and its bytes. A
// release adds a file, which FERRY_GOLDEN_OUTPUT=FILE writes, and never changes
// an older one.

#include <v8-local-handle.h>
#include <v8-value.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ferry/delegates/serialize_options.h"
#include "ferry/exceptions/error_policy.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_features.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

constexpr const char* kReleases[] = {"0.2.0"};

struct Stored {
  const char* name;
  // Makes the value.
  const char* script;
  // True of `v`, what was read.
  const char* check;
  ErrorPolicy policy = ErrorPolicy::kAsV8;
};

constexpr Stored kStored[] = {
    {"plain", "({a: [1, 'x', new Map([[1, new Date(5)]])]})",
     "v.a[0] === 1 && v.a[2].get(1).getTime() === 5"},
    {"marked_class", "new Point(1, [2])",
     "v instanceof Point && v.x === 1 && v.y[0] === 2"},
    {"marked_nested", "var p = new Point(); p.x = p; p.y = new Point(3); [p]",
     "v[0].x === v[0] && v[0].y.x === 3"},
    {"dom_exception",
     "var e = new DOMException('m', 'AbortError'); e.stack = 's'; e",
     "v instanceof DOMException && v.name === 'AbortError' && "
     "v.message === 'm' && v.stack === 's'"},
    {"full_error",
     "var e = new TypeError('m', {cause: [1]}); e.stack = 's'; e.code = 7; e",
     "v instanceof TypeError && v.message === 'm' && v.cause[0] === 1 && "
     "v.stack === 's' && v.code === 7",
     ErrorPolicy::kFull},
    {"full_aggregate",
     "var e = new AggregateError([1, 'two'], 'm'); e.stack = 's'; e",
     "v instanceof AggregateError && v.errors[1] === 'two'",
     ErrorPolicy::kFull},
    {"full_custom_name",
     "var e = new Error('m'); e.name = 'Odd'; e.stack = 's'; e",
     "v instanceof Error && v.name === 'Odd'", ErrorPolicy::kFull},
};

class ReleasesTest : public V8Test {
 protected:
  ReleasesTest() { DefinePoint(); }

  std::vector<uint8_t> Write(const Stored& stored) {
    SerializeOptions options;
    options.error_policy = stored.policy;
    return StructuredSerializeForStorage(agent(), source(), Run(stored.script),
                                         options)
        .FromJust()
        .ToBytes()
        .value();
  }

  void ExpectRead(const Stored& stored, absl::Span<const uint8_t> bytes) {
    absl::StatusOr<SerializedValue> value =
        SerializedValue::FromBytes(cluster(), bytes);
    ASSERT_TRUE(value.ok()) << value.status();
    Outcome<v8::Local<v8::Value>> read = Deserialize(*value);
    ASSERT_THAT(read, Succeeds());
    SetInTarget("v", *read.value);
    EXPECT_TRUE(RunInTarget(stored.check)->IsTrue()) << stored.check;
  }
};

std::map<std::string, std::string> LinesOf(const char* release) {
  std::ifstream file(absl::StrCat("tests/golden/release-", release, ".txt"));
  EXPECT_TRUE(file.is_open()) << release;
  std::map<std::string, std::string> lines;
  for (std::string name, hex; file >> name >> hex;) lines[name] = hex;
  return lines;
}

std::string ToHex(absl::Span<const uint8_t> bytes) {
  return absl::BytesToHexString(
      {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

TEST_F(ReleasesTest, AreAllReadable) {
  for (const char* release : kReleases) {
    std::map<std::string, std::string> lines = LinesOf(release);
    EXPECT_THAT(lines, testing::Not(testing::IsEmpty()));
    for (const Stored& stored : kStored) {
      if (!lines.contains(stored.name)) continue;  // a later release's
      SCOPED_TRACE(absl::StrCat(release, " ", stored.name));
      v8::HandleScope handles(isolate());
      std::string bytes;
      ASSERT_TRUE(absl::HexStringToBytes(lines[stored.name], &bytes));
      ExpectRead(stored, {reinterpret_cast<const uint8_t*>(bytes.data()),
                          bytes.size()});
      lines.erase(stored.name);
    }
    EXPECT_THAT(lines, testing::IsEmpty()) << "nothing reads them any more";
  }
}

// Another form needs a version of its own (docs/stability.md), and comes with
// the file of its release.
TEST_F(ReleasesTest, TheLastWroteWhatIsWrittenNow) {
  std::map<std::string, std::string> lines = LinesOf("0.2.0");
  std::ofstream output;
  if (const char* path = std::getenv("FERRY_GOLDEN_OUTPUT")) output.open(path);
  for (const Stored& stored : kStored) {
    SCOPED_TRACE(stored.name);
    if (stored.policy == ErrorPolicy::kFull && !AsksAboutErrors(isolate())) {
      continue;  // this V8 does not ask its delegate about errors
    }
    v8::HandleScope handles(isolate());
    std::vector<uint8_t> bytes = Write(stored);
    ExpectRead(stored, bytes);
    output << stored.name << " " << ToHex(bytes) << "\n";
    EXPECT_EQ(ToHex(bytes), lines[stored.name]);
  }
}

}  // namespace
}  // namespace ferry::testing_support
