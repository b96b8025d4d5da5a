// wire::ToJson, and the views that Node.js writes.

#include "ferry/wire/to_json.h"

#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/golden.h"
#include "ferry/tests/wire/support/hostile.h"
#include "ferry/wire/transcode.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

struct Case {
  const char* hex;
  const char* json;
};

TEST(ToJsonTest, EveryKind) {
  constexpr Case kCases[] = {
      {"5f", R"({"$undefined":true})"},
      {"30", "null"},
      {"54", "true"},
      {"4903", "-2"},
      {"4e000000000000f83f", "1.5"},
      {"4e0000000000000080", R"({"$number":"-0"})"},
      {"4e000000000000f87f", R"({"$number":"NaN"})"},
      {"5a 05 ff01", R"({"$bigint":"-0x01ff"})"},
      {"5a 00", R"({"$bigint":"0x0"})"},
      // There is no -0n, and the same 0n in more bytes.
      {"5a 10 0000000000000000", R"({"$bigint":"0x0"})"},
      {"5a 11 0000000000000000", R"({"$bigint":"0x0"})"},
      {"7a 11 0000000000000000", R"({"$BigInt":"0x0"})"},
      {"22 03 6122e9", "\"a\\\"\xc3\xa9\""},
      {"63 02 00d8", R"("\ud800")"},
      {"41 02 49022d 24 00 02", R"([1,{"$hole":true}])"},
      {"41 01 30 220161 54 24 01 01", R"([null,{"$properties":{"a":true}}])"},
      {"6f 220161 30 490230 2202246130 7b 03",
       R"({"a":null,"1":null,"$$a":null})"},
      {"61 05 490430 40 01 05", R"({"$sparse":5,"2":null})"},
      {"3b 30 3b 5430 3a02 3b3a00 46 3a04",
       R"({"$map":[[null,{"$map":[[true,null]]}],[{"$map":[]},false]]})"},
      {"27 3054 2c 02", R"({"$set":[null,true]})"},
      {"6f 220161 5e00 7b 01", R"({"a":{"$ref":0}})"},
      {"44 0000000000000000", R"({"$date":0})"},
      {"79", R"({"$Boolean":true})"},
      {"6e 0000000000000000", R"({"$Number":0})"},
      {"7a 02 01", R"({"$BigInt":"0x01"})"},
      {"73 220161", R"({"$String":"a"})"},
      {"52 220161 03", R"({"$regexp":"a","flags":"gi"})"},
      {"72 54 6d220161 63 30 2e",
       R"({"$error":"TypeError","message":"a","cause":null})"},
      {"42 02 0708 56 42 00 02 00",
       R"({"$view":"Uint8Array","byteOffset":0,"byteLength":2,)"
       R"("buffer":{"$arrayBuffer":"0708","byteLength":2}})"},
      {"7e 01 04 07",
       R"({"$resizable":"07","byteLength":1,"maxByteLength":4})"},
  };
  for (const Case& c : kCases) {
    Bytes bytes = Body(c.hex);
    absl::StatusOr<std::string> json = ToJson({.bytes = bytes});
    EXPECT_TRUE(json.ok()) << c.hex << " " << json.status();
    EXPECT_EQ(json.value_or(""), c.json) << c.hex;
  }
}

// It is looked at: nothing in it acts on a terminal.
TEST(ToJsonTest, EscapesWhatATerminalObeys) {
  constexpr Case kCases[] = {
      {"22 04 1b5b324a", R"("\u001b[2J")"},
      {"22 03 619b4a", R"("a\u009bJ")"},
      {"53 02 c29b", R"("\u009b")"},
      {"22 02 7f85", R"("\u007f\u0085")"},
      {"22 01 a0", "\"\xc2\xa0\""},
      {"63 08 2e20 6920 2820 0d20", "\"\\u202e\\u2069\\u2028\xe2\x80\x8d\""},
      {"6f 2201 9b 30 7b 01", R"({"\u009b":null})"},
      {"73 22019b", R"({"$String":"\u009b"})"},
      {"52 22019b 00", R"({"$regexp":"\u009b","flags":""})"},
  };
  for (const Case& c : kCases) {
    Bytes bytes = Body(c.hex);
    EXPECT_EQ(ToJson({.bytes = bytes}).value_or("no JSON"), c.json) << c.hex;
  }
}

TEST(ToJsonTest, IsBounded) {
  Bytes bytes = Body("42 05 0102030405");
  EXPECT_EQ(*ToJson({.bytes = bytes}, {.buffer_bytes = 2}),
            R"({"$arrayBuffer":"0102","byteLength":5})");
  EXPECT_EQ(ToJson({.bytes = bytes}, {.max_size = 10}).status().code(),
            absl::StatusCode::kResourceExhausted);
  // Whatever the message, not many times as long.
  for (const Golden& golden : ReadGolden()) {
    Bytes value = golden.bytes();
    absl::StatusOr<std::string> json = ToJson({.bytes = value});
    ASSERT_TRUE(json.ok()) << golden.name << json.status();
    EXPECT_LE(json->size(), 40 * value.size()) << golden.name;
  }
}

TEST(ToJsonTest, ViewsOfNode) {
  ReaderOptions node{.host_records = ReaderOptions::HostRecords::kNode};
  // v8.serialize([Buffer.from('ab'), new Float64Array([1.5])])
  Bytes bytes = WithHeader(
      15, FromHex("41 02 5c 0a 02 6162 5c 08 08 000000000000f83f 24 00 02"));
  EXPECT_FALSE(ToJson({.bytes = bytes}).ok());
  EXPECT_EQ(*ToJson({.bytes = bytes}, {}, node),
            R"([{"$view":"Uint8Array","byteOffset":0,"byteLength":2,)"
            R"("buffer":{"$arrayBuffer":"6162","byteLength":2}},)"
            R"({"$view":"Float64Array","byteOffset":0,"byteLength":8,)"
            R"("buffer":{"$arrayBuffer":"000000000000f83f","byteLength":8}}])");
  // Transcoded, any V8 reads them.
  absl::StatusOr<Bytes> plain = Transcode({.bytes = bytes}, {}, node);
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(*ToJson({.bytes = *plain}), *ToJson({.bytes = bytes}, {}, node));
  EXPECT_FALSE(
      ToJson({.bytes = Body("5c 0e 00")}, {}, node).ok());  // No such class.
  EXPECT_FALSE(ToJson({.bytes = Body("5c 08 03 000000")}, {}, node).ok());
}

}  // namespace
}  // namespace ferry::wire::testing
