// What Blink adds to V8's bytes. The bytes here were made by hand after Blink's
// sources; what Chromium itself has written is in tests/wirecat.

#include "ferry/wire/blink.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ferry/tests/wire/support/bytes.h"
#include "ferry/wire/copier.h"
#include "ferry/wire/document.h"
#include "ferry/wire/reader.h"
#include "ferry/wire/to_json.h"
#include "ferry/wire/transcode.h"
#include "ferry/wire/validate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

using ::testing::HasSubstr;

constexpr ReaderOptions kBlink{.host_records =
                                   ReaderOptions::HostRecords::kBlink};

constexpr const char* kHead = "ff15 fe 0000000000000000 00000000 ff0f ";

// A value in the envelope of version 21.
Bytes Wrapped(absl::string_view body) {
  return FromHex(absl::StrCat(kHead, body));
}

std::string Json(const Bytes& bytes) {
  absl::StatusOr<std::string> json = ToJson({.bytes = bytes}, {}, kBlink);
  return json.ok() ? *json : std::string(json.status().message());
}

TEST(BlinkTest, ObjectsBecomeJsonByName) {
  const std::string zero = "0000000000000000";
  const std::string one = "000000000000f03f";
  const std::string half = "000000000000e03f";
  const std::string point = zero + one + half + one;
  const std::string point_json = R"("x":0,"y":1,"z":0.5,"w":1)";
  const std::
      pair<std::string, std::string>
          rows
              [] =
                  {
                      {"5c 62 0175 0374 2f 78 05",
                       R"({"$hostObject":"Blob","uuid":"u","type":"t/x","size":5})"},
                      {"5c 69 03", R"({"$hostObject":"Blob","index":3})"},
                      {"5c 66 0170 016e 00 0175 0174 01 07" + one + "01",
                       R"({"$hostObject":"File","path":"p","name":"n","relativePath":"","uuid":"u","type":"t","size":7,"lastModified":1,"isUserVisible":true})"},
                      {"5c 66 0170 016e 00 0175 0174 00 00",
                       R"({"$hostObject":"File","path":"p","name":"n","relativePath":"","uuid":"u","type":"t","isUserVisible":false})"},
                      {"5c 65 01", R"({"$hostObject":"File","index":1})"},
                      {"5c 6c 00", R"({"$hostObject":"FileList","files":[]})"},
                      {"5c 4c 02 00 05",
                       R"({"$hostObject":"FileList","files":[{"index":0},{"index":5}]})"},
                      {"5c 64 02 016e 0172",
                       R"({"$hostObject":"FileSystem","type":2,"name":"n","root":"r"})"},
                      {"5c 6e 0161 00",
                       R"({"$hostObject":"FileSystemFileHandle","name":"a","index":0})"},
                      {"5c 4e 0161 01",
                       R"({"$hostObject":"FileSystemDirectoryHandle","name":"a","index":1})"},
                      {"5c 23 01 03 03 01 00 01 01 08 0001020304050607",
                       R"({"$hostObject":"ImageData","colorSpace":"display-p3","pixelFormat":"rgba-float16","width":1,"height":1,"data":{"$bytes":"0001020304050607","byteLength":8}})"},
                      {"5c 67 04 01 05 01 02 02 06 00 08 00 00 01 01 04 "
                       "ff0000ff",
                       R"({"$hostObject":"ImageBitmap","originClean":true,"premultiplied":true,"canvasPixelFormat":2,"opaque":false,"orientation":0,"width":1,"height":1,"data":{"$bytes":"ff0000ff","byteLength":4}})"},
                      {"5c 47 02",
                       R"({"$hostObject":"ImageBitmap","index":2})"},
                      {"5c 48 10 20 8101 01 02",
                       R"({"$hostObject":"OffscreenCanvas","width":16,"height":32,"canvas":129,"client":1,"sink":2})"},
                      {"5c 4d 00",
                       R"({"$hostObject":"MessagePort","index":0})"},
                      {"5c 72 00",
                       R"({"$hostObject":"ReadableStream","index":0})"},
                      {"5c 77 00",
                       R"({"$hostObject":"WritableStream","index":0})"},
                      {"5c 6d 00",
                       R"({"$hostObject":"TransformStream","index":0})"},
                      {"5c 7a 01",
                       R"({"$hostObject":"EncodedVideoChunk","index":1})"},
                      {"5c 79 01",
                       R"({"$hostObject":"EncodedAudioChunk","index":1})"},
                      {"5c 76 01", R"({"$hostObject":"VideoFrame","index":1})"},
                      {"5c 61 01", R"({"$hostObject":"AudioData","index":1})"},
                      {"5c 70 01",
                       R"({"$hostObject":"RTCDataChannel","index":1})"},
                      {"5c 53 01",
                       R"({"$hostObject":"MediaSourceHandle","index":1})"},
                      {"5c 63 0161",
                       R"({"$hostObject":"CropTarget","id":"a"})"},
                      {"5c 73 00 01 02 03 04 05 617564696f 0169 016c 01 00 00 "
                       "01",
                       R"({"$hostObject":"MediaStreamTrack","implementation":0,"sessionHigh":1,"sessionLow":2,"transferHigh":3,"transferLow":4,"kind":"audio","id":"i","label":"l","enabled":true,"muted":false,"contentHint":0,"readyState":1})"},
                      {"5c 43 0175 00 01 00 01 0163 00 01 02 03",
                       R"({"$hostObject":"FencedFrameConfig","url":"u","urlVisibility":0,"freezeInitialSize":true,"urn":"","sharedStorageContext":"c","contentSize":{"width":2,"height":3}})"},
                      {"5c 51" + point,
                       R"({"$hostObject":"DOMPoint",)" + point_json + "}"},
                      {"5c 57" + point,
                       R"({"$hostObject":"DOMPointReadOnly",)" + point_json +
                           "}"},
                      {"5c 45" + point,
                       R"({"$hostObject":"DOMRect","x":0,"y":1,"width":0.5,"height":1})"},
                      {"5c 52" + point,
                       R"({"$hostObject":"DOMRectReadOnly","x":0,"y":1,"width":0.5,"height":1})"},
                      {"5c 54" + point + point + point + point,
                       R"({"$hostObject":"DOMQuad","p1":{)" + point_json +
                           R"(},"p2":{)" + point_json + R"(},"p3":{)" +
                           point_json + R"(},"p4":{)" + point_json + "}}"},
                      {"5c 49" + zero + one + half + zero + one +
                           "000000000000f07f",
                       R"({"$hostObject":"DOMMatrix","a":0,"b":1,"c":0.5,"d":0,"e":1,"f":{"$number":"Infinity"}})"},
                      {"5c 55" + point + point + point + point,
                       R"({"$hostObject":"DOMMatrixReadOnly","m11":0,"m12":1,"m13":0.5,"m14":1,"m21":0,"m22":1,"m23":0.5,"m24":1,"m31":0,"m32":1,"m33":0.5,"m34":1,"m41":0,"m42":1,"m43":0.5,"m44":1})"},
                      {"5c 6b 0170 0163",
                       R"({"$hostObject":"RTCCertificate","privateKey":"p","certificate":"c"})"},
                      {"5c 78 016e 016d 0173",
                       R"({"$hostObject":"DOMException","name":"n","message":"m","stack":"s"})"},
                      {"5c 71 016d 00 01" + one + "00" + zero,
                       R"({"$hostObject":"QuotaExceededError","message":"m","stack":"","quota":1})"},
                      {"5c 4b 01 09 20 07 02 aabb",
                       R"({"$hostObject":"CryptoKey","algorithm":"AES-GCM","type":"secret","length":256,"extractable":true,"usages":["encrypt","decrypt"],"keyData":{"$bytes":"aabb","byteLength":2}})"},
                      {"5c 4b 02 40 06 18 00",
                       R"({"$hostObject":"CryptoKey","algorithm":"HMAC","type":"secret","length":512,"hash":"SHA-256","extractable":false,"usages":["sign","verify"],"keyData":{"$bytes":"","byteLength":0}})"},
                      {"5c 4b 04 0d 01 8008 03 010001 06 10 00", R"({"$hostObject":"CryptoKey","algorithm":"RSA-PSS","type":"public","modulusLength":1024,"publicExponent":{"$bytes":"010001","byteLength":3},"hash":"SHA-256","extractable":false,"usages":["verify"],"keyData":{"$bytes":"","byteLength":0}})"},
                      {"5c 4b 05 0e 02 01 09 00",
                       R"({"$hostObject":"CryptoKey","algorithm":"ECDSA","type":"private","namedCurve":"P-256","extractable":true,"usages":["sign"],"keyData":{"$bytes":"","byteLength":0}})"},
                      {"5c 4b 06 11 8002 00",
                       R"({"$hostObject":"CryptoKey","algorithm":"PBKDF2","type":"secret","extractable":false,"usages":["deriveBits"],"keyData":{"$bytes":"","byteLength":0}})"},
                      {"5c 4b 07 12 01 10 00",
                       R"({"$hostObject":"CryptoKey","algorithm":"Ed25519","type":"public","extractable":false,"usages":["verify"],"keyData":{"$bytes":"","byteLength":0}})"},
                      // A number without a name.
                      {"5c 4b 06 63 808080800801 00",
                       R"({"$hostObject":"CryptoKey","algorithm":99,"type":"secret","extractable":false,"usages":[31],"keyData":{"$bytes":"00","byteLength":1}})"},
                  };
  for (const auto& [body, json] : rows) {
    EXPECT_EQ(Json(Wrapped(body)), json) << body;
    EXPECT_TRUE(Validate({.bytes = Wrapped(body)}, kBlink).ok()) << body;
  }
}

TEST(BlinkTest, ObjectsHaveIdsAsOthersHave) {
  // [a DOMException, {b: a Blob, a: the DOMException}, the Blob]
  EXPECT_EQ(
      Json(Wrapped("41 03 5c 78 000000 6f 220162 5c 69 00 220161 5e 01"
                   " 7b 02 5e 03 24 0003")),
      R"([{"$hostObject":"DOMException","name":"","message":"","stack":""},)"
      R"({"b":{"$hostObject":"Blob","index":0},"a":{"$ref":1}},{"$ref":3}])");
}

TEST(BlinkTest, VersionsOfFiles) {
  const std::string one = "000000000000f03f";
  for (
      const auto& [bytes, json] :
      std::vector<std::pair<std::string, std::string>>{
          // Before 13 V8 gave Blink each tag that it did not know.
          {"ff03 66 0170 0175 0174",
           R"({"$hostObject":"File","path":"p","uuid":"u","type":"t"})"},
          {"ff07 66 0170 016e 0172 0175 0174 01 02" + one + "00",
           R"({"$hostObject":"File","path":"p","name":"n","relativePath":"r","uuid":"u","type":"t","size":2,"lastModified":1000,"isUserVisible":false})"},
          // An envelope without a place for the trailer.
          {"ff11 ff0d 5c 23 01 01 04 00000000",
           R"({"$hostObject":"ImageData","width":1,"height":1,"data":{"$bytes":"00000000","byteLength":4}})"},
          {"ff11 ff0d 5c 67 01 00 01 01 04 00000000",
           R"({"$hostObject":"ImageBitmap","originClean":true,"premultiplied":false,"width":1,"height":1,"data":{"$bytes":"00000000","byteLength":4}})"}}) {
    EXPECT_EQ(Json(FromHex(bytes)), json);
  }
}

TEST(BlinkTest, KnowsTheEnvelopeByItsForm) {
  EXPECT_TRUE(IsBlink(Wrapped("30")));
  EXPECT_TRUE(IsBlink(FromHex("ff11 ff0d 30")));
  EXPECT_FALSE(IsBlink(FromHex("ff0f 30")));
  EXPECT_FALSE(IsBlink(FromHex("ff15")));
  EXPECT_FALSE(IsBlink(FromHex("ff15 fe 00")));
  EXPECT_FALSE(IsBlink({}));
  Reader reader(Wrapped("30"), kBlink);
  EXPECT_EQ(reader.blink_version(), 21u);
  EXPECT_EQ(reader.version(), 15u);
  // V8 reads no envelope of Blink's, so nothing else does without being told.
  EXPECT_THAT(Validate(Wrapped("30")).message(), HasSubstr("wire version 21"));
  EXPECT_THAT(Validate(FromHex("ff0f ff0f 30")).message(),
              HasSubstr("no value begins with 0xff"));
}

TEST(BlinkTest, ReadsTheTrailer) {
  Bytes bytes =
      FromHex("ff15 fe 0000000000000013 00000007 ff0f 5c 69 a0 00000002 4b 6b");
  absl::StatusOr<BlinkEnvelope> envelope = ReadBlinkEnvelope(bytes);
  // `5c 69` lacks its index: the trailer is no part of the value.
  ASSERT_TRUE(envelope.ok()) << envelope.status();
  EXPECT_EQ(envelope->version, 21u);
  EXPECT_EQ(envelope->value_offset, 15u);
  EXPECT_EQ(envelope->value_end, 19u);
  EXPECT_EQ(ToHex(Bytes(envelope->required_interfaces.begin(),
                        envelope->required_interfaces.end())),
            "4b6b");
  EXPECT_THAT(Json(bytes), HasSubstr("At byte 19: the bytes end"));
}

TEST(BlinkTest, RefusesDamagedTrailers) {
  for (const auto& [bytes, error] :
       std::vector<std::pair<const char*, const char*>>{
           {"ff15 fe 0000000000000012 00000008 ff0f 30",
            "At byte 2: the trailer has 8 bytes at byte 18 of 18"},
           {"ff15 fe ffffffffffffffff 00000001 ff0f 30",
            "At byte 2: the trailer has 1 bytes"},
           {"ff15 fe 0000000000000003 00000001 ff0f 30",
            "At byte 2: the trailer has 1 bytes at byte 3"},
           {"ff15 fe 0000000000000012 00000001 ff0f 30 a0",
            "At byte 18: the trailer is no list"},
           {"ff15 fe 0000000000000012 00000006 ff0f 30 a0 00000002 4b",
            "At byte 18: the trailer is no list"},
           {"ff15 fe 0000000000000012 00000005 ff0f 30 a1 00000000",
            "At byte 18: the trailer is no list"}}) {
    EXPECT_THAT(Json(FromHex(bytes)), HasSubstr(error));
  }
}

TEST(BlinkTest, UnknownObjectsAreNamedWithTheirOffset) {
  // Nothing can follow the main value.
  EXPECT_EQ(
      Json(Wrapped("5c 7e 010203")),
      R"({"$hostObject":"unknown","$unknown":{"tag":"7e","offset":17,"byteLength":3}})");
  EXPECT_EQ(
      Json(Wrapped("5c 4b 63 01")),
      R"({"$hostObject":"CryptoKey","$unknown":{"tag":"4b","offset":17,"byteLength":2}})");
  EXPECT_EQ(
      Json(Wrapped("5c 42 01")),
      R"({"$hostObject":"DetectedBarcode","$unknown":{"tag":"42","offset":17,"byteLength":1}})");
  EXPECT_EQ(
      Json(Wrapped("5c 23 01 01 63 01")),
      R"({"$hostObject":"ImageData","colorSpace":"srgb","$unknown":{"tag":"23","offset":17,"byteLength":4}})");
  // Elsewhere nobody knows where the object ends.
  EXPECT_THAT(Json(Wrapped("41 01 5c 7e 01 24 0001")),
              HasSubstr("At byte 20: an object of Blink's is not known (tag "
                        "0x7e), so where it ends is not known either"));
}

TEST(BlinkTest, RefusesTruncatedObjects) {
  for (const char* body :
       {"5c", "5c 62 05 75", "5c 62 01", "5c 62 0175 0174", "5c 66 00",
        "5c 6c 02 000000000000", "5c 23 01",
        "5c 23 00 01 01 ffffffffffffffff01", "5c 4b", "5c 4b 01 09",
        "5c 4b 04 0d 01 01 ffffffff0f", "5c 51 00", "5c 54 00", "5c 55 00",
        "5c 49 00", "5c 73 00", "5c 43 00", "5c 71 0000 00"}) {
    EXPECT_THAT(Json(Wrapped(body)), HasSubstr("the bytes end in the middle"))
        << body;
  }
}

TEST(BlinkTest, OpensAsADocument) {
  // {a: a File, b: 7, c: the File}
  Bytes bytes = Wrapped("6f 220161 5c 65 01 220162 490e 220163 5e01 7b 03");
  absl::StatusOr<Document> document = Document::Open({.bytes = bytes}, kBlink);
  ASSERT_TRUE(document.ok()) << document.status();
  Value file = document->root()["a"];
  EXPECT_EQ(file.kind(), TokenKind::kBlinkObject);
  EXPECT_STREQ(BlinkName(file.token().blink.tag), "File");
  uint64_t index = 0;
  EXPECT_TRUE(VisitFields(
      file.token().blink,
      [&index](const BlinkField& field) { index = field.integer; }));
  EXPECT_EQ(index, 1u);
  EXPECT_EQ(document->root()["b"].number(), 7);
  EXPECT_EQ(document->root()["c"].id(), file.id());
}

TEST(BlinkTest, IsTranscodedWithoutObjects) {
  absl::StatusOr<Bytes> plain = Transcode(
      {.bytes = Wrapped("6f 220161 490e 7b 01")}, WriterOptions{}, kBlink);
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(ToHex(*plain), "ff0f6f220161490e7b01");
  EXPECT_EQ(Transcode({.bytes = Wrapped("5c 69 00")}, WriterOptions{}, kBlink)
                .status(),
            absl::UnimplementedError("At byte 17: an object of Blink's (tag "
                                     "0x69), which no V8 reads by itself."));
}

}  // namespace
}  // namespace ferry::wire::testing
