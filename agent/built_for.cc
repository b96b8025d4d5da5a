#include "ferry/agent/built_for.h"

#include "absl/log/absl_check.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace ferry::internal {

extern const char FERRY_BUILT_FOR = 0;

void CheckV8Version(absl::string_view version) {
  ABSL_CHECK(absl::StartsWith(
      version, absl::StrCat(V8_MAJOR_VERSION, ".", V8_MINOR_VERSION, ".")))
      << "ferry was built for V8 " << V8_MAJOR_VERSION << "."
      << V8_MINOR_VERSION << ", and this process has V8 " << version
      << ". Take the ferry that is built for it (docs/linking.md).";
}

}  // namespace ferry::internal
