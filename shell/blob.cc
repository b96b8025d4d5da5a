#include "ferry/shell/blob.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/types/span.h"
#include "ferry/transfer/data_holder.h"

namespace ferry::shell {
namespace {

// Tags below 16 are the library's own.
constexpr uint32_t kBlobTag = 16;
constexpr uint32_t kVersion = 1;

// Version 1: the size of the type in 4 bytes, the lowest first; the type; the
// bytes.
constexpr size_t kSizeBytes = 4;

void AppendSize(uint32_t size, std::string& out) {
  for (size_t i = 0; i < kSizeBytes; ++i) {
    out.push_back(static_cast<char>(size >> (8 * i)));
  }
}

uint32_t ReadSize(absl::Span<const uint8_t> bytes) {
  uint32_t size = 0;
  for (size_t i = 0; i < kSizeBytes; ++i) size |= uint32_t{bytes[i]} << (8 * i);
  return size;
}

// What travels: the bytes are shared with the Blob, so that a message may be
// received often and by several threads.
class BlobHolder final : public DataHolder {
 public:
  explicit BlobHolder(BlobData data) : data_(std::move(data)) {}

  absl::string_view type_name() const override { return "Blob"; }

  v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) override {
    return NewBlob(agent, context, data_);
  }

  uint32_t tag() const override { return kBlobTag; }

  absl::StatusOr<std::string> ToBytes() const override {
    const absl::Span<const uint8_t> bytes = data_.bytes.span();
    std::string out;
    out.reserve(kSizeBytes + data_.type.size() + bytes.size());
    AppendSize(static_cast<uint32_t>(data_.type.size()), out);
    out.append(data_.type);
    out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return out;
  }

 private:
  const BlobData data_;
};

absl::StatusOr<std::unique_ptr<DataHolder>> ReadBlob(
    uint32_t version, absl::Span<const uint8_t> bytes) {
  if (version != kVersion) {
    return absl::UnimplementedError("a Blob of an unknown version");
  }
  if (bytes.size() < kSizeBytes ||
      bytes.size() - kSizeBytes < ReadSize(bytes)) {
    return absl::DataLossError("a Blob's bytes end too early");
  }
  const absl::Span<const uint8_t> type =
      bytes.subspan(kSizeBytes, ReadSize(bytes));
  BlobData data;
  data.type.assign(type.begin(), type.end());
  if (NormalizeBlobType(data.type) != data.type) {
    return absl::DataLossError("a Blob's type is damaged");
  }
  const absl::Span<const uint8_t> contents =
      bytes.subspan(kSizeBytes + type.size());
  std::optional<SharedBytes> made =
      SharedBytes::New(contents.size(), [&](absl::Span<uint8_t> memory) {
        std::memcpy(memory.data(), contents.data(), contents.size());
      });
  if (!made.has_value()) {
    return absl::ResourceExhaustedError("no memory for a Blob's bytes");
  }
  data.bytes = *std::move(made);
  return std::make_unique<BlobHolder>(std::move(data));
}

}  // namespace

std::string NormalizeBlobType(absl::string_view type) {
  for (char c : type) {
    if (!absl::ascii_isprint(static_cast<unsigned char>(c))) return "";
  }
  return absl::AsciiStrToLower(type);
}

HostObjectData Blob::Serialize(Agent& agent, v8::Local<v8::Context> context,
                               v8::Local<v8::Object> object) {
  return {.holder = std::make_unique<BlobHolder>(data_)};
}

v8::MaybeLocal<v8::Object> NewBlob(Agent& agent, v8::Local<v8::Context> context,
                                   BlobData data) {
  return NativeClass<Blob>::Of(agent).New(
      context, std::make_unique<Blob>(std::move(data)));
}

HostObjectType BlobHostObjectType() {
  return {.tag = kBlobTag,
          .name = "Blob",
          .versions = {kVersion},
          .read = ReadBlob};
}

}  // namespace ferry::shell
