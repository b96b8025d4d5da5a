#ifndef FERRY_WIRE_INTERNAL_TOKEN_WRITER_H_
#define FERRY_WIRE_INTERNAL_TOKEN_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/status.h"
#include "ferry/wire/internal/late_error_parts.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/reader_options.h"
#include "ferry/wire/token.h"
#include "ferry/wire/writer.h"

namespace ferry::wire::internal {

// Writes what a Reader reads into another message, where objects have other
// ids. `message` and `writer` outlive it.
class TokenWriter {
 public:
  // Asked before a buffer is written, which may lie below a view: whether it
  // wrote another one, and called Met.
  using ReplaceBuffer = std::function<bool(uint32_t id)>;

  TokenWriter(const MessageView& message, const ReaderOptions& options,
              Writer& writer, ReplaceBuffer replace_buffer = nullptr);

  // What the format has and this does not write; the writer's errors are its
  // own.
  const absl::Status& status() const { return status_; }

  // A whole token.
  void Write(const Token& token);

  // The same in two steps: what comes before the value; false where there is no
  // value to come.
  bool WriteRole(const Token& token);
  void WriteValue(const Token& token);

  // Object `id` of the message that is read is `written` in the other.
  void Met(uint32_t id, Writer::ObjectId written);
  // kNoId for an object that was not written.
  Writer::ObjectId IdOf(uint32_t id) const {
    return id < ids_.size() ? ids_[id] : kNoId;
  }

 private:
  struct Container {
    TokenKind kind;
    bool parts_written = false;  // Of an error.
  };

  void WriteView(const Token& token);
  void WriteBuffer(const Buffer& buffer);
  void WriteLateParts(const Token& error);
  void End();

  const MessageView& message_;
  const std::vector<LateErrorParts> late_;
  Writer& writer_;
  const ReplaceBuffer replace_buffer_;
  absl::Status status_;
  std::vector<Container> open_;
  // By the id that is read. They go up together, but not each object of one
  // message is an object of the other.
  std::vector<Writer::ObjectId> ids_;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_TOKEN_WRITER_H_
