#include "ferry/wire/internal/document_index.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/tag.h"

namespace ferry::wire::internal {

DocumentIndex::DocumentIndex(const MessageView& message,
                             const ReaderOptions& options)
    : message_(message), options_(options) {
  Reader reader(message, options);
  version_ = reader.version();
  if (reader.ok() && version_ == 0) {
    status_ = absl::UnimplementedError(
        "A message of version 0 has its objects after their content. Use "
        "Transcode first.");
    return;
  }
  do {
    roots_.push_back({reader.position(), reader.next_id()});
    while (reader.Next()) {
      Add(reader);
      reader.SkipLeaves(kStride);
    }
  } while (roots_.size() <= message.data_values && reader.NextValue());
  status_ = reader.status();
  if (status_.ok() && roots_.size() <= message.data_values) {
    status_ = absl::DataLossError(absl::StrCat(
        "At byte ", reader.position(), ": the message ends after ",
        roots_.size(), " of ", message.data_values + 1, " values."));
  }
  view_flags_ = reader.view_flags_;
  tables_ = std::move(reader.tables_);
  std::vector<uint32_t>().swap(open_);
  std::stable_sort(
      milestones_.begin(), milestones_.end(),
      [](const Milestone& a, const Milestone& b) { return a.array < b.array; });
}

void DocumentIndex::Add(Reader& reader) {
  const Token& token = reader.token();
  if (token.kind == TokenKind::kEnd) {
    objects_[token.id].set_end({reader.position(), reader.next_id()});
    open_.pop_back();
    if (reader.frames_.top().kind == FrameKind::kDenseArray) {
      AddRows(reader, token.id);
    }
    return;
  }
  if (token.role == Role::kElement && token.index % kStride == 0 &&
      token.index != 0) {
    milestones_.push_back(
        {open_.back(),
         token.index,
         {token.offset, static_cast<uint32_t>(objects_.size())}});
  }
  if (objects_.size() < reader.next_id()) AddObjects(reader);
  if (token.opens()) open_.push_back(token.id);
}

// The objects that follow in an array after `first`, as long as they are like
// it. Where they are not, it looks at fewer and fewer.
void DocumentIndex::AddRows(Reader& reader, uint32_t first) {
  if (rows_to_pass_ > 0) {
    --rows_to_pass_;
    return;
  }
  Place place = ObjectAt(first);
  row_.Learn(
      message_.bytes.subspan(place.offset, reader.position() - place.offset),
      version_);
  place = {reader.position(), reader.next_id()};
  uint32_t before = place.id;
  const Frame& array = reader.frames_.top();
  for (; reader.SkipRow(row_); place = {reader.position(), reader.next_id()}) {
    uint32_t index = array.count - 1;
    if (index % kStride == 0) {
      milestones_.push_back({open_.back(), index, place});
    }
    Entry& entry = objects_.emplace_back();
    entry.set_offset(place.offset);
    entry.set_end({reader.position(), reader.next_id()});
  }
  pause_ = place.id > before ? 0 : std::min(2 * pause_ + 1, kMaxPause);
  rows_to_pass_ = pause_;
}

// A value may be two objects: a view and its new buffer, which begins where it
// begins, or within it.
void DocumentIndex::AddObjects(const Reader& reader) {
  const Token& token = reader.token();
  Entry entry;
  entry.set_offset(token.offset);
  entry.set_end({reader.position(), reader.next_id()});
  while (objects_.size() < reader.next_id()) objects_.push_back(entry);
  bool holds_buffer = token.kind == TokenKind::kArrayBufferView ||
                      token.kind == TokenKind::kWasmMemory;
  if (!holds_buffer || token.buffer.met_before || reader.tables_ == nullptr) {
    return;
  }
  std::optional<uint64_t> offset =
      reader.tables_->buffers.Find(token.buffer.id);
  if (offset) objects_[token.buffer.id].set_offset(*offset);
}

Place DocumentIndex::PastPadding(Place place) const {
  Cursor cursor = CursorAt(place.offset);
  uint8_t tag = 0;
  uint32_t count;
  while (cursor.ReadTag(tag) && tag == kTagVerifyObjectCount) {
    cursor.ReadVarint(count);
  }
  return {cursor.offset() - 1, place.id};
}

Place DocumentIndex::Past(Place place) const {
  Cursor cursor = CursorAt(place.offset);
  uint8_t tag = 0;
  uint32_t size = 0;
  cursor.ReadByte(tag);
  switch (tag) {
    case kTagUndefined:
    case kTagNull:
    case kTagTrue:
    case kTagFalse:
    case kTagHole:
      break;
    case kTagDouble:
      cursor.Advance(sizeof(double));
      break;
    case kTagInt32:
    case kTagUint32:
    case kTagSharedValue:
      cursor.ReadVarint(size);
      break;
    case kTagLatin1String:
    case kTagUtf16String:
    case kTagUtf8String:
      cursor.ReadVarint(size);
      cursor.Advance(size);
      break;
    case kTagBigInt:
      cursor.ReadVarint(size);
      cursor.Advance(size >> 1 & ((1 << 30) - 1));
      break;
    case kTagReference:
      // Of a buffer, with a view on it.
      if (IsObjectAt(place)) return End(place);
      cursor.ReadVarint(size);
      break;
    default:
      return End(place);
  }
  return {cursor.offset(), place.id};
}

Place DocumentIndex::NearElement(uint32_t array, Place first,
                                 uint32_t& index) const {
  uint32_t wanted = index;
  index = 0;
  if (wanted < kStride) return first;
  auto begin = std::lower_bound(
      milestones_.begin(), milestones_.end(), array,
      [](const Milestone& at, uint32_t id) { return at.array < id; });
  const Milestone& milestone = begin[wanted / kStride - 1];
  index = milestone.index;
  return milestone.place;
}

Reader DocumentIndex::ReaderAt(Place place) const {
  return Reader(message_, options_,
                {.position = place.offset,
                 .next_id = place.id,
                 .view_flags = view_flags_,
                 .buffers = tables_ == nullptr ? nullptr : &tables_->buffers});
}

}  // namespace ferry::wire::internal
