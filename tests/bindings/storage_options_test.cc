// What scripts may ask of ferry.serialize and ferry.deserialize.

#include <string>

#include "absl/strings/str_cat.h"
#include "ferry/tests/bindings/support/bindings_test.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing_support::BindingsTest;

// A limit that the value exceeds, and what it has of it.
constexpr struct {
  const char* name;
  const char* member;
  const char* value;
  int has;
} kLimits[] = {
    {"bigintBytes", "bigint_bytes", "2n ** 64n", 16},
    {"bufferBytes", "buffer_bytes", "new ArrayBuffer(9)", 9},
    {"depth", "depth", "[[[[]]]]", 4},
    {"nodes", "nodes", "[1, 2, 3, 4]", 5},
    {"objects", "objects", "[{}, {}]", 3},
    {"patternBytes", "pattern_bytes", "/abcd/", 4},
    {"resizableBuffers", "resizable_buffers",
     "[1, 2].map(() => new ArrayBuffer(1, {maxByteLength: 2}))", 2},
    {"resizableBytes", "resizable_bytes",
     "new ArrayBuffer(1, {maxByteLength: 99})", 99},
    {"sparseElements", "sparse_elements", "[, , , 1]", 4},
};

class StorageOptionsTest : public BindingsTest {
 protected:
  std::string Limit(const char* name, int limit) {
    return absl::StrCat("{limits: {", name, ": ", limit, "}}");
  }
  std::string Serialize(const std::string& options) {
    return Thrown(absl::StrCat("ferry.serialize(value, ", options, ")"));
  }
  std::string Deserialize(const std::string& options) {
    return Thrown(absl::StrCat("ferry.deserialize(bytes, ", options, ")"));
  }
};

TEST_F(StorageOptionsTest, HaveEachLimit) {
  for (const auto& [name, member, value, has] : kLimits) {
    Run(absl::StrCat("var value = ", value,
                     "; var bytes = ferry.serialize(value);"));
    EXPECT_EQ(Serialize(Limit(name, has)), "") << name;
    EXPECT_EQ(Deserialize(Limit(name, has)), "") << name;
    const std::string words = absl::StrCat("Limits::", member);
    for (const std::string& thrown :
         {Serialize(Limit(name, has - 1)), Deserialize(Limit(name, has - 1))}) {
      EXPECT_NE(thrown.find("DataCloneError: "), std::string::npos)
          << name << ": " << thrown;
      EXPECT_NE(thrown.find(words), std::string::npos)
          << name << ": " << thrown;
    }
  }
}

TEST_F(StorageOptionsTest, LimitTheBytes) {
  Run("var value = 'x'.repeat(100); var bytes = ferry.serialize(value);");
  EXPECT_EQ(Serialize("{limits: {bytes: bytes.length}}"), "");
  EXPECT_EQ(Deserialize("{limits: {bytes: bytes.length}}"), "");
  EXPECT_NE(Serialize("{limits: {bytes: 10}}").find("Limits::bytes"),
            std::string::npos);
  EXPECT_NE(Deserialize("{limits: {bytes: 10}}").find("Limits::bytes"),
            std::string::npos);
}

TEST_F(StorageOptionsTest, LimitTheHostObjects) {
  Run("var value = [new DOMException(), new DOMException()];"
      "var bytes = ferry.serialize(value);");
  EXPECT_EQ(Serialize("{limits: {hostObjects: 2}}"), "");
  EXPECT_EQ(Deserialize("{limits: {hostObjects: 2}}"), "");
  EXPECT_EQ(Serialize("{limits: {hostObjects: 1}}"),
            "DataCloneError: The value has more than 1 host objects "
            "(Limits::host_objects).");
  EXPECT_NE(
      Deserialize("{limits: {hostObjects: 1}}").find("Limits::host_objects"),
      std::string::npos);
}

TEST_F(StorageOptionsTest, CanRaiseALimit) {
  Run("var value = new RegExp('a'.repeat(70_000));");
  EXPECT_NE(Serialize("{}").find("Limits::pattern_bytes"), std::string::npos);
  EXPECT_EQ(Serialize("{limits: {patternBytes: 70_000}}"), "");
}

// They share the digit that V8 hashes.
TEST_F(StorageOptionsTest, CanTakeKeysThatCollide) {
  Run("var value = new Set(Array.from({length: 3000},"
      "                               (_, i) => (BigInt(i) << 64n) + 1n));");
  EXPECT_NE(Serialize("{}").find("Limits::key_comparisons"), std::string::npos);
  Run("var bytes = ferry.serialize(value, {limits: {keyComparisons: 1000}});");
  EXPECT_NE(Deserialize("{}").find("Limits::key_comparisons"),
            std::string::npos);
  EXPECT_EQ(Deserialize("{limits: {keyComparisons: 1000}}"), "");
}

TEST_F(StorageOptionsTest, CanTakePatternsThatAreSlowToRead) {
  Run("var value = new RegExp('\\\\p{L}'.repeat(100), 'iu');"
      "var bytes = ferry.serialize(value);");
  EXPECT_NE(
      Deserialize("{limits: {patternWork: 1000}}").find("Limits::pattern_work"),
      std::string::npos);
  EXPECT_NE(
      Serialize("{limits: {patternWork: 1000}}").find("Limits::pattern_work"),
      std::string::npos);
  EXPECT_EQ(Deserialize("{limits: {patternWork: 6400}}"), "");
}

TEST_F(StorageOptionsTest, KeepErrorsWhole) {
  Run("var error = Object.assign(new AggregateError([1, 2], 'm'), {own: 3});");
  EXPECT_EQ(Text("ferry.deserialize(ferry.serialize(error)).own"), "undefined");
  EXPECT_EQ(Text("(({own, errors}) => [own, errors].join())("
                 "ferry.deserialize(ferry.serialize(error, "
                 "{fullErrors: true})))"),
            "3,1,2");
}

TEST_F(StorageOptionsTest, AreADictionary) {
  Run("var value = 1; var bytes = ferry.serialize(value);");
  for (const char* options :
       {"undefined", "null", "{}", "() => {}", "{limits: undefined}",
        "{limits: null}", "{limits: {}}", "{limits: {depth: undefined}}",
        "{unknown: 1, limits: {unknown: -1}}", "{fullErrors: 0}"}) {
    EXPECT_EQ(Serialize(options), "") << options;
    EXPECT_EQ(Deserialize(options), "") << options;
  }
}

TEST_F(StorageOptionsTest, AreRefusedInWords) {
  Run("var value = 1; var bytes = ferry.serialize(value);");
  const struct {
    const char* options;
    const char* name;
    const char* problem;
  } kBad[] = {
      {"1", "TypeError", "the options are no object such as {limits: {}}."},
      {"'limits'", "TypeError",
       "the options are no object such as {limits: {}}."},
      {"{limits: 5}", "TypeError",
       "member limits is no object such as {bytes: 1000}."},
      {"{limits: {depth: '5'}}", "TypeError",
       "member limits.depth is no number."},
      {"{limits: {bytes: 5n}}", "TypeError",
       "member limits.bytes is no number."},
      {"{limits: {hostObjects: null}}", "TypeError",
       "member limits.hostObjects is no number."},
      {"{limits: {depth: -1}}", "RangeError",
       "member limits.depth is no whole number from 0 to 4294967295."},
      {"{limits: {depth: 1.5}}", "RangeError",
       "member limits.depth is no whole number from 0 to 4294967295."},
      {"{limits: {depth: NaN}}", "RangeError",
       "member limits.depth is no whole number from 0 to 4294967295."},
      {"{limits: {depth: 2 ** 32}}", "RangeError",
       "member limits.depth is no whole number from 0 to 4294967295."},
      {"{limits: {nodes: Infinity}}", "RangeError",
       "member limits.nodes is no whole number from 0 to 9007199254740991."},
      {"{limits: {nodes: 2 ** 53}}", "RangeError",
       "member limits.nodes is no whole number from 0 to 9007199254740991."},
  };
  for (const auto& [options, name, problem] : kBad) {
    EXPECT_EQ(
        Serialize(options),
        absl::StrCat(name, ": Failed to execute 'ferry.serialize': ", problem));
    EXPECT_EQ(Deserialize(options),
              absl::StrCat(
                  name, ": Failed to execute 'ferry.deserialize': ", problem));
  }
  EXPECT_EQ(Serialize("{get limits() { throw new RangeError('mine'); }}"),
            "RangeError: mine");
}

}  // namespace
}  // namespace ferry
