#include "ferry/wire/copier.h"

#include <optional>

#include "ferry/wire/internal/document_index.h"
#include "ferry/wire/internal/token_writer.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {
namespace {

// Whether the token's value may be referred to by an id of its own.
bool HasId(const Token& token) {
  return token.kind >= TokenKind::kBeginObject &&
         token.kind != TokenKind::kEnd &&
         token.kind != TokenKind::kSharedValue && token.id != kNoId;
}

}  // namespace

Copier::Copier(const Document& document, Writer& writer)
    : document_(document),
      writer_(writer),
      tokens_(std::make_unique<internal::TokenWriter>(
          document.message(), document.index_->options(), writer,
          [this](uint32_t id) { return WriteReplacedObject(id); })) {}

Copier::~Copier() = default;

void Copier::AddReplacement(const Value& value, WriteFunction write) {
  if (!value.exists()) {
    status_ = absl::InvalidArgumentError(
        "A value that does not exist cannot be replaced.");
    return;
  }
  if (std::optional<uint32_t> id = value.id()) {
    replaced_objects_[*id] = std::move(write);
  } else {
    replaced_primitives_[value.offset_] = std::move(write);
  }
}

absl::Status Copier::CopyAll() {
  absl::Status status = Copy(document_.root());
  for (uint32_t i = 0; status.ok() && i < document_.message().data_values;
       ++i) {
    status = Copy(document_.data(i));
  }
  return status;
}

absl::Status Copier::Copy(const Value& value) {
  if (!value.exists() && status_.ok()) {
    status_ = absl::InvalidArgumentError(
        "A value that does not exist cannot be copied.");
  }
  if (status_.ok()) Begin(value);
  while (status_.ok() && writer_.ok() && !readers_.empty()) Step();
  if (status_.ok()) status_ = tokens_->status();
  return status_.ok() ? writer_.status() : status_;
}

// Writes `value`, or begins to.
void Copier::Begin(const Value& value) {
  Token token = value.token();
  if (WriteReplacement(token)) return;
  if (!token.opens()) return tokens_->WriteValue(token);
  readers_.emplace_back(new Reader(
      value.index_->ReaderAt({.offset = value.offset_, .id = value.id_})));
}

void Copier::Step() {
  Reader& reader = *readers_.back();
  if (!reader.Next()) {
    status_ = reader.status();
    readers_.pop_back();
    return;
  }
  const Token& token = reader.token();
  if (!tokens_->WriteRole(token)) return;
  if (WriteReplacement(token)) {
    reader.Skip();
  } else if (token.kind == TokenKind::kReference) {
    Begin(Value::OfObject(document_.index_.get(), token.id));
  } else {
    tokens_->WriteValue(token);
  }
}

// Whether something was written instead of the token's value: what replaces it,
// or a reference to what was written before.
bool Copier::WriteReplacement(const Token& token) {
  bool reference = token.kind == TokenKind::kReference;
  if (!reference && !HasId(token)) {
    auto found = replaced_primitives_.find(token.offset);
    if (found == replaced_primitives_.end()) return false;
    found->second(writer_);
    return true;
  }
  if (tokens_->IdOf(token.id) != kNoId) {
    writer_.Reference(tokens_->IdOf(token.id));
    return true;
  }
  return WriteReplacedObject(token.id);
}

bool Copier::WriteReplacedObject(uint32_t id) {
  auto found = replaced_objects_.find(id);
  if (found == replaced_objects_.end()) return false;
  tokens_->Met(id, found->second(writer_));
  return true;
}

}  // namespace ferry::wire
