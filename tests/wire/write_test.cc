// wire::Writer: what it writes reads back, and misuse is a Status.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/golden.h"
#include "ferry/tests/wire/support/wire_tree.h"
#include "ferry/wire/to_json.h"
#include "ferry/wire/transcode.h"
#include "ferry/wire/validate.h"
#include "ferry/wire/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

using absl::StatusCode;
using ::testing::HasSubstr;

constexpr WriterOptions kAnyRelease = {.readable_by = {99, 0}};

// The bytes of V8 itself, but for its choices that depend on the heap.
TEST(WriteTest, WritesTheGoldenBytes) {
  int same = 0;
  for (const Golden& golden : ReadGolden()) {
    Bytes bytes = golden.bytes();
    absl::StatusOr<Bytes> copy = Transcode({.bytes = bytes}, kAnyRelease);
    ASSERT_TRUE(copy.ok()) << golden.name << copy.status();
    EXPECT_EQ(*WireTree({.bytes = *copy}), *WireTree({.bytes = bytes}));
    EXPECT_TRUE(
        WireTree({.bytes = *copy}, {.mode = ReaderOptions::Mode::kStrict})
            .ok());
    if (*copy == bytes) ++same;
  }
  // The others: doubles that are whole, errors in the old order.
  EXPECT_EQ(same, 109);
}

TEST(WriteTest, ExampleOfTheHeader) {
  Writer writer;
  Writer::ObjectId rows = writer.BeginArray(1);
  writer.BeginObject();
  writer.Key("id");
  writer.Number(7);
  writer.Key("rows");
  writer.Reference(rows);
  writer.EndObject();
  writer.EndArray();
  absl::StatusOr<Bytes> bytes = std::move(writer).Finish();
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(ToHex(*bytes), "ff0f41016f22026964490e2204726f77735e007b02240001");
}

TEST(WriteTest, PadsStringsOfTwoBytes) {
  Writer writer;
  writer.BeginArray(2);
  writer.String("\xe2\x82\xac");
  writer.String("\xc3\xa9");
  writer.EndArray();
  EXPECT_EQ(ToHex(*std::move(writer).Finish()),
            "ff0f4102"
            "6302ac20"
            "2201e9"
            "240002");
}

struct Misuse {
  const char* name;
  void (*use)(Writer&);
  StatusCode code;
};

TEST(WriteTest, MisuseIsAStatus) {
  constexpr Misuse kMisuses[] = {
      {"nothing", [](Writer&) {}, StatusCode::kFailedPrecondition},
      {"open", [](Writer& w) { w.BeginObject(); },
       StatusCode::kFailedPrecondition},
      {"value without key",
       [](Writer& w) {
         w.BeginObject();
         w.Null();
       },
       StatusCode::kFailedPrecondition},
      {"key without value",
       [](Writer& w) {
         w.BeginObject();
         w.Key("a");
         w.EndObject();
       },
       StatusCode::kFailedPrecondition},
      {"key outside", [](Writer& w) { w.Key("a"); },
       StatusCode::kFailedPrecondition},
      {"wrong end",
       [](Writer& w) {
         w.BeginObject();
         w.EndArray();
       },
       StatusCode::kFailedPrecondition},
      {"end of nothing", [](Writer& w) { w.EndMap(); },
       StatusCode::kFailedPrecondition},
      {"short array",
       [](Writer& w) {
         w.BeginArray(1);
         w.EndArray();
       },
       StatusCode::kFailedPrecondition},
      {"long array",
       [](Writer& w) {
         w.BeginArray(0);
         w.Null();
       },
       StatusCode::kFailedPrecondition},
      {"half a Map",
       [](Writer& w) {
         w.BeginMap();
         w.Null();
         w.EndMap();
       },
       StatusCode::kFailedPrecondition},
      {"reference", [](Writer& w) { w.Reference(0); },
       StatusCode::kInvalidArgument},
      {"odd UTF-16",
       [](Writer& w) {
         w.String(Text{reinterpret_cast<const uint8_t*>("a"), 1,
                       Text::Encoding::kUtf16});
       },
       StatusCode::kInvalidArgument},
      {"flags", [](Writer& w) { w.RegExp({}, 512); },
       StatusCode::kInvalidArgument},
      {"v flag", [](Writer& w) { w.RegExp({}, kRegExpUnicodeSets); },
       StatusCode::kUnimplemented},
      {"Float16Array", [](Writer& w) { w.TypedArray(ViewType::kFloat16, {}); },
       StatusCode::kUnimplemented},
      {"immutable", [](Writer& w) { w.ImmutableArrayBuffer({}); },
       StatusCode::kUnimplemented},
      {"view alone", [](Writer& w) { w.View(ViewType::kInt8, {}); },
       StatusCode::kFailedPrecondition},
      {"view too long",
       [](Writer& w) {
         w.ArrayBuffer({});
         w.View(ViewType::kInt8, {.byte_length = 1});
       },
       StatusCode::kInvalidArgument},
      {"late message",
       [](Writer& w) {
         w.BeginError(ErrorType::kError);
         w.Stack({});
         w.Message({});
       },
       StatusCode::kFailedPrecondition},
      {"cause without value",
       [](Writer& w) {
         w.BeginError(ErrorType::kError);
         w.Cause();
         w.EndError();
       },
       StatusCode::kFailedPrecondition},
      {"two buffers in a record",
       [](Writer& w) {
         w.BeginHostView();
         w.ArrayBuffer({});
         w.ArrayBuffer({});
       },
       StatusCode::kFailedPrecondition},
      {"a record without a buffer",
       [](Writer& w) {
         w.BeginHostView();
         w.Null();
         w.EndHostView(ViewType::kInt8, {});
       },
       StatusCode::kFailedPrecondition},
      {"a record without an end",
       [](Writer& w) {
         w.BeginHostView();
         w.ArrayBuffer({});
       },
       StatusCode::kFailedPrecondition},
      {"memory that is not shared",
       [](Writer& w) {
         w.BeginWasmMemory(1);
         w.ArrayBuffer({});
         w.EndWasmMemory();
       },
       StatusCode::kFailedPrecondition},
      {"depth",
       [](Writer& w) {
         for (int i = 0; i <= (1 << 20); ++i) w.BeginSet();
       },
       StatusCode::kResourceExhausted},
  };
  for (const Misuse& misuse : kMisuses) {
    Writer writer({.readable_by = {10, 0}});
    misuse.use(writer);
    // Nothing more happens, and nothing crashes.
    writer.Null();
    absl::StatusOr<Bytes> bytes = std::move(writer).Finish();
    if (misuse.name == std::string("nothing")) continue;
    EXPECT_EQ(bytes.status().code(), misuse.code) << misuse.name;
  }
}

TEST(WriteTest, WritesForOlderReleases) {
  const uint8_t kBytes[4] = {1, 2, 3, 4};
  Writer old({.readable_by = {10, 2}});
  old.ResizableArrayBuffer(kBytes, 8);
  old.View(ViewType::kUint8, {.byte_length = 4, .length_tracking = true});
  EXPECT_EQ(ToHex(*std::move(old).Finish()), "ff0f4204010203045642000400");
  Writer later({.readable_by = {11, 0}});
  later.ResizableArrayBuffer(kBytes, 8);
  later.View(ViewType::kUint8, {.byte_length = 4, .length_tracking = true});
  EXPECT_EQ(ToHex(*std::move(later).Finish()), "ff0f7e0408010203045642000003");
  EXPECT_FALSE(Writer({.readable_by = {13, 6}, .version = 16}).ok());
  EXPECT_TRUE(Writer({.readable_by = {14, 9}, .version = 16}).ok());
}

TEST(WriteTest, ViewsInRecordsReadBack) {
  const ExternalBuffer transferred{.byte_length = 32};
  const ExternalBuffer shared{.byte_length = 16};
  Writer writer;
  writer.BeginArray(3);
  writer.BeginHostView();
  Writer::ObjectId buffer = writer.TransferredArrayBuffer(0);
  writer.EndHostView(ViewType::kFloat64, {.byte_offset = 8, .byte_length = 16});
  writer.BeginHostView();
  writer.Reference(buffer);
  writer.EndHostView(ViewType::kUint8, {.byte_length = 32});
  writer.BeginHostView();
  writer.SharedArrayBuffer(0);
  writer.EndHostView(ViewType::kDataView, {.byte_length = 16});
  writer.EndArray();
  absl::StatusOr<Bytes> bytes = std::move(writer).Finish();
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  MessageView message{.bytes = *bytes};
  message.transferred = absl::MakeConstSpan(&transferred, 1);
  message.shared = absl::MakeConstSpan(&shared, 1);
  ASSERT_TRUE(Validate(message, {.mode = ReaderOptions::Mode::kStrict}).ok());
  std::string tree = *WireTree(message);
  EXPECT_THAT(tree, HasSubstr(R"("type":"Float64Array","byteOffset":8)"));
  EXPECT_THAT(tree, HasSubstr(R"("type":"DataView","byteOffset":0)"));
  // And again when it is written a second time.
  absl::StatusOr<Bytes> again = Transcode(message, {});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(ToHex(*again), ToHex(*bytes));
}

TEST(WriteTest, WebAssemblyForTheV8ThatReadsIt) {
  auto write = [](V8Release release) {
    Writer writer({.readable_by = release});
    writer.BeginArray(2);
    writer.WasmModule(0);
    writer.BeginWasmMemory(10);
    writer.SharedArrayBuffer(0, Writer::SharedMemory::kWasmFixed);
    writer.EndWasmMemory();
    writer.EndArray();
    return ToHex(*std::move(writer).Finish());
  };
  EXPECT_EQ(write({11, 3}),
            "ff0f4102"
            "7700"
            "6d147500"
            "240002");
  EXPECT_EQ(write({12, 4}),
            "ff0f4102"
            "7700"
            "6d14007500"
            "240002");
  EXPECT_EQ(write({13, 6}),
            "ff0f4102"
            "7700"
            "6d1400750066"
            "240002");
}

TEST(WriteTest, TranscodesBothOrdersOfErrors) {
  // message, cause, stack; inside the cause one with no message, and late.
  Bytes old_order = WithHeader(
      15, FromHex("72 54 6d220161 63 72 63 30 73 220163 2e 73 220162 2e"));
  absl::StatusOr<Bytes> bytes = Transcode({.bytes = old_order}, {});
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(ToHex(*bytes),
            "ff0f72546d22016173220162637273220163"
            "63302e2e");
  EXPECT_EQ(*WireTree({.bytes = *bytes}), *WireTree({.bytes = old_order}));
}

// What a release wrote, for each release and in each version that has it.
TEST(WriteTest, TranscodesGoldenMessagesToEachVersion) {
  constexpr V8Release kReleases[] = {{10, 2}, {11, 3}, {12, 4},
                                     {13, 6}, {14, 6}, {15, 0}};
  int written[17] = {};
  for (const Golden& golden : ReadGolden()) {
    const Bytes bytes = golden.bytes();
    const std::string tree = *WireTree({.bytes = bytes});
    for (V8Release release : kReleases) {
      for (uint32_t version = 13; version <= release.latest_version();
           ++version) {
        absl::StatusOr<Bytes> copy = Transcode(
            {.bytes = bytes}, {.readable_by = release, .version = version});
        if (!copy.ok()) {
          EXPECT_EQ(copy.status().code(), absl::StatusCode::kUnimplemented)
              << golden.name << copy.status();
          continue;
        }
        ++written[version];
        absl::StatusOr<std::string> again = WireTree({.bytes = *copy});
        ASSERT_TRUE(again.ok()) << golden.name << again.status();
        // V8 10.2 has no resizable buffers.
        if (tree.find("maxByteLength") == std::string::npos) {
          EXPECT_EQ(*again, tree) << golden.name << version;
        }
        EXPECT_TRUE(ToJson({.bytes = *copy}).ok()) << golden.name;
      }
    }
  }
  EXPECT_GT(written[13], 600);
  EXPECT_GT(written[14], 600);
  EXPECT_GT(written[15], 600);
  EXPECT_GT(written[16], 100);
}

}  // namespace
}  // namespace ferry::wire::testing
