// wire::Document: finding values without reading all of them.

#include "ferry/wire/document.h"

#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/golden.h"
#include "ferry/tests/wire/support/hostile.h"
#include "ferry/wire/reader.h"
#include "ferry/wire/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Optional;

Bytes Written(void (*write)(Writer&)) {
  Writer writer({.readable_by = {99, 0}});
  write(writer);
  return *std::move(writer).Finish();
}

TEST(DocumentTest, FindsPropertiesAndElements) {
  Bytes bytes = Written([](Writer& w) {
    w.BeginObject();
    w.Key("rows");
    w.BeginArray(100);
    for (int i = 0; i < 100; ++i) {
      w.BeginObject();
      w.Key("name");
      w.String("row " + std::to_string(i));
      w.Key("nested");
      w.BeginArray(1);
      w.Number(i + 0.5);
      w.EndArray();
      w.EndObject();
    }
    w.EndArray();
    w.Key("\xc3\xa9");
    w.Boolean(true);
    w.Key(7);
    w.Null();
    w.EndObject();
  });
  absl::StatusOr<Document> doc = Document::Open({.bytes = bytes});
  ASSERT_TRUE(doc.ok()) << doc.status();
  Value rows = doc->root()["rows"];
  EXPECT_EQ(rows.size(), 100u);
  for (int i : {0, 1, 15, 16, 17, 31, 32, 99}) {
    EXPECT_EQ(rows[i]["name"].ToUtf8(), "row " + std::to_string(i));
    EXPECT_THAT(rows[i]["nested"][0].number(), Optional(i + 0.5));
  }
  EXPECT_FALSE(rows[100].exists());
  EXPECT_FALSE(rows[3]["nobody"]["there"][2].exists());
  EXPECT_THAT(doc->root()["\xc3\xa9"].boolean(), Optional(true));
  EXPECT_EQ(doc->root()["7"].kind(), TokenKind::kNull);
  int seen = 0;
  for (Value row : rows.elements()) {
    EXPECT_EQ(row["name"].ToUtf8(), "row " + std::to_string(seen++));
  }
  EXPECT_EQ(seen, 100);
  std::vector<std::string> names;
  for (const Member& member : rows[5].members()) {
    names.push_back(ToUtf8(member.key.text));
  }
  EXPECT_THAT(names, ElementsAre("name", "nested"));
}

// Rows that are alike, and rows that are not: a column is what [i][key] gives.
TEST(DocumentTest, ColumnsOfAllKindsOfRows) {
  Bytes bytes = Written([](Writer& w) {
    w.BeginArray(200);
    Writer::ObjectId shared = w.BeginObject();
    w.Key("a");
    w.Number(-1);
    w.EndObject();
    for (int i = 1; i < 200; ++i) {
      if (i % 50 == 7) {
        w.Reference(shared);
        continue;
      }
      if (i % 50 == 8) {
        w.Hole();
        continue;
      }
      if (i % 50 == 9) {
        w.Number(i);
        continue;
      }
      w.BeginObject();
      if (i > 60) {
        w.Key("name");
        w.String(
            "\"\x01"
            "aN" +
            std::to_string(i));
      }
      if (i > 120) {
        w.Key("nested");
        w.BeginArray(1);
        w.Null();
        w.EndArray();
      }
      if (i % 20 != 3) {
        w.Key("a");
        w.Number(i / 4.0);
      }
      w.Key("\xc3\xa9");
      w.Boolean(true);
      w.EndObject();
    }
    w.EndArray();
  });
  Document doc = *Document::Open({.bytes = bytes});
  for (const char* key : {"a", "name", "nested", "\xc3\xa9", "nobody", "7"}) {
    uint32_t i = 0;
    for (const Value& value : doc.root().column(key)) {
      Value expected = doc.root()[i][key];
      EXPECT_EQ(value.exists(), expected.exists()) << key << i;
      EXPECT_EQ(value.number(), expected.number()) << key << i;
      EXPECT_EQ(value.ToUtf8(), expected.ToUtf8()) << key << i;
      EXPECT_EQ(value.id(), expected.id()) << key << i;
      ++i;
    }
    EXPECT_EQ(i, 200u);
  }
  EXPECT_EQ(doc.root()[0].column("a").begin(), std::default_sentinel);
}

// What was found right about the keys of one row is right for the next one only
// if they are the same.
TEST(DocumentTest, ChecksRowsThatAreAlmostAlike) {
  auto open = [](absl::string_view last_row) {
    Bytes bytes = FromHex(
        "ff0f 4103 6f22016149002201624902 7b02"
        "6f22016149002201624902 7b02");
    bytes.insert(bytes.end(), last_row.begin(), last_row.end());
    for (uint8_t byte : {0x24, 0x00, 0x03}) bytes.push_back(byte);
    return Document::Open({.bytes = bytes}).status();
  };
  constexpr absl::string_view kSame = "o\"\1aI\x02\"\1bI\x02{\2";
  EXPECT_TRUE(open(kSame).ok());
  EXPECT_THAT(open("o\"\1aI\x02\"\1aI\x02{\2").message(),
              HasSubstr("a property comes twice"));
  EXPECT_THAT(open("o\"\1aI\x02\"\1bI\x02{\3").message(),
              HasSubstr("has 2 entries, but says 3"));
  EXPECT_THAT(open("o\"\1aI\x02\"\1bI\x02\"\1bI\x02{\3").message(),
              HasSubstr("a property comes twice"));
  for (size_t size = 0; size < kSame.size(); ++size) {
    EXPECT_FALSE(open(kSame.substr(0, size)).ok()) << size;
  }
}

// The limits count what is gone past together.
// The length of the inner array is the tag of a string, and what comes next as
// the length of one would lead out of the message.
TEST(DocumentTest, TakesNoArrayForARow) {
  for (uint8_t tag : {'A', 'a'}) {
    Bytes bytes = {0xff, 15, 'A', 2};
    for (int i = 0; i < 2; ++i) {
      bytes.insert(bytes.end(), {tag, '"'});
      if (tag == 'A') bytes.insert(bytes.end(), '"', '_');
      bytes.insert(bytes.end(),
                   {tag == 'A' ? uint8_t{'$'} : uint8_t{'@'}, 0, '"'});
    }
    bytes.insert(bytes.end(), {'$', 0, 2});
    // Of its own size, so that a sanitizer sees what is read behind it.
    bytes.shrink_to_fit();
    absl::StatusOr<Document> doc = Document::Open({.bytes = bytes});
    ASSERT_TRUE(doc.ok()) << doc.status();
    EXPECT_EQ(doc->root()[1].size(), 34u);
  }
}

TEST(DocumentTest, CountsRowsTowardsItsLimits) {
  Bytes bytes = Written([](Writer& w) {
    w.BeginArray(100);
    for (int i = 0; i < 100; ++i) {
      w.BeginObject();
      w.Key("a");
      w.Null();
      w.EndObject();
    }
    w.EndArray();
  });
  auto open = [&bytes](const Limits& limits) {
    return Document::Open({.bytes = bytes}, {.limits = limits}).status();
  };
  EXPECT_TRUE(open({.nodes = 301}).ok());
  EXPECT_THAT(open({.nodes = 300}).message(), HasSubstr("Limits::nodes"));
  EXPECT_TRUE(open({.objects = 101}).ok());
  EXPECT_THAT(open({.objects = 100}).message(), HasSubstr("Limits::objects"));
}

TEST(DocumentTest, ReferencesAreTheObjectsThatTheyName) {
  Bytes bytes = Written([](Writer& w) {
    Writer::ObjectId self = w.BeginObject();
    w.Key("a");
    Writer::ObjectId a = w.BeginArray(1);
    w.Reference(self);
    w.EndArray();
    w.Key("again");
    w.Reference(a);
    w.EndObject();
  });
  absl::StatusOr<Document> doc = Document::Open({.bytes = bytes});
  ASSERT_TRUE(doc.ok()) << doc.status();
  Value root = doc->root();
  EXPECT_EQ(root["a"].id(), root["again"].id());
  EXPECT_EQ(root["a"][0]["again"][0].id(), root.id());
}

TEST(DocumentTest, BuffersAndTheirViews) {
  const float floats[2] = {1.5f, -2};
  std::vector<double> transferred(4, 0.25);
  const ExternalBuffer external{
      .data = reinterpret_cast<const uint8_t*>(transferred.data()),
      .byte_length = 32};
  Writer w;
  w.BeginArray(6);
  Writer::ObjectId buffer = w.ArrayBuffer(absl::MakeConstSpan(
      reinterpret_cast<const uint8_t*>(floats), sizeof floats));
  Writer::ObjectId view = w.View(ViewType::kFloat32, {.byte_length = 8});
  w.Reference(buffer);
  w.View(ViewType::kUint8, {.byte_offset = 4, .byte_length = 4});
  w.Reference(view);
  w.Reference(buffer);
  w.BeginHostView();
  Writer::ObjectId beside = w.TransferredArrayBuffer(0);
  w.EndHostView(ViewType::kFloat64, {.byte_offset = 8, .byte_length = 24});
  w.Reference(beside);
  w.EndArray();
  Bytes bytes = *std::move(w).Finish();
  MessageView message{.bytes = bytes};
  message.transferred = absl::MakeConstSpan(&external, 1);
  absl::StatusOr<Document> doc = Document::Open(message);
  ASSERT_TRUE(doc.ok()) << doc.status();
  Value root = doc->root();
  EXPECT_THAT(*root[0].ToVector<float>(), ElementsAre(1.5f, -2.0f));
  EXPECT_EQ(root[0].ToVector<double>().status().message(),
            "The value is a Float32Array, not a Float64Array.");
  EXPECT_EQ(root[1].bytes().size(), 4u);
  EXPECT_EQ(root[1].bytes().data(), root[0].bytes().data() + 4);
  EXPECT_EQ(root[2].id(), root[0].id());
  EXPECT_EQ(root[3].kind(), TokenKind::kArrayBuffer);
  EXPECT_NE(root[3].id(), root[0].id());
  EXPECT_EQ(root[3].span<float>().status().code(),
            StatusCode::kInvalidArgument);
  // Beside the message it is aligned, and read in place.
  ASSERT_TRUE(root[4].span<double>().ok());
  EXPECT_EQ(root[4].span<double>()->data(), transferred.data() + 1);
  EXPECT_EQ(root[5].kind(), TokenKind::kArrayBuffer);
  EXPECT_EQ(root[5].bytes().size(), 32u);
}

// One of two neighbours is not at an even address.
TEST(DocumentTest, ElementsThatAreNotAlignedAreCopied) {
  const uint16_t elements[2] = {0x201, 0x403};
  const auto raw = absl::MakeConstSpan(
      reinterpret_cast<const uint8_t*>(elements), sizeof elements);
  int aligned = 0;
  for (bool shifted : {false, true}) {
    Writer w;
    w.BeginArray(2);
    w.String(shifted ? "a" : "");
    w.TypedArray(ViewType::kUint16, raw);
    w.EndArray();
    Bytes bytes = *std::move(w).Finish();
    absl::StatusOr<Document> doc = Document::Open({.bytes = bytes});
    ASSERT_TRUE(doc.ok()) << doc.status();
    Value view = doc->root()[1];
    EXPECT_THAT(*view.ToVector<uint16_t>(), ElementsAre(0x201, 0x403));
    if (view.span<uint16_t>().ok()) {
      ++aligned;
    } else {
      EXPECT_THAT(view.span<uint16_t>().status().message(),
                  HasSubstr("Use ToVector"));
    }
  }
  EXPECT_EQ(aligned, 1);
}

TEST(DocumentTest, MapsSetsAndErrors) {
  Bytes bytes = Written([](Writer& w) {
    w.BeginArray(4);
    w.BeginMap();
    w.String("k");
    w.Number(1);
    w.EndMap();
    w.BeginSet();
    w.Number(2);
    w.Number(3);
    w.EndSet();
    w.BeginError(ErrorType::kTypeError);
    w.Message(Text::Latin1("no"));
    w.Cause();
    w.BeginObject();
    w.EndObject();
    w.EndError();
    w.BeginSparseArray(9);
    w.Key(4);
    w.Number(40);
    w.Key("own");
    w.Number(41);
    w.Key(7);
    w.BeginObject();
    w.Key("a");
    w.Number(42);
    w.EndObject();
    w.EndSparseArray();
    w.EndArray();
  });
  absl::StatusOr<Document> doc = Document::Open({.bytes = bytes});
  ASSERT_TRUE(doc.ok()) << doc.status();
  Value root = doc->root();
  for (const Entry& entry : root[0].entries()) {
    EXPECT_EQ(entry.key.ToUtf8(), "k");
    EXPECT_THAT(entry.value.number(), Optional(1));
  }
  double sum = 0;
  for (Value value : root[1].elements()) sum += *value.number();
  EXPECT_EQ(sum, 5);
  ErrorParts error = root[2].error();
  EXPECT_EQ(error.type, ErrorType::kTypeError);
  EXPECT_EQ(ToUtf8(*error.message), "no");
  EXPECT_FALSE(error.stack.has_value());
  EXPECT_TRUE(error.cause.is_object());
  EXPECT_THAT(root[3][4].number(), Optional(40));
  EXPECT_FALSE(root[3][3].exists());
  std::vector<bool> objects;
  for (Value value : root[3].elements()) objects.push_back(value.is_object());
  EXPECT_THAT(objects, ElementsAre(false, true));
  std::vector<std::optional<double>> column;
  for (Value value : root[3].column("a")) column.push_back(value.number());
  EXPECT_THAT(column, ElementsAre(std::nullopt, Optional(42)));
  EXPECT_EQ(root[3].size(), 9u);
}

// Everything that can be reached, each object once.
size_t Walk(Value value, std::vector<bool>& met) {
  std::optional<uint32_t> id = value.id();
  if (id) {
    if (met.size() <= *id) met.resize(*id + 1);
    if (met[*id]) return 1;
    met[*id] = true;
  }
  size_t count = 1;
  // The members of a sparse array are all of it.
  if (value.kind() != TokenKind::kBeginSparseArray) {
    for (Value element : value.elements()) count += Walk(element, met);
  }
  for (const Member& member : value.members()) count += Walk(member.value, met);
  for (const Entry& entry : value.entries()) {
    count += Walk(entry.key, met) + Walk(entry.value, met);
  }
  ErrorParts error = value.error();
  if (error.cause) count += Walk(error.cause, met);
  (void)value.bytes();
  (void)value.ToUtf16();
  return count;
}

TEST(DocumentTest, WalksTheGoldenValues) {
  for (const Golden& golden : ReadGolden()) {
    Bytes bytes = golden.bytes();
    absl::StatusOr<Document> doc = Document::Open({.bytes = bytes});
    ASSERT_TRUE(doc.ok()) << golden.name << doc.status();
    std::vector<bool> met;
    size_t count = Walk(doc->root(), met);
    size_t tokens = 0;
    Reader reader(bytes);
    while (reader.Next()) {
      const Token& token = reader.token();
      bool text = token.role == Role::kMessage || token.role == Role::kStack;
      if (token.kind != TokenKind::kEnd && !text) ++tokens;
    }
    EXPECT_EQ(count, tokens) << golden.name;
  }
}

TEST(DocumentTest, IsCheapForHostileMessages) {
  Bytes references = {0xff, 15, 'A'};
  AppendVarint(references, 300001);
  Append(references, "6f7b00");
  Append(references, "5e01", 300000);
  Append(references, "24 00");
  AppendVarint(references, 300001);
  Bytes sets = {0xff, 15};
  Append(sets, "27", 200000);
  Append(sets, "2c 00", 1);
  for (int i = 1; i < 200000; ++i) Append(sets, "2c01");
  for (const Bytes& bytes : {references, sets}) {
    ExpectCheap(bytes.size(), [&] {
      absl::StatusOr<Document> doc =
          Document::Open({.bytes = bytes}, Unlimited());
      EXPECT_TRUE(doc.ok()) << doc.status();
    });
  }
}

TEST(DocumentTest, RefusesWhatTheReaderRefuses) {
  Bytes bytes = Body("6f 220161");
  EXPECT_EQ(Document::Open({.bytes = bytes}).status().code(),
            StatusCode::kDataLoss);
  Bytes old = FromHex("4902");
  EXPECT_EQ(Document::Open({.bytes = old}).status().code(),
            StatusCode::kUnimplemented);
  Bytes one = Body("30");
  MessageView message{.bytes = one};
  message.data_values = 1;
  EXPECT_EQ(Document::Open(message).status().code(), StatusCode::kDataLoss);
}

TEST(DocumentTest, DataValuesFollow) {
  Bytes bytes = Body("30 54 46");
  MessageView message{.bytes = bytes};
  message.data_values = 2;
  absl::StatusOr<Document> doc = Document::Open(message);
  ASSERT_TRUE(doc.ok()) << doc.status();
  EXPECT_THAT(doc->data(0).boolean(), Optional(true));
  EXPECT_THAT(doc->data(1).boolean(), Optional(false));
  EXPECT_FALSE(doc->data(2).exists());
}

}  // namespace
}  // namespace ferry::wire::testing
