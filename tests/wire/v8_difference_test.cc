// The reader and V8 accept the same bytes and decode the same values.

#include "ferry/tests/wire/support/v8_difference.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "ferry/tests/support/v8_test.h"
#include "ferry/tests/wire/support/golden.h"
#include "ferry/wire/transcode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

class V8DifferenceTest : public testing_support::V8Test {
 protected:
  // False after so many differences that more tell nothing new.
  bool Compare(const Bytes& bytes, const char* what) {
    std::string difference = DifferenceFromV8(target(), bytes);
    if (!difference.empty()) {
      ADD_FAILURE() << what << " " << ToHex(bytes) << "\n" << difference;
      ++differences_;
    }
    return differences_ < 10;
  }

 private:
  int differences_ = 0;
};

TEST_F(V8DifferenceTest, GoldenInEveryVersion) {
  for (const Golden& golden : ReadGolden()) {
    for (uint8_t version = 0; version <= 17; ++version) {
      // Version 0 with a header is read like that without one.
      if (version == 0) continue;
      if (!Compare(WithHeader(version, golden.body), golden.name.c_str())) {
        return;
      }
    }
    if (!Compare(golden.body, golden.name.c_str())) return;
  }
}

TEST_F(V8DifferenceTest, EveryPrefix) {
  for (const Golden& golden : ReadGolden()) {
    for (uint8_t version : {9, 11, 13, 15}) {
      Bytes bytes = WithHeader(version, golden.body);
      if (bytes.size() > 200) bytes.resize(200);
      for (; !bytes.empty(); bytes.pop_back()) {
        if (!Compare(bytes, golden.name.c_str())) return;
      }
    }
  }
}

TEST_F(V8DifferenceTest, EveryBitFlipped) {
  for (const Golden& golden : ReadGolden()) {
    Bytes bytes = golden.bytes();
    bytes[1] = 15;
    if (bytes.size() > 120) continue;
    for (size_t at = 1; at < bytes.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        Bytes flipped = bytes;
        flipped[at] ^= 1 << bit;
        if (!Compare(flipped, golden.name.c_str())) return;
      }
    }
  }
}

struct Context {
  const char* name;
  const char* before;
  const char* after;
};

// Places where a tag may be.
constexpr Context kContexts[] = {
    {"Root", "", ""},
    {"Key", "6f", "4902 7b01"},
    {"Value", "6f 220161", "7b01"},
    {"Element", "41 01", "24 00 01"},
    {"AfterElements", "41 01 4902", "24 00 01"},
    {"SparseKey", "61 03", "40 00 03"},
    {"MapKey", "3b", "4902 3a 02"},
    {"MapValue", "3b 4902", "3a 02"},
    {"SetValue", "27", "2c 01"},
    {"AfterBuffer", "42 02 0102", "42 00 02 00"},
    {"AfterReference", "41 02 42 02 0102 5e 01", "42 00 02 00 24 00 02"},
    {"ErrorPart", "72", "2201612e"},
    {"ErrorMessage", "72 6d", "0161 2e"},
    {"ErrorCause", "72 63", "2e"},
    {"StringObject", "73", "0161"},
    {"RegExp", "52", "016101"},
    {"ViewType", "42 08 0102030405060708 56", "00 08 00"},
    {"ViewFlags", "7e 08 10 0102030405060708 56 42 00 08", ""},
    {"AfterCount", "3f 05", "00"},
};

// What may come after it.
constexpr const char* kPayloads[] = {
    "", "00", "01", "0161", "02 6100", "00 00 00 00 00 00 f0 3f", "00 7b 00"};

TEST_F(V8DifferenceTest, EveryTagInEveryContext) {
  for (const Context& context : kContexts) {
    for (int tag = 0; tag < 256; ++tag) {
      for (const char* payload : kPayloads) {
        for (uint8_t version : {0, 10, 12, 13, 14, 15}) {
          Bytes bytes = FromHex(context.before);
          bytes.push_back(static_cast<uint8_t>(tag));
          for (uint8_t byte : FromHex(payload)) bytes.push_back(byte);
          for (uint8_t byte : FromHex(context.after)) bytes.push_back(byte);
          if (version != 0) bytes = WithHeader(version, bytes);
          if (!Compare(bytes, context.name)) return;
        }
      }
    }
  }
}

// Values nested at random, then damaged.
class Generator {
 public:
  explicit Generator(uint32_t seed) : random_(seed) {}

  Bytes Message() {
    Value(4);
    static constexpr uint8_t kVersions[] = {9, 11, 12, 13, 14, 15, 15, 15};
    Bytes bytes = WithHeader(kVersions[Below(8)], out_);
    if (Below(12) == 0) bytes.erase(bytes.begin(), bytes.begin() + 2);
    for (uint32_t n = Below(3); n > 0; --n) Damage(bytes);
    return bytes;
  }

 private:
  uint32_t Below(uint32_t n) { return random_() % n; }
  void Put(uint8_t byte) { out_.push_back(byte); }
  void PutHex(const char* hex) {
    for (uint8_t byte : FromHex(hex)) Put(byte);
  }
  void Key() {
    static constexpr const char* kKeys[] = {"220161",
                                            "220162",
                                            "2203616263",
                                            "220131",
                                            "4902",
                                            "4904",
                                            "5502",
                                            "4e000000000000f03f",
                                            "4e000000000000f83f",
                                            "2203312e35",
                                            "63026100",
                                            "53026162",
                                            "5302c3a9",
                                            "2201e9",
                                            "2206 6c656e677468",
                                            "2200",
                                            "4e0000000000000080",
                                            "220130",
                                            "220a34323934393637323935",
                                            "4e0000e0ffffffef41",
                                            "2203 4e614e",
                                            "4e000000000000f87f",
                                            "5302c328",
                                            "63028100",
                                            "2202 3031",
                                            "4901"};
    PutHex(kKeys[Below(std::size(kKeys))]);
  }
  void Properties(int depth, uint8_t end) {
    uint32_t count = Below(12) == 0 ? 11 : Below(4);
    for (uint32_t i = 0; i < count; ++i) {
      if (count > 4) {
        Put(0x22), Put(1), Put(static_cast<uint8_t>('a' + Below(40)));
      } else {
        Key();
      }
      Value(depth - 1);
    }
    Put(end);
    Put(static_cast<uint8_t>(count));
  }
  void Value(int depth) {
    static constexpr const char* kLeaves[] = {"5f",
                                              "30",
                                              "54",
                                              "46",
                                              "4902",
                                              "49ffffffff0f",
                                              "55ff01",
                                              "4e000000000000f07f",
                                              "5a00",
                                              "5a02ff",
                                              "5a110100000000000000",
                                              "220161",
                                              "63026100",
                                              "0063026100",
                                              "5303e282ac",
                                              "5302ff61",
                                              "44000000000000f0bf",
                                              "44000000000000f07f",
                                              "79",
                                              "78",
                                              "6e0000000000004540",
                                              "7a0205",
                                              "73220161",
                                              "522201610 1",
                                              "52220161c001",
                                              "4203010203",
                                              "7e020401 02",
                                              "420401020304 5642000400",
                                              "420401020304 5657020200",
                                              "7e0408000000005642000003",
                                              "7e040800000000 5642000402",
                                              "5e00",
                                              "5e01",
                                              "5e02",
                                              "3f07 4902",
                                              "00004902",
                                              "2d",
                                              "7054",
                                              "4302 0102"};
    uint32_t kind = depth <= 0 ? 9 : Below(12);
    if (Below(40) == 0) Put(0);
    switch (kind) {
      case 0:
      case 1:
        Put('o');
        return Properties(depth, '{');
      case 2: {
        uint32_t length = Below(4);
        Put('A'), Put(static_cast<uint8_t>(length));
        for (uint32_t i = 0; i < length; ++i) {
          Below(6) == 0 ? Put('-') : Value(depth - 1);
        }
        Properties(depth, '$');
        return Put(static_cast<uint8_t>(length));
      }
      case 3: {
        uint8_t length = static_cast<uint8_t>(Below(5));
        Put('a'), Put(length);
        Properties(depth, '@');
        return Put(length);
      }
      case 4: {
        uint32_t pairs = Below(3);
        Put(';');
        for (uint32_t i = 0; i < 2 * pairs; ++i) Value(depth - 1);
        Put(':');
        return Put(static_cast<uint8_t>(2 * pairs));
      }
      case 5: {
        uint32_t values = Below(4);
        Put('\'');
        for (uint32_t i = 0; i < values; ++i) Value(depth - 1);
        Put(',');
        return Put(static_cast<uint8_t>(values));
      }
      case 6: {
        static constexpr const char* kStarts[] = {"72", "7254", "7246", "7255"};
        PutHex(kStarts[Below(4)]);
        if (Below(2) == 0) PutHex("6d220161");
        if (Below(2) == 0) PutHex("73220162");
        if (Below(2) == 0) {
          Put('c');
          Value(depth - 1);
        }
        return Put('.');
      }
      default:
        PutHex(kLeaves[Below(std::size(kLeaves))]);
    }
  }
  void Damage(Bytes& bytes) {
    if (bytes.size() < 4) return;
    size_t at = 2 + Below(static_cast<uint32_t>(bytes.size() - 2));
    switch (Below(4)) {
      case 0:
        bytes[at] = static_cast<uint8_t>(random_());
        return;
      case 1:
        bytes.erase(bytes.begin() + at);
        return;
      case 2:
        bytes.insert(bytes.begin() + at, static_cast<uint8_t>(random_()));
        return;
      default:
        bytes[at] = bytes[2 + Below(static_cast<uint32_t>(bytes.size() - 2))];
    }
  }

  std::minstd_rand random_;
  Bytes out_;
};

TEST_F(V8DifferenceTest, GeneratedValues) {
  for (uint32_t seed = 1; seed <= 60000; ++seed) {
    if (!Compare(Generator(seed).Message(), "seed")) return;
  }
}

// What the writer makes, V8 reads, as the same value.
TEST_F(V8DifferenceTest, V8ReadsWhatTheWriterWrites) {
  WriterOptions options;
  options.readable_by = ThisRelease();
  for (const Golden& golden : ReadGolden()) {
    Bytes bytes = golden.bytes();
    absl::StatusOr<Bytes> copy = Transcode({.bytes = bytes}, options);
    ASSERT_TRUE(copy.ok()) << golden.name << copy.status();
    v8::HandleScope handles(isolate());
    std::optional<std::string> tree = V8Tree(target(), *copy);
    ASSERT_TRUE(tree.has_value()) << golden.name << " " << ToHex(*copy);
    if (golden.releases != std::vector<std::string>{"10.2"}) {
      EXPECT_EQ(*tree, golden.tree) << golden.name;
    }
  }
}

}  // namespace
}  // namespace ferry::wire::testing
