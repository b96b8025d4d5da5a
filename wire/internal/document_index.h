#ifndef FERRY_WIRE_INTERNAL_DOCUMENT_INDEX_H_
#define FERRY_WIRE_INTERNAL_DOCUMENT_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "absl/base/attributes.h"
#include "absl/status/status.h"
#include "ferry/wire/cursor.h"
#include "ferry/wire/internal/reader_tables.h"
#include "ferry/wire/internal/row_shape.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/reader.h"
#include "ferry/wire/reader_options.h"
#include "ferry/wire/value.h"

namespace ferry::wire::internal {

// What a Document knows of a message: where its objects begin and end, and of
// long arrays where each sixteenth element begins. 16 bytes for each object,
// and less than one for each other value.
//
// Immutable once it is made: any number of threads may ask it.
class DocumentIndex {
 public:
  // Reads the whole message once.
  DocumentIndex(const MessageView& message, const ReaderOptions& options);

  const absl::Status& status() const { return status_; }
  const MessageView& message() const { return message_; }
  const ReaderOptions& options() const { return options_; }
  uint32_t version() const { return version_; }
  // Of the main value, and of those that follow.
  const std::vector<Place>& roots() const { return roots_; }

  Cursor CursorAt(uint64_t offset) const {
    Cursor cursor(message_.bytes);
    cursor.Seek(offset);
    return cursor;
  }

  // At the tag: behind padding and counts.
  ABSL_ATTRIBUTE_ALWAYS_INLINE Place AtTag(Place place) const {
    uint8_t tag = message_.bytes[place.offset];
    return tag == 0 || tag == '?' ? PastPadding(place) : place;
  }
  // Behind the value, whose tag is at `place`.
  Place Past(Place place) const;

  // Of an object that was referred to.
  Place ObjectAt(uint32_t id) const { return {entry(id).offset(), id}; }
  bool IsObjectAt(Place place) const {
    return place.id < objects_.size() &&
           entry(place.id).offset() == place.offset;
  }
  // Behind the container, whose tag is at `place`.
  Place End(Place place) const {
    return {entry(place.id).end(), entry(place.id).next_id};
  }

  // Where to begin the search for an element of a dense array, and which
  // element that is; `first` is the place of its first one.
  Place NearElement(uint32_t array, Place first, uint32_t& index) const;

  // Reads the value at `place` once more.
  Reader ReaderAt(Place place) const;

 private:
  static constexpr uint32_t kStride = 16;
  static constexpr uint32_t kMaxPause = 63;

  struct Entry {
    uint32_t offset_low;
    uint32_t end_low;
    uint32_t next_id;
    uint16_t offset_high;
    uint16_t end_high;

    uint64_t offset() const { return uint64_t{offset_high} << 32 | offset_low; }
    uint64_t end() const { return uint64_t{end_high} << 32 | end_low; }
    void set_offset(uint64_t offset) {
      offset_low = static_cast<uint32_t>(offset);
      offset_high = static_cast<uint16_t>(offset >> 32);
    }
    void set_end(Place end) {
      end_low = static_cast<uint32_t>(end.offset);
      end_high = static_cast<uint16_t>(end.offset >> 32);
      next_id = end.id;
    }
  };
  static_assert(sizeof(Entry) == 16);

  // Every kStride-th element of an array.
  struct Milestone {
    uint32_t array;
    uint32_t index;
    Place place;
  };

  const Entry& entry(uint32_t id) const { return objects_[id]; }
  void Add(Reader& reader);
  void AddRows(Reader& reader, uint32_t first);
  void AddObjects(const Reader& reader);
  Place PastPadding(Place place) const;

  const MessageView message_;
  const ReaderOptions options_;
  absl::Status status_;
  uint32_t version_ = 0;
  bool view_flags_ = false;
  std::vector<Place> roots_;
  // By id. A deque because its growth copies nothing.
  std::deque<Entry> objects_;
  std::vector<Milestone> milestones_;  // By array, then index.
  // While the message is read:
  std::vector<uint32_t> open_;  // Ids.
  RowShape row_;
  uint32_t rows_to_pass_ = 0;
  uint32_t pause_ = 0;
  std::unique_ptr<ReaderTables> tables_;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_DOCUMENT_INDEX_H_
