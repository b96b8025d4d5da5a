// Messages that ask for as much as the default limits allow: V8 reads them, or
// refuses them, and lives.

#include <v8-exception.h>
#include <v8-value-serializer.h>

#include <cstdint>
#include <ostream>
#include <string>

#include "ferry/tests/support/v8_test.h"
#include "ferry/tests/wire/support/bytes.h"
#include "ferry/wire/validate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

struct Greedy {
  const char* name;
  // An array of so many of these.
  const char* element;
  uint64_t count;
};
void PrintTo(const Greedy& greedy, std::ostream* out) { *out << greedy.name; }

constexpr Limits kDefault;

// Builds with instruments take a small part of it: what the limits allow is the
// business of the other builds, and of these that no byte is out of place.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr uint64_t kShare = 64;
#else
constexpr uint64_t kShare = 1;
#endif
constexpr uint64_t kObjects = kDefault.objects / kShare - 1;
constexpr uint64_t kNodes = kDefault.nodes / kShare - 1;

constexpr Greedy kGreedy[] = {
    {"Objects", "6f7b00", kObjects},
    {"Maps", "3b3a00", kObjects},
    {"Sets", "272c00", kObjects},
    {"Buffers", "4200", kObjects},
    {"Doubles", "4e000000000000e03f", kNodes},
    {"Strings", "220161", kNodes},
    {"HalfFullArrays", "6180808008400080808008", 1},
    {"ResizableBuffers", "7e0080808002", kDefault.resizable_buffers},
};

Bytes Make(const Greedy& greedy) {
  Bytes bytes = {0xff, 15, 'A'};
  auto put = [&bytes](uint64_t value) {
    for (; value >= 0x80; value >>= 7) {
      bytes.push_back(static_cast<uint8_t>(value | 0x80));
    }
    bytes.push_back(static_cast<uint8_t>(value));
  };
  put(greedy.count);
  Bytes element = FromHex(greedy.element);
  bytes.reserve(element.size() * greedy.count + 16);
  for (uint64_t i = 0; i < greedy.count; ++i) {
    bytes.insert(bytes.end(), element.begin(), element.end());
  }
  bytes.insert(bytes.end(), {'$', 0});
  put(greedy.count);
  return bytes;
}

class BudgetTest : public testing_support::V8Test,
                   public ::testing::WithParamInterface<Greedy> {};

TEST_P(BudgetTest, V8Lives) {
  Bytes bytes = Make(GetParam());
  ASSERT_TRUE(Validate(bytes).ok()) << Validate(bytes);
  v8::TryCatch try_catch(isolate());
  v8::HandleScope handles(isolate());
  v8::ValueDeserializer deserializer(isolate(), bytes.data(), bytes.size());
  ASSERT_TRUE(deserializer.ReadHeader(target()).FromMaybe(false));
  v8::Local<v8::Value> value;
  EXPECT_TRUE(deserializer.ReadValue(target()).ToLocal(&value));
}

INSTANTIATE_TEST_SUITE_P(All, BudgetTest, ::testing::ValuesIn(kGreedy),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace ferry::wire::testing
