// wire::Copier: messages made from others, with parts replaced.

#include "ferry/wire/copier.h"

#include <string>
#include <utility>
#include <vector>

#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/golden.h"
#include "ferry/wire/to_json.h"
#include "ferry/wire/transcode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;

// {rows: [#2 {name}, #3 {name}], first: #2, all: #1, self: #0}
Bytes Table() {
  Writer w;
  Writer::ObjectId self = w.BeginObject();
  w.Key("rows");
  Writer::ObjectId rows = w.BeginArray(2);
  Writer::ObjectId first = w.BeginObject();
  w.Key("name");
  w.String("a");
  w.EndObject();
  w.BeginObject();
  w.Key("name");
  w.String("b");
  w.EndObject();
  w.EndArray();
  w.Key("first");
  w.Reference(first);
  w.Key("all");
  w.Reference(rows);
  w.Key("self");
  w.Reference(self);
  w.EndObject();
  return *std::move(w).Finish();
}

std::string Json(Writer writer) {
  absl::StatusOr<Bytes> bytes = std::move(writer).Finish();
  if (!bytes.ok()) return bytes.status().ToString();
  return ToJson({.bytes = *bytes}).value_or("no JSON");
}

class CopierTest : public ::testing::Test {
 protected:
  const Bytes bytes_ = Table();
  const Document document_ = *Document::Open({.bytes = bytes_});
  const Value root_ = document_.root();
  Writer writer_;
  Copier copier_{document_, writer_};

  std::string CopyAll() {
    absl::Status status = copier_.CopyAll();
    return status.ok() ? Json(std::move(writer_)) : status.ToString();
  }
};

TEST_F(CopierTest, CopiesAll) {
  EXPECT_TRUE(copier_.CopyAll().ok());
  EXPECT_EQ(*std::move(writer_).Finish(), bytes_);
}

TEST_F(CopierTest, ReplacesAPrimitive) {
  copier_.Replace(root_["rows"][1]["name"], [](Writer& w) { w.String("new"); });
  EXPECT_EQ(CopyAll(),
            R"({"rows":[{"name":"a"},{"name":"new"}],"first":{"$ref":2},)"
            R"("all":{"$ref":1},"self":{"$ref":0}})");
}

TEST_F(CopierTest, ReplacesAnObjectWhereverItIsReferredTo) {
  copier_.Replace(root_["first"], [](Writer& w) { return w.Date(0); });
  EXPECT_EQ(CopyAll(),
            R"({"rows":[{"$date":0},{"name":"b"}],"first":{"$ref":2},)"
            R"("all":{"$ref":1},"self":{"$ref":0}})");
}

TEST_F(CopierTest, ReplacesAnObjectByAPrimitive) {
  copier_.Replace(root_["first"], [](Writer& w) { w.Null(); });
  EXPECT_EQ(CopyAll(), R"({"rows":[null,{"name":"b"}],"first":null,)"
                       R"("all":{"$ref":1},"self":{"$ref":0}})");
}

// What later references name was inside of what is gone.
TEST_F(CopierTest, WritesAnObjectWhereItIsMetFirst) {
  copier_.Replace(root_["rows"], [](Writer& w) { w.Boolean(false); });
  EXPECT_EQ(CopyAll(), R"({"rows":false,"first":{"name":"a"},"all":false,)"
                       R"("self":{"$ref":0}})");
}

TEST_F(CopierTest, PutsPartsIntoAnotherValue) {
  writer_.BeginArray(3);
  EXPECT_TRUE(copier_.Copy(root_["rows"][1]).ok());
  EXPECT_TRUE(copier_.Copy(root_["rows"]).ok());
  EXPECT_TRUE(copier_.Copy(root_["rows"][0]["name"]).ok());
  writer_.EndArray();
  EXPECT_EQ(Json(std::move(writer_)),
            R"([{"name":"b"},[{"name":"a"},{"$ref":1}],"a"])");
}

TEST_F(CopierTest, ReferencesLeadOutOfTheCopiedPart) {
  writer_.BeginArray(1);
  EXPECT_TRUE(copier_.Copy(root_["self"]).ok());
  writer_.EndArray();
  EXPECT_EQ(Json(std::move(writer_)),
            R"([{"rows":[{"name":"a"},{"name":"b"}],"first":{"$ref":3},)"
            R"("all":{"$ref":2},"self":{"$ref":1}}])");
}

TEST_F(CopierTest, SaysWhatDoesNotExist) {
  copier_.Replace(root_["nobody"], [](Writer& w) { w.Null(); });
  EXPECT_EQ(copier_.CopyAll().message(),
            "A value that does not exist cannot be replaced.");
  Writer writer;
  EXPECT_EQ(Copier(document_, writer).Copy(root_["nobody"]).code(),
            StatusCode::kInvalidArgument);
}

TEST_F(CopierTest, PassesTheWritersErrorsOn) {
  copier_.Replace(root_["first"], [](Writer& w) { w.EndMap(); });
  EXPECT_EQ(copier_.CopyAll().code(), StatusCode::kFailedPrecondition);
}

TEST(CopierBuffersTest, KeepsViewsOnABufferThatIsReplaced) {
  const uint8_t raw[4] = {1, 2, 3, 4};
  Writer w;
  w.BeginArray(3);
  Writer::ObjectId buffer = w.ArrayBuffer(raw);
  w.View(ViewType::kUint8, {.byte_length = 4});
  w.Reference(buffer);
  w.View(ViewType::kUint8, {.byte_offset = 1, .byte_length = 2});
  w.Reference(buffer);
  w.EndArray();
  Bytes bytes = *std::move(w).Finish();
  Document document = *Document::Open({.bytes = bytes});
  Value first = document.root()[0];
  EXPECT_EQ(first.buffer().id(), document.root()[2].id());
  EXPECT_EQ(document.root()[1].buffer().id(), first.buffer().id());
  EXPECT_FALSE(first.buffer().buffer().exists());

  const uint8_t other[4] = {5, 6, 7, 8};
  Writer out;
  Copier copier(document, out);
  copier.Replace(first.buffer(),
                 [&](Writer& w) { return w.ArrayBuffer(other); });
  ASSERT_TRUE(copier.CopyAll().ok());
  Bytes copied = *std::move(out).Finish();
  Document copy = *Document::Open({.bytes = copied});
  EXPECT_THAT(copy.root()[0].bytes(), ElementsAre(5, 6, 7, 8));
  EXPECT_THAT(copy.root()[1].bytes(), ElementsAre(6, 7));
  EXPECT_EQ(copy.root()[1].buffer().id(), copy.root()[2].id());

  // The first view goes, and with it the place of the buffer.
  Writer rest;
  Copier without(document, rest);
  without.Replace(first, [](Writer& w) { w.Null(); });
  ASSERT_TRUE(without.CopyAll().ok());
  copied = *std::move(rest).Finish();
  Document remaining = *Document::Open({.bytes = copied});
  EXPECT_THAT(remaining.root()[1].bytes(), ElementsAre(2, 3));
  EXPECT_EQ(remaining.root()[1].buffer().id(), remaining.root()[2].id());
}

// Nothing is written twice, however often it is referred to.
TEST(CopierBudgetTest, ManyReferencesToWhatIsGone) {
  constexpr uint32_t kReferences = 100000;
  Writer w;
  w.BeginArray(kReferences + 1);
  w.BeginArray(1);
  Writer::ObjectId inner = w.BeginArray(kReferences);
  for (uint32_t i = 0; i < kReferences; ++i) w.Number(i);
  w.EndArray();
  w.EndArray();
  for (uint32_t i = 0; i < kReferences; ++i) w.Reference(inner);
  w.EndArray();
  Bytes bytes = *std::move(w).Finish();
  Document document = *Document::Open({.bytes = bytes});
  Writer out;
  Copier copier(document, out);
  copier.Replace(document.root()[0], [](Writer& w) { w.Null(); });
  ASSERT_TRUE(copier.CopyAll().ok());
  EXPECT_LE(std::move(out).Finish()->size(), bytes.size());
}

// Every message that V8 wrote.
TEST(CopierGoldenTest, CopiesWhatTranscodeWrites) {
  int copied = 0;
  for (const Golden& golden : ReadGolden()) {
    const Bytes bytes = golden.bytes();
    absl::StatusOr<Document> document = Document::Open({.bytes = bytes});
    ASSERT_TRUE(document.ok()) << document.status();
    ++copied;
    Writer writer({.readable_by = {99, 0}});
    EXPECT_TRUE(Copier(*document, writer).CopyAll().ok()) << golden.name;
    EXPECT_EQ(*std::move(writer).Finish(),
              *Transcode({.bytes = bytes}, {.readable_by = {99, 0}}))
        << golden.name;
  }
  EXPECT_GT(copied, 0);
}

}  // namespace
}  // namespace ferry::wire::testing
