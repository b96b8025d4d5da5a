#include "ferry/node/addon/foreign_job.h"

#include <dlfcn.h>

#include <cstring>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ferry/node/addon/foreign_run.h"
#include "ferry/node/package/include/ferry_job.h"

namespace ferry::node_addon {
namespace {

// Node unmaps an add-on when the last environment that has loaded it ends,
// which may be before its jobs do. Null for a job in the program itself.
std::shared_ptr<void> HoldLibraryOf(decltype(ferry_job::run) function) {
  Dl_info found;
  if (dladdr(reinterpret_cast<void*>(function), &found) == 0) return nullptr;
  void* library = dlopen(found.dli_fname, RTLD_NOW | RTLD_NOLOAD);
  if (library == nullptr) return nullptr;
  return {library, [](void* held) { dlclose(held); }};
}

absl::StatusOr<SerializedValue> Run(const ferry_job& job,
                                    const std::shared_ptr<void>& library,
                                    SerializedValue input,
                                    JobContext& context) {
  ferry_run run(std::move(input), context, library);
  absl::Status status = run.Open();
  if (!status.ok()) return status;
  job.run(&kJobApi, &run, job.data);
  return run.TakeAnswer();
}

}  // namespace

absl::StatusOr<NamedJob> ForeignJob(absl::Span<const uint8_t> description) {
  ferry_job job = {};
  if (description.size() >= sizeof(job)) {
    std::memcpy(&job, description.data(), sizeof(job));
  }
  if (job.magic != FERRY_JOB_MAGIC) {
    return absl::InvalidArgumentError(
        "registerJob: the argument has not the bytes of a ferry_job (see "
        "ferry_job.h, FERRY_JOB).");
  }
  if (job.version > FERRY_JOB_VERSION) {
    return absl::InvalidArgumentError(absl::StrCat(
        "registerJob: the job was compiled with version ", job.version,
        " of ferry_job.h, and this package knows ", FERRY_JOB_VERSION,
        ". Install a newer ferry, or compile the job with the header of this "
        "one."));
  }
  if (job.name == nullptr || job.run == nullptr) {
    return absl::InvalidArgumentError(
        "registerJob: the ferry_job has no name or no function.");
  }
  return NamedJob{job.name, [job, library = HoldLibraryOf(job.run)](
                                SerializedValue input, JobContext& context) {
                    return Run(job, library, std::move(input), context);
                  }};
}

}  // namespace ferry::node_addon
