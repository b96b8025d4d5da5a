#include "ferry/serializer/internal/envelope.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <utility>

#include "absl/crc/crc32c.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/transfer/builtin_types.h"
#include "ferry/wire/cursor.h"
#include "ferry/wire/varint.h"

namespace ferry::internal {
namespace {

constexpr absl::string_view kMagic = "FERRY";
constexpr uint8_t kVersion = 1;
constexpr size_t kHeaderSize = kMagic.size() + 1;
constexpr size_t kChecksumSize = 4;
constexpr uint8_t kHasData = 1;

absl::string_view AsString(absl::Span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

const HostObjectType* FindType(const AgentCluster& cluster, uint32_t tag) {
  const HostObjectType* builtin = FindBuiltinType(tag);
  return builtin != nullptr ? builtin : cluster.FindHostObjectType(tag);
}

uint32_t Checksum(absl::Span<const uint8_t> bytes) {
  return static_cast<uint32_t>(absl::ComputeCrc32c(AsString(bytes)));
}

// --- Writing ---

void AppendBytes(std::vector<uint8_t>& out, absl::string_view bytes) {
  wire::AppendVarint(out, bytes.size());
  out.insert(out.end(), bytes.begin(), bytes.end());
}

absl::Status AppendHostObject(std::vector<uint8_t>& out,
                              const AgentCluster& cluster,
                              const MessageParts::HostObject& object) {
  const HostObjectType* type = FindType(cluster, object.holder->tag());
  if (object.holder->tag() == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("Host object type \"", object.holder->type_name(),
                     "\" has no byte form."));
  }
  if (type == nullptr) {
    return absl::FailedPreconditionError(absl::StrCat(
        "Host object type \"", object.holder->type_name(), "\" with tag ",
        object.holder->tag(), " is not registered in the AgentCluster."));
  }
  absl::StatusOr<std::string> bytes = object.holder->ToBytes();
  if (!bytes.ok()) return bytes.status();
  wire::AppendVarint(out, type->tag);
  wire::AppendVarint(out, type->versions.front());
  out.push_back(object.has_data ? kHasData : 0);
  AppendBytes(out, *bytes);
  return absl::OkStatus();
}

// --- Reading ---

absl::Status DataLoss(size_t offset, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("At byte ", offset, ": ", what));
}

absl::StatusOr<MessageParts::HostObject> ReadHostObject(
    const AgentCluster& cluster, wire::Cursor& cursor) {
  size_t offset = cursor.offset();
  uint32_t tag;
  uint32_t version;
  uint8_t flags;
  uint64_t size;
  absl::Span<const uint8_t> bytes;
  if (!cursor.ReadVarint(tag) || !cursor.ReadVarint(version) ||
      !cursor.ReadByte(flags) || !cursor.ReadVarint(size) ||
      !cursor.ReadBytes(size, bytes)) {
    return DataLoss(offset, "a host object is cut off.");
  }
  if (flags > kHasData) return DataLoss(offset, "a host object has bad flags.");
  const HostObjectType* type = FindType(cluster, tag);
  if (type == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("At byte ", offset, ": there is a host object of type ",
                     tag, ", which is not registered in the AgentCluster."));
  }
  if (std::find(type->versions.begin(), type->versions.end(), version) ==
      type->versions.end()) {
    return absl::UnimplementedError(absl::StrCat(
        "At byte ", offset, ": version ", version, " of host object type \"",
        type->name, "\" is not one that this program reads."));
  }
  absl::StatusOr<std::unique_ptr<DataHolder>> holder =
      type->read(version, bytes);
  if (!holder.ok()) {
    return absl::Status(holder.status().code(),
                        absl::StrCat("At byte ", offset, ": ", type->name, ": ",
                                     holder.status().message()));
  }
  if (*holder == nullptr) {
    return absl::InternalError(absl::StrCat("The reader of host object type \"",
                                            type->name, "\" gave no holder."));
  }
  return MessageParts::HostObject{.holder = *std::move(holder),
                                  .has_data = flags == kHasData};
}

// The bytes between the header and the checksum.
absl::StatusOr<absl::Span<const uint8_t>> CheckFrame(
    absl::Span<const uint8_t> bytes) {
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
  uint32_t stored;
  std::memcpy(&stored, bytes.data() + content.size(), sizeof stored);
  if (stored != Checksum(content)) {
    return DataLoss(content.size(),
                    "the checksum does not match: the bytes were damaged.");
  }
  return content;
}

}  // namespace

bool IsEnvelope(absl::Span<const uint8_t> bytes) {
  return !bytes.empty() && bytes[0] == kMagic[0];
}

absl::StatusOr<std::vector<uint8_t>> WriteEnvelope(
    const AgentCluster& cluster,
    absl::Span<const MessageParts::HostObject> host_objects,
    absl::Span<const uint8_t> value) {
  std::vector<uint8_t> out(kMagic.begin(), kMagic.end());
  out.push_back(kVersion);
  wire::AppendVarint(out, host_objects.size());
  for (const MessageParts::HostObject& object : host_objects) {
    absl::Status status = AppendHostObject(out, cluster, object);
    if (!status.ok()) return status;
  }
  AppendBytes(out, AsString(value));
  uint32_t checksum = Checksum(out);
  const auto* bytes = reinterpret_cast<const uint8_t*>(&checksum);
  out.insert(out.end(), bytes, bytes + kChecksumSize);
  return out;
}

absl::StatusOr<Envelope> ReadEnvelope(const AgentCluster& cluster,
                                      absl::Span<const uint8_t> bytes,
                                      const wire::Limits& limits) {
  if (AsString(bytes).substr(0, kMagic.size()) != kMagic) {
    return DataLoss(0, "this is neither V8's bytes nor an envelope.");
  }
  absl::StatusOr<absl::Span<const uint8_t>> content = CheckFrame(bytes);
  if (!content.ok()) return content.status();
  wire::Cursor cursor(*content);
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
    absl::StatusOr<MessageParts::HostObject> object =
        ReadHostObject(cluster, cursor);
    if (!object.ok()) return object.status();
    envelope.host_objects.push_back(*std::move(object));
  }
  size_t offset = cursor.offset();
  uint64_t size;
  if (!cursor.ReadVarint(size) || !cursor.ReadBytes(size, envelope.value) ||
      !cursor.at_end()) {
    return DataLoss(offset, "the value's length is damaged.");
  }
  return envelope;
}

}  // namespace ferry::internal
