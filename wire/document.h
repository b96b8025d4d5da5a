#ifndef FERRY_WIRE_DOCUMENT_H_
#define FERRY_WIRE_DOCUMENT_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/reader_options.h"
#include "ferry/wire/value.h"
#include "ferry/wire/value_ranges.h"  // IWYU pragma: export

namespace ferry::wire {

namespace internal {
class DocumentIndex;
}  // namespace internal

// A message to look things up in, without V8 and without a copy.
//
//   absl::StatusOr<wire::Document> doc = wire::Document::Open(message);
//   if (!doc.ok()) return doc.status();
//   double sum = 0;
//   for (wire::Value score : doc->root()["rows"].column("score")) {
//     sum += score.number().value_or(0);
//   }
//   std::string third = doc->root()["rows"][3]["name"].ToUtf8();
//
// Open checks the whole message as Reader does, in one pass, and notes where
// its objects are; values are decoded when they are asked for. An element is
// found in constant time, a property by going through its object's. A reference
// is the object that it names, so what JavaScript made a cycle is one here: who
// walks everything must note the ids that were met.
//
// Ownership: movable; borrows the bytes and everything in the MessageView,
// which outlive it and its values, and do not change. Threads: immutable, any
// number may read it at once. Errors: those of Reader; Unimplemented for
// version 0, whose objects come after their content: Transcode it first.
// Memory: 16 bytes for each object, and at most 1 for each other byte.
class Document {
 public:
  static absl::StatusOr<Document> Open(
      const MessageView& message,
      const ReaderOptions& options = kDefaultReaderOptions);

  Document(Document&& other) noexcept;
  Document& operator=(Document&& other) noexcept;
  ~Document();

  Value root() const;
  // The data of a host object, in the order of the host table.
  Value data(uint32_t number) const;

  const MessageView& message() const;
  uint32_t version() const;

 private:
  friend class Copier;

  explicit Document(std::unique_ptr<internal::DocumentIndex> index);

  // At a fixed place, because values point there.
  std::unique_ptr<internal::DocumentIndex> index_;
};

}  // namespace ferry::wire

#endif  // FERRY_WIRE_DOCUMENT_H_
