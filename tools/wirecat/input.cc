#include "tools/wirecat/input.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ferry/wire/internal/json_string.h"
#include "ferry/wire/text.h"
#include "ferry/wire/validate.h"

namespace ferry::wirecat {
namespace {

absl::Status SystemError() {
  return absl::ErrnoToStatus(errno, "cannot be read");
}

absl::StatusOr<std::vector<uint8_t>> ReadAll(std::FILE* file,
                                             uint64_t max_size) {
  std::vector<uint8_t> bytes;
  uint8_t block[1 << 16];
  while (size_t size = std::fread(block, 1, sizeof block, file)) {
    if (size > max_size - bytes.size()) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "has more than ", max_size, " bytes; --bytes allows more."));
    }
    bytes.insert(bytes.end(), block, block + size);
  }
  if (std::ferror(file)) return SystemError();
  return bytes;
}

}  // namespace

absl::StatusOr<std::vector<uint8_t>> ReadFile(const std::string& name,
                                              uint64_t max_size) {
  if (name == "-") return ReadAll(stdin, max_size);
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file(std::fopen(name.c_str(), "rb"));
  if (file == nullptr) return SystemError();
  return ReadAll(file.get(), max_size);
}

std::string Shown(const std::string& name) {
  std::string quoted;
  wire::AppendVisibleString(wire::Text::Utf8(name), quoted);
  return quoted.substr(1, quoted.size() - 2);
}

absl::StatusOr<Input> Recognize(absl::Span<const uint8_t> bytes,
                                const wire::ReaderOptions& options,
                                absl::string_view form) {
  Input input;
  input.form = "V8";
  input.message.bytes = bytes;
  input.options = options;
  if (form == "ferry" || (form == "auto" && wire::IsEnvelope(bytes))) {
    absl::StatusOr<wire::Envelope> envelope =
        wire::ReadEnvelope(bytes, options.limits);
    if (!envelope.ok()) return envelope.status();
    input.form = "ferry, in an envelope";
    input.envelope = *std::move(envelope);
    input.message = input.envelope.message();
    input.offset = input.envelope.value_offset;
    return input;
  }
  wire::ReaderOptions node = options;
  node.host_records = wire::ReaderOptions::HostRecords::kNode;
  wire::ReaderOptions blink = options;
  blink.host_records = wire::ReaderOptions::HostRecords::kBlink;
  bool is_blink = wire::IsBlink(bytes);
  if (form == "auto" && !is_blink &&
      !wire::Validate(input.message, options).ok()) {
    if (wire::Validate(input.message, node).ok()) {
      form = "node";
    } else if (wire::Validate(input.message, blink).ok()) {
      form = "blink";
    }
  }
  if (form == "node") {
    input.form = "Node.js";
    input.options = node;
  } else if (form == "blink" || (form == "auto" && is_blink)) {
    input.form = "Blink";
    input.options = blink;
    if (!is_blink) return input;
    absl::StatusOr<wire::BlinkEnvelope> envelope =
        wire::ReadBlinkEnvelope(bytes);
    if (!envelope.ok()) return envelope.status();
    input.blink = *envelope;
  } else if (form != "v8" && form != "auto") {
    return absl::InvalidArgumentError(absl::StrCat(
        "--form is auto, v8, node, ferry or blink, not \"", form, "\"."));
  }
  return input;
}

std::string Explain(const absl::Status& status,
                    absl::Span<const uint8_t> message, size_t offset) {
  absl::string_view rest = status.message();
  uint64_t named;
  if (!absl::ConsumePrefix(&rest, "At byte ") ||
      !absl::SimpleAtoi(rest.substr(0, rest.find(':')), &named)) {
    return absl::StrCat(status.message(), "\n");
  }
  size_t at = std::min<uint64_t>(named, message.size());
  size_t from = at - std::min<size_t>(at, 8);
  size_t to = std::min(message.size(), at + 8);
  auto hex = [&message](size_t begin, size_t end) {
    std::string out;
    for (size_t i = begin; i < end; ++i) {
      absl::StrAppend(&out, " ", absl::Hex(message[i], absl::kZeroPad2));
    }
    return out;
  };
  std::string before =
      absl::StrCat("  ", absl::Hex(offset + from, absl::kZeroPad8), " ",
                   from > 0 ? "..." : "", hex(from, at));
  return absl::StrCat(
      offset == 0
          ? ""
          : absl::StrCat("In the envelope's value, which begins at byte ",
                         offset, ": "),
      status.message(), "\n", before, hex(at, to),
      to < message.size() ? " ..." : "", "\n",
      std::string(before.size() + 1, ' '),
      at == message.size() ? "^ the end" : "^^", "\n");
}

}  // namespace ferry::wirecat
