#include "ferry/transfer/internal/builtin_types.h"

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/internal/dom_exception_steps.h"
#include "ferry/transfer/internal/error_steps.h"
#include "ferry/transfer/internal/script_steps.h"

namespace ferry::internal {
namespace {

using HolderOr = absl::StatusOr<std::unique_ptr<DataHolder>>;

HolderOr ReadScript(uint32_t version, absl::Span<const uint8_t> bytes) {
  if (bytes.empty()) return absl::DataLossError("its class has no name.");
  return NewScriptHolder(std::string(bytes.begin(), bytes.end()));
}

template <uint32_t tag>
HolderOr ReadDOMException(uint32_t version, absl::Span<const uint8_t> bytes) {
  if (!bytes.empty()) return absl::DataLossError("it has bytes too many.");
  return NewDOMExceptionHolder(tag);
}

HolderOr ReadError(uint32_t version, absl::Span<const uint8_t> bytes) {
  return NewErrorHolder(
      {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

std::vector<HostObjectType> BuiltinTypes() {
  return {{kScriptTag, "marked JavaScript object", {1}, ReadScript},
          {kDOMExceptionTag,
           "DOMException",
           {1},
           ReadDOMException<kDOMExceptionTag>},
          {kErrorTag, "error", {1}, ReadError},
          {kQuotaExceededErrorTag,
           "QuotaExceededError",
           {1},
           ReadDOMException<kQuotaExceededErrorTag>}};
}

}  // namespace ferry::internal
