#include "ferry/wire/document.h"

#include <utility>

#include "ferry/wire/internal/document_index.h"

namespace ferry::wire {

absl::StatusOr<Document> Document::Open(const MessageView& message,
                                        const ReaderOptions& options) {
  auto index = std::make_unique<internal::DocumentIndex>(message, options);
  if (!index->status().ok()) return index->status();
  return Document(std::move(index));
}

Document::Document(std::unique_ptr<internal::DocumentIndex> index)
    : index_(std::move(index)) {}
Document::Document(Document&& other) noexcept = default;
Document& Document::operator=(Document&& other) noexcept = default;
Document::~Document() = default;

Value Document::root() const {
  return Value(index_.get(), index_->roots().front());
}

Value Document::data(uint32_t number) const {
  if (size_t{number} + 1 >= index_->roots().size()) return Value();
  return Value(index_.get(), index_->roots()[number + 1]);
}

const MessageView& Document::message() const { return index_->message(); }

uint32_t Document::version() const { return index_->version(); }

}  // namespace ferry::wire
