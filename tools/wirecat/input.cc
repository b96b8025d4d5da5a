#include "tools/wirecat/input.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ferry/wire/validate.h"

namespace ferry::wirecat {
namespace {

absl::Status SystemError(const std::string& name) {
  return absl::ErrnoToStatus(errno, name);
}

absl::StatusOr<std::vector<uint8_t>> ReadAll(std::FILE* file,
                                             const std::string& name) {
  std::vector<uint8_t> bytes;
  uint8_t block[1 << 16];
  while (size_t size = std::fread(block, 1, sizeof block, file)) {
    bytes.insert(bytes.end(), block, block + size);
  }
  if (std::ferror(file)) return SystemError(name);
  return bytes;
}

}  // namespace

absl::StatusOr<std::vector<uint8_t>> ReadFile(const std::string& name) {
  if (name == "-") return ReadAll(stdin, "standard input");
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file(std::fopen(name.c_str(), "rb"));
  if (file == nullptr) return SystemError(name);
  return ReadAll(file.get(), name);
}

absl::StatusOr<Form> FindForm(const wire::MessageView& message,
                              const wire::ReaderOptions& options,
                              absl::string_view wanted) {
  static constexpr Form kV8 = {"V8", wire::ReaderOptions::HostRecords::kFerry};
  static constexpr Form kNode = {"Node.js",
                                 wire::ReaderOptions::HostRecords::kNode};
  if (wanted == "v8") return kV8;
  if (wanted == "node") return kNode;
  if (wanted != "auto") {
    return absl::InvalidArgumentError(
        absl::StrCat("--form is auto, v8 or node, not \"", wanted, "\"."));
  }
  if (wire::Validate(message, options).ok()) return kV8;
  wire::ReaderOptions node = options;
  node.host_records = kNode.host_records;
  return wire::Validate(message, node).ok() ? kNode : kV8;
}

std::string Explain(const absl::Status& status,
                    absl::Span<const uint8_t> bytes) {
  absl::string_view message = status.message();
  std::string text = absl::StrCat(message, "\n");
  absl::string_view rest = message;
  uint64_t offset;
  if (!absl::ConsumePrefix(&rest, "At byte ") ||
      !absl::SimpleAtoi(rest.substr(0, rest.find(':')), &offset)) {
    return text;
  }
  size_t at = std::min<uint64_t>(offset, bytes.size());
  size_t from = at - std::min<size_t>(at, 8);
  size_t to = std::min(bytes.size(), at + 8);
  auto hex = [&bytes](size_t begin, size_t end) {
    std::string out;
    for (size_t i = begin; i < end; ++i) {
      absl::StrAppend(&out, " ", absl::Hex(bytes[i], absl::kZeroPad2));
    }
    return out;
  };
  std::string before = absl::StrCat("  ", from > 0 ? "..." : "", hex(from, at));
  absl::StrAppend(&text, before, hex(at, to), to < bytes.size() ? " ..." : "",
                  "\n", std::string(before.size() + 1, ' '),
                  at == bytes.size() ? "^ the end" : "^^", "\n");
  return text;
}

}  // namespace ferry::wirecat
