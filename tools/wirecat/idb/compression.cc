#include "tools/wirecat/idb/compression.h"

#include <snappy.h>
#include <zstd.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace ferry::wirecat {
namespace {

absl::Status TooLarge(size_t size, size_t max_size) {
  return absl::ResourceExhaustedError(
      absl::StrCat("what is compressed has ", size, " bytes, more than ",
                   max_size, "; --bytes allows more"));
}

absl::Status Damaged() {
  return absl::DataLossError("what is compressed is damaged");
}

}  // namespace

absl::StatusOr<std::string> UncompressSnappy(absl::string_view compressed,
                                             size_t max_size) {
  size_t size;
  if (!snappy::GetUncompressedLength(compressed.data(), compressed.size(),
                                     &size)) {
    return Damaged();
  }
  if (size > max_size) return TooLarge(size, max_size);
  // 3 bytes make at most 64, so that nothing whole says so.
  if (size / 32 > compressed.size()) return Damaged();
  std::string bytes(size, '\0');
  if (!snappy::RawUncompress(compressed.data(), compressed.size(),
                             bytes.data())) {
    return Damaged();
  }
  return bytes;
}

// Grows with what comes out, as a few bytes may say any size.
absl::StatusOr<std::string> UncompressZstd(absl::string_view compressed,
                                           size_t max_size) {
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  ZSTD_inBuffer in{compressed.data(), compressed.size(), 0};
  std::string bytes;
  for (;;) {
    constexpr size_t kStep = size_t{1} << 16;
    size_t begin = bytes.size();
    if (begin > max_size) return TooLarge(begin, max_size);
    bytes.resize(begin + kStep);
    ZSTD_outBuffer out{bytes.data() + begin, kStep, 0};
    size_t left = ZSTD_decompressStream(context.get(), &out, &in);
    bytes.resize(begin + out.pos);
    if (ZSTD_isError(left) != 0) return Damaged();
    if (left == 0) break;
    if (in.pos == in.size && out.pos < kStep) return Damaged();
  }
  if (in.pos != in.size) return Damaged();
  return bytes;
}

}  // namespace ferry::wirecat
