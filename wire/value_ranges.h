#ifndef FERRY_WIRE_VALUE_RANGES_H_
#define FERRY_WIRE_VALUE_RANGES_H_

// What Value's elements(), column(), members() and entries() give: to be gone
// through once, from the beginning.

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>

#include "absl/strings/string_view.h"
#include "ferry/wire/token.h"
#include "ferry/wire/value.h"

namespace ferry::wire {

// A property of an object.
struct Member {
  Key key;
  Value value;
};

// An entry of a Map.
struct Entry {
  Value key;
  Value value;
};

namespace internal {

// Goes through the properties of an object or array.
class MemberCursor {
 public:
  // Nothing, for any other value.
  MemberCursor(const DocumentIndex& index, Place container);

  // Goes on at a key.
  void Seek(Place key) { next_ = key; }

  // False at the end. Inline where the library calls it
  // (internal/member_cursor.h).
  inline bool Next(Key& key);
  // Of the key that Next gave, at its tag.
  Place value() const { return value_; }

 private:
  bool ReadKey(Key& key);

  const DocumentIndex& index_;
  Place next_;
  Place value_;
  bool at_value_ = false;
  bool at_end_ = false;
};

// What the ranges have in common: an item, and whether there is one.
template <typename Derived, typename Item>
class Range {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using difference_type = std::ptrdiff_t;
    using value_type = Item;
    using pointer = const Item*;
    using reference = const Item&;

    explicit Iterator(Derived* range) : range_(range) {}

    reference operator*() const { return range_->item_; }
    pointer operator->() const { return &range_->item_; }
    Iterator& operator++() {
      range_->Next();
      return *this;
    }
    void operator++(int) { range_->Next(); }
    bool operator==(std::default_sentinel_t) const { return range_->at_end_; }

   private:
    Derived* range_;
  };

  Iterator begin() { return Iterator(static_cast<Derived*>(this)); }
  std::default_sentinel_t end() const { return {}; }

 protected:
  const DocumentIndex* index_ = nullptr;
  Place next_;
  bool at_end_ = true;
  Item item_;
};

}  // namespace internal

// The elements of an array or of a Set. A hole of a dense array does not exist,
// a sparse array has none.
class Elements : public internal::Range<Elements, Value> {
 public:
  explicit Elements(const Value& container);
  void Next();

 private:
  void Read();
  void ReadSparse();

  bool is_set_ = false;
  uint32_t left_ = 0;
  // Of a sparse array.
  std::optional<internal::MemberCursor> members_;
};

// A property of each element of an array.
class Column : public internal::Range<Column, Value> {
 public:
  Column(const Value& array, absl::string_view utf8_key);
  void Next();

 private:
  void Read();
  void ReadSparse();
  bool ReadAtSamePlace();
  void ReadAnywhere();
  uint32_t CountBefore(uint64_t value) const;

  absl::string_view key_;
  // Of a sparse array.
  std::optional<Elements> elements_;
  uint32_t left_ = 0;
  // The property was behind so many usual ones in the last row that had it.
  uint32_t before_ = 0;
};

// The properties of an object or array, but for the elements of a dense one.
class Members : public internal::Range<Members, Member> {
 public:
  explicit Members(const Value& container);
  void Next();

 private:
  std::optional<internal::MemberCursor> cursor_;
};

// The entries of a Map.
class Entries : public internal::Range<Entries, Entry> {
 public:
  explicit Entries(const Value& container);
  void Next();

 private:
  void Read();
};

}  // namespace ferry::wire

#endif  // FERRY_WIRE_VALUE_RANGES_H_
