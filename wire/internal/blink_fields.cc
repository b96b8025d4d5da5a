#include "ferry/wire/internal/blink_fields.h"

#include <cstddef>

#include "absl/strings/string_view.h"
#include "ferry/wire/internal/blink_field_reader.h"
#include "ferry/wire/internal/blink_names.h"

namespace ferry::wire {
namespace internal {
namespace {

using Kind = BlinkField::Kind;

// The forms of fields that Blink's objects are made of.
enum class Form : uint8_t { kNone, kUint32, kUint64, kDouble, kText };

struct Member {
  const char* name = "";
  Form form = Form::kNone;
};

// An object that is a sequence of members, whatever their values and the
// version. The names are those of JavaScript's properties where there are some.
struct Interface {
  uint8_t tag;
  const char* name;
  Member members[6] = {};
};

constexpr Member kIndex = {"index", Form::kUint32};
constexpr Member kX = {"x", Form::kDouble};
constexpr Member kY = {"y", Form::kDouble};
constexpr Member kZ = {"z", Form::kDouble};
constexpr Member kW = {"w", Form::kDouble};
constexpr Member kWidth = {"width", Form::kDouble};
constexpr Member kHeight = {"height", Form::kDouble};

// Blink's serialization_tag.h. Those without members have a function below, or
// no public form.
constexpr Interface kInterfaces[] = {
    {'b',
     "Blob",
     {{"uuid", Form::kText}, {"type", Form::kText}, {"size", Form::kUint64}}},
    {'i', "Blob", {kIndex}},
    {'f', "File"},
    {'e', "File", {kIndex}},
    {'l', "FileList"},
    {'L', "FileList"},
    {'d',
     "FileSystem",
     {{"type", Form::kUint32}, {"name", Form::kText}, {"root", Form::kText}}},
    {'n', "FileSystemFileHandle", {{"name", Form::kText}, kIndex}},
    {'N', "FileSystemDirectoryHandle", {{"name", Form::kText}, kIndex}},
    {'#', "ImageData"},
    {'g', "ImageBitmap"},
    {'G', "ImageBitmap", {kIndex}},
    {'J', "ElementImage", {kIndex}},
    {'H',
     "OffscreenCanvas",
     {{"width", Form::kUint32},
      {"height", Form::kUint32},
      {"canvas", Form::kUint64},
      {"client", Form::kUint32},
      {"sink", Form::kUint32}}},
    {'M', "MessagePort", {kIndex}},
    {'h', "MojoHandle", {kIndex}},
    {'r', "ReadableStream", {kIndex}},
    {'w', "WritableStream", {kIndex}},
    {'m', "TransformStream", {kIndex}},
    {'s', "MediaStreamTrack"},
    {'Q', "DOMPoint", {kX, kY, kZ, kW}},
    {'W', "DOMPointReadOnly", {kX, kY, kZ, kW}},
    {'E', "DOMRect", {kX, kY, kWidth, kHeight}},
    {'R', "DOMRectReadOnly", {kX, kY, kWidth, kHeight}},
    {'T', "DOMQuad"},
    {'Y', "DOMMatrix"},
    {'U', "DOMMatrixReadOnly"},
    {'I', "DOMMatrix"},
    {'O', "DOMMatrixReadOnly"},
    {'K', "CryptoKey"},
    {'k',
     "RTCCertificate",
     {{"privateKey", Form::kText}, {"certificate", Form::kText}}},
    {'A', "RTCEncodedAudioFrame", {kIndex}},
    {'V', "RTCEncodedVideoFrame", {kIndex}},
    {'p', "RTCDataChannel", {kIndex}},
    {'a', "AudioData", {kIndex}},
    {'v', "VideoFrame", {kIndex}},
    {'y', "EncodedAudioChunk", {kIndex}},
    {'z', "EncodedVideoChunk", {kIndex}},
    {'c', "CropTarget", {{"id", Form::kText}}},
    {'D', "RestrictionTarget", {{"id", Form::kText}}},
    {'S', "MediaSourceHandle", {kIndex}},
    {'B', "DetectedBarcode"},
    {'F', "DetectedFace"},
    {'t', "DetectedText"},
    {'C', "FencedFrameConfig"},
    {'x',
     "DOMException",
     {{"name", Form::kText}, {"message", Form::kText}, {"stack", Form::kText}}},
    {'q', "QuotaExceededError"},
};

const Interface* FindInterface(uint8_t tag) {
  for (const Interface& known : kInterfaces) {
    if (known.tag == tag) return &known;
  }
  return nullptr;
}

bool ReadMember(FieldReader& in, const Member& member) {
  switch (member.form) {
    case Form::kNone:
      return true;
    case Form::kUint32:
      return in.Uint32(member.name);
    case Form::kUint64:
      return in.Uint64(member.name);
    case Form::kDouble:
      return in.Double(member.name);
    case Form::kText:
      return in.Text(member.name);
  }
  return false;
}

BlinkFieldsEnd CompleteIf(bool complete) {
  return complete ? BlinkFieldsEnd::kComplete : BlinkFieldsEnd::kTruncated;
}

bool ReadFile(FieldReader& in, uint32_t version) {
  constexpr double kMillisecondsPerSecond = 1000;
  uint32_t has_snapshot = 0;
  if (!in.Text("path")) return false;
  if (version >= 4 && (!in.Text("name") || !in.Text("relativePath"))) {
    return false;
  }
  if (!in.Text("uuid") || !in.Text("type")) return false;
  if (version >= 4 && !in.Uint32(has_snapshot)) return false;
  if (has_snapshot != 0 &&
      (!in.Uint64("size") ||
       !in.Double("lastModified", version < 8 ? kMillisecondsPerSecond : 1))) {
    return false;
  }
  return version < 7 || in.Boolean("isUserVisible");
}

bool ReadFileList(FieldReader& in, uint32_t version, bool indexes) {
  uint32_t length;
  if (!in.Uint32(length)) return false;
  in.Begin(Kind::kBeginList, "files");
  for (uint32_t i = 0; i < length; ++i) {
    in.Begin(Kind::kBeginObject, "");
    if (indexes ? !in.Uint32("index") : !ReadFile(in, version)) return false;
    in.End();
  }
  in.End();
  return true;
}

bool ReadQuad(FieldReader& in) {
  for (const char* point : {"p1", "p2", "p3", "p4"}) {
    in.Begin(Kind::kBeginObject, point);
    for (const Member& member : {kX, kY, kZ, kW}) {
      if (!ReadMember(in, member)) return false;
    }
    in.End();
  }
  return true;
}

bool ReadMatrix(FieldReader& in) {
  for (const char* element :
       {"m11", "m12", "m13", "m14", "m21", "m22", "m23", "m24", "m31", "m32",
        "m33", "m34", "m41", "m42", "m43", "m44"}) {
    if (!in.Double(element)) return false;
  }
  return true;
}

bool ReadMatrix2D(FieldReader& in) {
  for (const char* element : {"a", "b", "c", "d", "e", "f"}) {
    if (!in.Double(element)) return false;
  }
  return true;
}

// What comes before the pixels of an image since version 18: numbered settings,
// until a 0. Blink's serialized_params.h.
BlinkFieldsEnd ReadImageSettings(FieldReader& in) {
  static constexpr absl::string_view kPixels[] = {"rgba-unorm8", "rgba-float16",
                                                  "rgba-float32"};
  constexpr int kParameters = 16;
  for (;;) {
    uint32_t setting;
    bool read = in.Uint32(setting);
    if (!read || setting == 0) return CompleteIf(read);
    switch (setting) {
      case 1:
        read = in.Name("colorSpace", ColorSpaceNames());
        break;
      case 2:
        read = in.Uint32("canvasPixelFormat");
        break;
      case 3:
        read = in.Name("pixelFormat", kPixels);
        break;
      case 4:
        read = in.Boolean("originClean");
        break;
      case 5:
        read = in.Boolean("premultiplied");
        break;
      case 6:
        read = in.Boolean("opaque");
        break;
      case 7:
        in.Begin(Kind::kBeginList, "parametricColorSpace");
        for (int i = 0; read && i < kParameters; ++i) read = in.Double("");
        in.End();
        break;
      case 8:
        read = in.Uint32("orientation");
        break;
      default:
        return BlinkFieldsEnd::kUnknown;
    }
    if (!read) return BlinkFieldsEnd::kTruncated;
  }
}

BlinkFieldsEnd ReadImage(FieldReader& in, uint32_t version, bool is_bitmap) {
  if (version >= 18) {
    BlinkFieldsEnd settings = ReadImageSettings(in);
    if (settings != BlinkFieldsEnd::kComplete) return settings;
  } else if (is_bitmap &&
             (!in.Boolean("originClean") || !in.Boolean("premultiplied"))) {
    return BlinkFieldsEnd::kTruncated;
  }
  return CompleteIf(in.Uint32("width") && in.Uint32("height") &&
                    (is_bitmap ? in.Bytes32("data") : in.Bytes64("data")));
}

bool ReadAlgorithm(FieldReader& in) {
  return in.Name("algorithm", AlgorithmNames());
}

bool ReadKeyType(FieldReader& in) { return in.Name("type", KeyTypeNames()); }

// Of a key whose form has one type only.
bool Secret(FieldReader& in) { return in.Name("type", KeyTypeNames(), 3); }

// In bits; Blink writes bytes.
bool ReadKeyLength(FieldReader& in) {
  uint32_t bytes;
  return in.Uint32(bytes) && in.Integer("length", uint64_t{8} * bytes);
}

bool ReadUsages(FieldReader& in) {
  uint32_t bits;
  if (!in.Uint32(bits)) return false;
  in.Boolean("extractable", (bits & 1) != 0);
  in.Begin(Kind::kBeginList, "usages");
  for (uint32_t bit = 1; bit < 32; ++bit) {
    if ((bits >> bit & 1) != 0) in.Name("", UsageNames(), bit);
  }
  in.End();
  return true;
}

// Blink's web_crypto_sub_tags.h.
BlinkFieldsEnd ReadCryptoKey(FieldReader& in) {
  enum KeyForm : uint8_t {
    kAes = 1,
    kHmac = 2,
    kRsaHashed = 4,
    kEc = 5,
    kNoParameters = 6,
    kEd25519 = 7,
    kX25519 = 8,
    kNoParametersButType = 9,
  };
  uint8_t form;
  bool read;
  if (!in.in().ReadByte(form)) return BlinkFieldsEnd::kTruncated;
  switch (form) {
    case kAes:
      read = ReadAlgorithm(in) && Secret(in) && ReadKeyLength(in);
      break;
    case kHmac:
      in.Name("algorithm", AlgorithmNames(), 2);
      read =
          Secret(in) && ReadKeyLength(in) && in.Name("hash", AlgorithmNames());
      break;
    case kRsaHashed:
      read = ReadAlgorithm(in) && ReadKeyType(in) &&
             in.Uint32("modulusLength") && in.Bytes32("publicExponent") &&
             in.Name("hash", AlgorithmNames());
      break;
    case kEc:
      read = ReadAlgorithm(in) && ReadKeyType(in) &&
             in.Name("namedCurve", CurveNames());
      break;
    case kNoParameters:
      read = ReadAlgorithm(in) && Secret(in);
      break;
    case kEd25519:
    case kX25519:
    case kNoParametersButType:
      read = ReadAlgorithm(in) && ReadKeyType(in);
      break;
    default:
      return BlinkFieldsEnd::kUnknown;
  }
  return CompleteIf(read && ReadUsages(in) && in.Bytes32("keyData"));
}

// Sent, never stored.
bool ReadTrack(FieldReader& in) {
  constexpr uint32_t kBrowserCapture = 3;
  uint32_t implementation;
  if (!in.Uint32("implementation", implementation)) return false;
  for (const char* half :
       {"sessionHigh", "sessionLow", "transferHigh", "transferLow"}) {
    if (!in.Uint64(half)) return false;
  }
  return in.Text("kind") && in.Text("id") && in.Text("label") &&
         in.ByteBoolean("enabled") && in.ByteBoolean("muted") &&
         in.Uint32("contentHint") && in.Uint32("readyState") &&
         (implementation != kBrowserCapture ||
          in.Uint32("subCaptureTargetVersion"));
}

bool ReadSize(FieldReader& in, absl::string_view name) {
  uint32_t there;
  if (!in.Uint32(there)) return false;
  if (there == 0) return true;
  in.Begin(Kind::kBeginObject, name);
  if (!in.Uint32("width") || !in.Uint32("height")) return false;
  in.End();
  return true;
}

// Sent, never stored.
bool ReadFencedFrameConfig(FieldReader& in) {
  uint32_t has_context;
  return in.Text("url") && in.Uint32("urlVisibility") &&
         in.Boolean("freezeInitialSize") && in.Text("urn") &&
         in.Uint32(has_context) &&
         (has_context == 0 || in.Text("sharedStorageContext")) &&
         ReadSize(in, "containerSize") && ReadSize(in, "contentSize");
}

// A number that is written also where it does not count.
bool ReadOptionalDouble(FieldReader& in, absl::string_view name) {
  uint32_t there;
  double unused;
  if (!in.Uint32(there)) return false;
  return there != 0 ? in.Double(name) : in.in().ReadDouble(unused);
}

bool ReadQuotaExceededError(FieldReader& in) {
  return in.Text("message") && in.Text("stack") &&
         ReadOptionalDouble(in, "quota") && ReadOptionalDouble(in, "requested");
}

}  // namespace

BlinkFieldsEnd ReadBlinkFields(
    uint8_t tag, uint32_t version, Cursor& in,
    absl::FunctionRef<void(const BlinkField&)> visit) {
  FieldReader fields(in, visit);
  switch (tag) {
    case 'f':
      return CompleteIf(ReadFile(fields, version));
    case 'l':
    case 'L':
      return CompleteIf(ReadFileList(fields, version, tag == 'L'));
    case 'T':
      return CompleteIf(ReadQuad(fields));
    case 'Y':
    case 'U':
      return CompleteIf(ReadMatrix(fields));
    case 'I':
    case 'O':
      return CompleteIf(ReadMatrix2D(fields));
    case '#':
    case 'g':
      return ReadImage(fields, version, tag == 'g');
    case 'K':
      return ReadCryptoKey(fields);
    case 's':
      return CompleteIf(ReadTrack(fields));
    case 'C':
      return CompleteIf(ReadFencedFrameConfig(fields));
    case 'q':
      return CompleteIf(ReadQuotaExceededError(fields));
    default:
      break;
  }
  const Interface* known = FindInterface(tag);
  if (known == nullptr || known->members[0].form == Form::kNone) {
    return BlinkFieldsEnd::kUnknown;
  }
  for (const Member& member : known->members) {
    if (!ReadMember(fields, member)) return BlinkFieldsEnd::kTruncated;
  }
  return BlinkFieldsEnd::kComplete;
}

}  // namespace internal

const char* BlinkName(uint8_t tag) {
  const internal::Interface* known = internal::FindInterface(tag);
  return known == nullptr ? nullptr : known->name;
}

}  // namespace ferry::wire
