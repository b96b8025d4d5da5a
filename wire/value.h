#ifndef FERRY_WIRE_VALUE_H_
#define FERRY_WIRE_VALUE_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/wire/token.h"

namespace ferry::wire {

namespace internal {
class DocumentIndex;

// Where a value begins, and the id that the next object from there has.
struct Place {
  uint64_t offset = 0;
  uint32_t id = 0;
};

template <typename Derived, typename Item>
class Range;
}  // namespace internal

class Column;
class Copier;
class Elements;
class Entries;
class Members;
struct ErrorParts;

// A value of a Document: borrowed, cheap to copy. What is not there (a property
// that an object does not have) is a Value too, whose exists() is false, so
// that paths can be written without a check at each step.
//
// What does not fit the kind gives nothing: number() of a string is nullopt,
// [3] of a number does not exist.
//
// Ownership: borrows from its Document. Threads: a value.
class Value {
 public:
  Value() = default;

  bool exists() const { return index_ != nullptr; }
  explicit operator bool() const { return exists(); }

  // Never kReference or kEnd; of what does not exist, kHole. Containers are
  // kBegin….
  TokenKind kind() const;
  bool is_object() const { return kind() == TokenKind::kBeginObject; }
  bool is_array() const;
  bool is_null_or_undefined() const;

  // The same for all references to an object; nullopt for primitives.
  std::optional<uint32_t> id() const;

  // Of a number (not of a Number object or a Date; those are in token()).
  std::optional<double> number() const;
  std::optional<bool> boolean() const;

  // A string as it lies in the message.
  std::optional<Text> text() const;
  // In place where it is one-byte; ASCII or Latin-1.
  std::optional<absl::string_view> latin1() const;
  // "" for what is no string. Lone surrogates become U+FFFD.
  std::string ToUtf8() const;
  // Loses nothing.
  std::u16string ToUtf16() const;

  // A property: of an object, or of an array ("length" is in size()).
  Value operator[](absl::string_view utf8_key) const;
  Value operator[](const char* utf8_key) const {
    return (*this)[absl::string_view(utf8_key)];
  }
  // An element of an array; a hole does not exist.
  template <std::integral Index>
  Value operator[](Index index) const {
    return Element(static_cast<size_t>(index));
  }
  // The length of an array.
  uint32_t size() const;

  // Of an array or a Set, in order. Of a sparse array, as which older
  // V8s write whatever was made by `new Array(n)`, those that there are.
  Elements elements() const;
  // One property of each element: a column of a table whose rows are objects.
  // What element[utf8_key] gives for each of elements(), but faster, the more
  // the rows are alike. The key outlives the range.
  Column column(absl::string_view utf8_key) const;
  // Of an object, or the properties of an array that are no elements; of a
  // sparse array also its elements, with their indexes.
  Members members() const;
  // Of a Map.
  Entries entries() const;
  // Of an error; what it has not, does not exist.
  ErrorParts error() const;

  // The memory of a buffer, or the part that a view shows: in place, and empty
  // where ExternalBuffer::data is null.
  absl::Span<const uint8_t> bytes() const;

  // The buffer below a view.
  Value buffer() const;

  // The elements of a typed array, in place. InvalidArgument where it has other
  // elements. FailedPrecondition where they do not begin at a multiple of
  // alignof(T), which a buffer inside a message need not: take ToVector then.
  template <typename T>
  absl::StatusOr<absl::Span<const T>> span() const;
  // A copy of them, wherever they lie.
  template <typename T>
  absl::StatusOr<std::vector<T>> ToVector() const;

  // All there is to know of any value that holds no others: dates, buffers,
  // views, host objects.
  Token token() const;

 private:
  friend class Column;
  friend class Copier;
  friend class Document;
  friend class Elements;
  friend class Entries;
  friend class Members;

  // Follows a reference.
  Value(const internal::DocumentIndex* index, internal::Place place);

  // The object that has the id.
  static Value OfObject(const internal::DocumentIndex* index, uint32_t id);

  void Set(const internal::DocumentIndex* index, internal::Place place);
  void Follow();
  void SetObject(uint32_t id);
  uint8_t tag() const;
  Value Element(size_t index) const;
  Value Find(const Key& key) const;
  absl::Status CheckElements(absl::Span<const ViewType> types) const;

  const internal::DocumentIndex* index_ = nullptr;
  uint64_t offset_ = 0;  // Of the tag.
  uint32_t id_ = 0;      // Of the first object from there.
  // The buffer below the view that begins here.
  bool below_view_ = false;
};

struct ErrorParts {
  ErrorType type = ErrorType::kError;
  std::optional<Text> message;
  std::optional<Text> stack;
  Value cause;
};

namespace internal {

// The typed arrays whose elements are a T.
template <typename T>
absl::Span<const ViewType> ViewTypesOf();

}  // namespace internal

template <typename T>
absl::StatusOr<absl::Span<const T>> Value::span() const {
  absl::Status status = CheckElements(internal::ViewTypesOf<T>());
  if (!status.ok()) return status;
  absl::Span<const uint8_t> raw = bytes();
  if (reinterpret_cast<uintptr_t>(raw.data()) % alignof(T) != 0) {
    return absl::FailedPreconditionError(
        "The elements are not aligned in the message. Use ToVector.");
  }
  return absl::MakeConstSpan(reinterpret_cast<const T*>(raw.data()),
                             raw.size() / sizeof(T));
}

template <typename T>
absl::StatusOr<std::vector<T>> Value::ToVector() const {
  absl::Status status = CheckElements(internal::ViewTypesOf<T>());
  if (!status.ok()) return status;
  absl::Span<const uint8_t> raw = bytes();
  std::vector<T> elements(raw.size() / sizeof(T));
  if (!raw.empty()) std::memcpy(elements.data(), raw.data(), raw.size());
  return elements;
}

}  // namespace ferry::wire

#endif  // FERRY_WIRE_VALUE_H_
