#include "ferry/node/addon/jobs/scale.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "ferry/wire/copier.h"
#include "ferry/wire/document.h"
#include "ferry/wire/writer.h"

namespace ferry::node_addon {
namespace {

// The samples as the whole of a message.
absl::StatusOr<wire::Writer> WriteAnswer(const wire::Document& document) {
  wire::Writer writer;
  absl::Status status =
      wire::Copier(document, writer).Copy(document.root()["samples"]);
  if (!status.ok()) return status;
  return writer;
}

}  // namespace

void ScaleSamples(absl::Span<double> samples, double factor) {
  for (double& sample : samples) sample *= factor;
}

absl::StatusOr<SerializedValue> Scale(SerializedValue input,
                                      JobContext& context) {
  absl::StatusOr<wire::Document> document = wire::Document::Open(input.view());
  if (!document.ok()) return document.status();
  absl::StatusOr<absl::Span<double>> samples =
      input.WritableSpan<double>(document->root()["samples"]);
  if (!samples.ok()) {
    return absl::InvalidArgumentError(
        "scale: samples is not a Float64Array whose buffer was transferred.");
  }
  constexpr size_t kSamplesPerStep = size_t{1} << 20;
  const double factor = document->root()["factor"].number().value_or(1);
  for (size_t at = 0; at < samples->size(); at += kSamplesPerStep) {
    if (context.is_cancelled()) return absl::CancelledError();
    ScaleSamples(samples->subspan(at, kSamplesPerStep), factor);
    context.Report(static_cast<double>(at) /
                   static_cast<double>(samples->size()));
  }
  absl::StatusOr<wire::Writer> answer = WriteAnswer(*document);
  if (!answer.ok()) return answer.status();
  return SerializedValue::FromWriter(context.cluster(), *std::move(answer),
                                     std::move(input).TakeParts());
}

}  // namespace ferry::node_addon
