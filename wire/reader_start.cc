// How a reader starts, and how it stops.

#include <algorithm>
#include <limits>
#include <memory>

#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/reader_tables.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {
namespace {

// An offset has 40 bits in the tables.
constexpr uint64_t kMaxMessage = (uint64_t{1} << 40) - 2;

uint32_t LatestVersion(const ReaderOptions& options) {
  return options.as_read_by ? options.as_read_by->latest_version()
                            : kLatestVersion;
}

}  // namespace

// Not by way of the other one: copies of what was just written are slow.
Reader::Reader(absl::Span<const uint8_t> bytes, const ReaderOptions& options)
    : in_(bytes), options_(options) {
  message_.bytes = bytes;
  Start();
}

Reader::Reader(const MessageView& message, const ReaderOptions& options)
    : in_(message.bytes), message_(message), options_(options) {
  Start();
}

Reader::Reader(const MessageView& message, const ReaderOptions& options,
               const Resumption& from)
    : Reader(message, options) {
  in_.Seek(from.position);
  next_id_ = from.next_id;
  view_flags_ = from.view_flags;
  known_buffers_ = from.buffers;
  probing_ = true;
}

void Reader::Start() {
  nodes_left_ = static_cast<int64_t>(std::min<uint64_t>(
      options_.limits.nodes, std::numeric_limits<int64_t>::max()));
  max_objects_ = std::min<uint64_t>(options_.limits.objects, kNoId);
  max_depth_ = options_.limits.depth;
  strict_ = options_.mode == ReaderOptions::Mode::kStrict;
  frames_.top() = {.kind = FrameKind::kRoot, .id = 0, .length = 0, .count = 0};
  ReadHeader();
}

Reader::~Reader() = default;

internal::ReaderTables& Reader::tables() {
  if (tables_ == nullptr) tables_ = std::make_unique<internal::ReaderTables>();
  return *tables_;
}

void Reader::ReadHeader() {
  if (in_.size() > std::min(options_.limits.bytes, kMaxMessage)) {
    Exhausted("bytes");
    return;
  }
  if (message_.host_objects > options_.limits.host_objects) {
    Exhausted("host_objects");
    return;
  }
  bool blink = options_.host_records == ReaderOptions::HostRecords::kBlink;
  if (blink && !ReadBlinkHeader()) return;
  if (!in_.at_end() && *in_.data() == kTagVersion) {
    const size_t begin = in_.offset();
    in_.Advance(1);
    if (!in_.ReadVarint(version_)) {
      Truncated();
      return;
    }
    if (version_ > LatestVersion(options_)) {
      status_ = absl::UnimplementedError(absl::StrCat(
          "At byte ", begin, ": the message has wire version ", version_,
          "; the latest that can be read is ", LatestVersion(options_), "."));
      return;
    }
  }
  // Before Blink had an envelope of its own, both had the same version.
  if (blink && blink_version_ == 0) blink_version_ = version_;
  if (version_ < options_.oldest_version) {
    Fail(0, absl::StrCat("wire version ", version_,
                         " is older than the oldest that is allowed, ",
                         options_.oldest_version));
    return;
  }
  view_flags_ = version_ >= 14;
  long_lengths_ = options_.as_read_by ? options_.as_read_by->has_long_lengths()
                                      : version_ >= 16;
}

// Finds out whether a message of version 13 is one of those that have the flags
// of version 14, as V8 does: when it cannot be read without.
void Reader::ChooseViewFlags() {
  ReaderOptions options = options_;
  options.limits.nodes =
      static_cast<uint64_t>(std::max<int64_t>(nodes_left_, 0));
  Reader probe(message_, options);
  probe.probing_ = true;
  probe.view_flags_ = view_flags_;
  probe.in_ = in_;
  probe.next_id_ = next_id_;
  if (tables_ != nullptr) probe.tables().buffers = tables_->buffers;
  while (probe.Next()) {
  }
  if (absl::IsDataLoss(probe.status())) view_flags_ = true;
}

bool Reader::Fail(size_t offset, absl::string_view what) {
  if (status_.ok()) {
    status_ =
        absl::DataLossError(absl::StrCat("At byte ", offset, ": ", what, "."));
  }
  // Next comes here from now on.
  frames_.Clear();
  frames_.top().kind = FrameKind::kRoot;
  return false;
}

bool Reader::Truncated() {
  return Fail(in_.size(),
              absl::StrCat("the bytes end in the middle of the value, in what "
                           "begins before byte ",
                           in_.offset()));
}

bool Reader::Exhausted(absl::string_view limit) {
  if (status_.ok()) {
    status_ = absl::ResourceExhaustedError(absl::StrCat(
        "At byte ", in_.offset(), ": the message exceeds Limits::", limit,
        ". Raise it if the sender is trusted."));
  }
  return Fail(0, "");
}

bool Reader::UnknownTag(uint8_t tag) {
  return Fail(in_.offset() - 1,
              absl::StrCat("no value begins with 0x",
                           absl::Hex(tag, absl::kZeroPad2), " here"));
}

bool Reader::CheckStrict() {
  if (!in_.unusual()) return true;
  return FailHere(
      "a varint is longer than it needs to be, or there is padding that no "
      "writer makes, somewhere before");
}

}  // namespace ferry::wire
