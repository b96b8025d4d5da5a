#include "ferry/wire/internal/envelope.h"

#include "absl/crc/crc32c.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/wire/cursor.h"
#include "ferry/wire/internal/varint.h"
#include "ferry/wire/little_endian.h"

namespace ferry::wire {
namespace {

constexpr absl::string_view kMagic = "FERRY";
constexpr uint8_t kVersion = 1;
constexpr size_t kHeaderSize = kMagic.size() + 1;
constexpr size_t kChecksumSize = 4;
constexpr uint8_t kHasData = 1;

absl::string_view AsString(absl::Span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

uint32_t Checksum(absl::Span<const uint8_t> bytes) {
  return static_cast<uint32_t>(absl::ComputeCrc32c(AsString(bytes)));
}

void AppendBytes(std::vector<uint8_t>& out, absl::Span<const uint8_t> bytes) {
  AppendVarint(out, bytes.size());
  out.insert(out.end(), bytes.begin(), bytes.end());
}

absl::Status DataLoss(size_t offset, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("At byte ", offset, ": ", what));
}

// The bytes between the header and the checksum, with the header.
absl::StatusOr<absl::Span<const uint8_t>> CheckFrame(
    absl::Span<const uint8_t> bytes) {
  if (AsString(bytes).substr(0, kMagic.size()) != kMagic) {
    return DataLoss(0, "this is neither V8's bytes nor an envelope.");
  }
  if (bytes.size() < kHeaderSize + kChecksumSize) {
    return DataLoss(bytes.size(), "the envelope is cut off.");
  }
  if (bytes[kMagic.size()] != kVersion) {
    return absl::UnimplementedError(
        absl::StrCat("At byte ", kMagic.size(), ": the envelope has version ",
                     int{bytes[kMagic.size()]}, "; this program reads ",
                     int{kVersion}, "."));
  }
  absl::Span<const uint8_t> content = bytes.first(bytes.size() - kChecksumSize);
  if (internal::LoadLittleEndian<uint32_t>(bytes.data() + content.size()) !=
      Checksum(content)) {
    return DataLoss(content.size(),
                    "the checksum does not match: the bytes were damaged.");
  }
  return content;
}

absl::Status ReadHostObject(Cursor& cursor,
                            Envelope::StoredHostObject& object) {
  object.offset = cursor.offset();
  uint8_t flags;
  uint64_t size;
  if (!cursor.ReadVarint(object.tag) || !cursor.ReadVarint(object.version) ||
      !cursor.ReadByte(flags) || !cursor.ReadVarint(size) ||
      !cursor.ReadBytes(size, object.bytes)) {
    return DataLoss(object.offset, "a host object is cut off.");
  }
  if (flags > kHasData) {
    return DataLoss(object.offset, "a host object has bad flags.");
  }
  object.has_data = flags == kHasData;
  return absl::OkStatus();
}

}  // namespace

bool IsEnvelope(absl::Span<const uint8_t> bytes) {
  return !bytes.empty() && bytes[0] == kMagic[0];
}

MessageView Envelope::message() const {
  MessageView message{.bytes = value};
  for (const StoredHostObject& object : host_objects) {
    ++message.host_objects;
    message.data_values += object.has_data;
  }
  return message;
}

absl::StatusOr<Envelope> ReadEnvelope(absl::Span<const uint8_t> bytes,
                                      const Limits& limits) {
  absl::StatusOr<absl::Span<const uint8_t>> content = CheckFrame(bytes);
  if (!content.ok()) return content.status();
  Cursor cursor(*content);
  cursor.Seek(kHeaderSize);
  uint64_t count;
  if (!cursor.ReadVarint(count) || count > cursor.remaining()) {
    return DataLoss(kHeaderSize, "the number of host objects is damaged.");
  }
  if (count > limits.host_objects) {
    return absl::ResourceExhaustedError(
        absl::StrCat("At byte ", kHeaderSize,
                     ": the message exceeds Limits::host_objects. "
                     "Raise it if the sender is trusted."));
  }
  Envelope envelope;
  for (uint64_t i = 0; i < count; ++i) {
    absl::Status status =
        ReadHostObject(cursor, envelope.host_objects.emplace_back());
    if (!status.ok()) return status;
  }
  size_t offset = cursor.offset();
  uint64_t size;
  if (!cursor.ReadVarint(size) || !cursor.ReadBytes(size, envelope.value) ||
      !cursor.at_end()) {
    return DataLoss(offset, "the value's length is damaged.");
  }
  envelope.value_offset = envelope.value.data() - bytes.data();
  return envelope;
}

std::vector<uint8_t> WriteEnvelope(const Envelope& envelope) {
  std::vector<uint8_t> out(kMagic.begin(), kMagic.end());
  out.push_back(kVersion);
  AppendVarint(out, envelope.host_objects.size());
  for (const Envelope::StoredHostObject& object : envelope.host_objects) {
    AppendVarint(out, object.tag);
    AppendVarint(out, object.version);
    out.push_back(object.has_data ? kHasData : 0);
    AppendBytes(out, object.bytes);
  }
  AppendBytes(out, envelope.value);
  auto checksum = internal::ToLittleEndian<uint32_t>(Checksum(out));
  out.insert(out.end(), checksum.begin(), checksum.end());
  return out;
}

}  // namespace ferry::wire
