#include "ferry/node/addon/jobs/blur.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ferry/serializer/backing_store.h"
#include "ferry/wire/document.h"
#include "ferry/wire/writer.h"

namespace ferry::node_addon {
namespace {

constexpr size_t kChannels = 4;
constexpr size_t kLevels = 256;

struct Picture {
  absl::Span<const uint8_t> pixels;
  size_t width = 0;
  size_t height = 0;
  size_t radius = 0;
};

// One row or column: `step` bytes from pixel to pixel.
struct Line {
  size_t begin;
  size_t length;
  size_t step;
};

// A whole number of at most a million; 0 for anything else.
size_t Size(wire::Value value) {
  const double number = value.number().value_or(0);
  return number >= 1 && number <= 1e6 ? static_cast<size_t>(number) : 0;
}

absl::StatusOr<Picture> Read(wire::Value input) {
  absl::StatusOr<absl::Span<const uint8_t>> pixels =
      input["pixels"].span<uint8_t>();
  if (!pixels.ok()) {
    return absl::InvalidArgumentError(
        "blur: pixels is not a Uint8ClampedArray or Uint8Array.");
  }
  Picture picture = {.pixels = *pixels,
                     .width = Size(input["width"]),
                     .height = Size(input["height"]),
                     .radius = Size(input["radius"])};
  const size_t needed = kChannels * picture.width * picture.height;
  if (needed == 0 || picture.pixels.size() != needed) {
    return absl::InvalidArgumentError(absl::StrCat(
        "blur: pixels has ", picture.pixels.size(), " bytes; a picture of ",
        picture.width, " x ", picture.height, " has ", needed, "."));
  }
  return picture;
}

// The mean of the pixels around each, by a sum that goes along: the time does
// not depend on the radius. The edge goes on outside of the picture.
void BlurLine(const uint8_t* from, uint8_t* to, const Line& line,
              size_t radius) {
  const size_t last = line.length - 1;
  const uint32_t size = static_cast<uint32_t>(2 * radius + 1);
  for (size_t channel = 0; channel < kChannels; ++channel) {
    const uint8_t* in = from + line.begin + channel;
    uint8_t* out = to + line.begin + channel;
    uint64_t sum = static_cast<uint64_t>(in[0]) * (radius + 1);
    for (size_t i = 1; i <= radius; ++i)
      sum += in[std::min(i, last) * line.step];
    for (size_t i = 0; i < line.length; ++i) {
      out[i * line.step] = static_cast<uint8_t>((sum + size / 2) / size);
      sum += in[std::min(i + radius + 1, last) * line.step];
      sum -= in[(i > radius ? i - radius : 0) * line.step];
    }
  }
}

// Rows first, then columns; reports half of the work each.
absl::StatusOr<std::vector<uint8_t>> BlurPicture(const Picture& picture,
                                                 JobContext& context) {
  const size_t row = kChannels * picture.width;
  std::vector<uint8_t> rows(picture.pixels.size());
  for (size_t y = 0; y < picture.height; ++y) {
    if (context.is_cancelled()) return absl::CancelledError();
    BlurLine(picture.pixels.data(), rows.data(),
             {.begin = y * row, .length = picture.width, .step = kChannels},
             picture.radius);
    context.Report(0.5 * static_cast<double>(y + 1) /
                   static_cast<double>(picture.height));
  }
  std::vector<uint8_t> blurred(picture.pixels.size());
  for (size_t x = 0; x < picture.width; ++x) {
    if (context.is_cancelled()) return absl::CancelledError();
    BlurLine(rows.data(), blurred.data(),
             {.begin = x * kChannels, .length = picture.height, .step = row},
             picture.radius);
    context.Report(0.5 + 0.5 * static_cast<double>(x + 1) /
                             static_cast<double>(picture.width));
  }
  return blurred;
}

// Of the brightness, as ITU-R BT.601 weighs the colours.
std::vector<uint32_t> Histogram(absl::Span<const uint8_t> pixels) {
  std::vector<uint32_t> histogram(kLevels);
  for (size_t i = 0; i < pixels.size(); i += kChannels) {
    ++histogram[(299 * pixels[i] + 587 * pixels[i + 1] + 114 * pixels[i + 2] +
                 500) /
                1000];
  }
  return histogram;
}

}  // namespace

absl::StatusOr<SerializedValue> Blur(SerializedValue input,
                                     JobContext& context) {
  absl::StatusOr<wire::Document> document = wire::Document::Open(input.view());
  if (!document.ok()) return document.status();
  absl::StatusOr<Picture> picture = Read(document->root());
  if (!picture.ok()) return picture.status();
  absl::StatusOr<std::vector<uint8_t>> blurred = BlurPicture(*picture, context);
  if (!blurred.ok()) return blurred.status();

  const std::vector<uint32_t> histogram = Histogram(*blurred);
  wire::Writer writer;
  writer.BeginObject();
  writer.Key("histogram");
  writer.TypedArray(
      wire::ViewType::kUint32,
      absl::MakeConstSpan(reinterpret_cast<const uint8_t*>(histogram.data()),
                          histogram.size() * sizeof(uint32_t)));
  writer.Key("pixels");
  writer.TransferredArrayBuffer(0);
  writer.View(wire::ViewType::kUint8Clamped, {.byte_length = blurred->size()});
  writer.EndObject();
  // The pixels are handed over, not copied.
  MessageParts parts;
  parts.array_buffers.push_back(ToBackingStore(*std::move(blurred)));
  return SerializedValue::FromWriter(context.cluster(), std::move(writer),
                                     std::move(parts));
}

}  // namespace ferry::node_addon
