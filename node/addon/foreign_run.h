#ifndef FERRY_NODE_ADDON_FOREIGN_RUN_H_
#define FERRY_NODE_ADDON_FOREIGN_RUN_H_

#include <v8-array-buffer.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/jobs/job.h"
#include "ferry/node/package/include/ferry_job.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/wire/copier.h"
#include "ferry/wire/document.h"
#include "ferry/wire/value.h"
#include "ferry/wire/writer.h"

// One run of a job of another add-on: what the functions of ferry_job_api work
// on. On the thread of the job, but for `context`.
struct ferry_run {
 public:
  // `library` is the add-on's, and is held by memory that it gives away.
  ferry_run(ferry::SerializedValue input, ferry::JobContext& context,
            std::shared_ptr<void> library)
      : context(context),
        input_(std::move(input)),
        library_(std::move(library)) {}

  // Checks the input.
  absl::Status Open();
  // After the job has returned.
  absl::StatusOr<ferry::SerializedValue> TakeAnswer();

  void Fail(absl::Status status) { status_.Update(status); }

  const ferry::wire::Document& document() const { return *document_; }
  ferry::SerializedValue& input() { return input_; }
  ferry::wire::Writer& writer() { return writer_; }

  void CopyValue(const ferry::wire::Value& value);
  void WriteMemory(ferry_memory_type type,
                   std::unique_ptr<v8::BackingStore> memory);
  void WriteBytes(absl::Span<const uint8_t> bytes);
  // Kept until the run ends.
  const std::string& Keep(std::string text);

  ferry::JobContext& context;
  const std::shared_ptr<void>& library() const { return library_; }

 private:
  ferry::SerializedValue input_;
  const std::shared_ptr<void> library_;
  std::optional<ferry::wire::Document> document_;
  ferry::wire::Writer writer_;
  std::optional<ferry::wire::Copier> copier_;
  // Beside what the input has.
  std::vector<std::unique_ptr<v8::BackingStore>> memory_;
  std::optional<std::vector<uint8_t>> bytes_;
  std::deque<std::string> kept_;
  absl::Status status_;
};

namespace ferry::node_addon {

// The functions that a job gets.
extern const ferry_job_api kJobApi;

}  // namespace ferry::node_addon

#endif  // FERRY_NODE_ADDON_FOREIGN_RUN_H_
