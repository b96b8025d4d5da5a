#include "ferry/transfer/builtin_types.h"

#include <memory>
#include <string>

#include "absl/base/no_destructor.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ferry/transfer/dom_exception.h"
#include "ferry/transfer/error_transferable.h"
#include "ferry/transfer/script_transferable.h"

namespace ferry {
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

const HostObjectType* FindBuiltinType(uint32_t tag) {
  static const absl::NoDestructor<HostObjectType> kScript(
      HostObjectType{kScriptTag, "marked JavaScript object", {1}, ReadScript});
  static const absl::NoDestructor<HostObjectType> kDOMException(
      HostObjectType{kDOMExceptionTag,
                     "DOMException",
                     {1},
                     ReadDOMException<kDOMExceptionTag>});
  static const absl::NoDestructor<HostObjectType> kError(
      HostObjectType{kErrorTag, "error", {1}, ReadError});
  static const absl::NoDestructor<HostObjectType> kQuotaExceededError(
      HostObjectType{kQuotaExceededErrorTag,
                     "QuotaExceededError",
                     {1},
                     ReadDOMException<kQuotaExceededErrorTag>});
  switch (tag) {
    case kScriptTag:
      return kScript.get();
    case kDOMExceptionTag:
      return kDOMException.get();
    case kErrorTag:
      return kError.get();
    case kQuotaExceededErrorTag:
      return kQuotaExceededError.get();
    default:
      return nullptr;
  }
}

}  // namespace ferry
