#ifndef FERRY_WIRE_READER_H_
#define FERRY_WIRE_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/wire/cursor.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/reader_options.h"
#include "ferry/wire/reader_stacks.h"
#include "ferry/wire/token.h"

namespace ferry::wire {

namespace internal {
class BufferTable;
class CanonicalKey;
class DocumentIndex;
class KeySet;
class RowShape;
struct ReaderTables;
}  // namespace internal

// Reads a value in V8's serialization format, versions 0 to 16, token by token
// and without V8.
//
//   wire::Reader reader(bytes);
//   while (reader.Next()) {
//     const wire::Token& token = reader.token();
//     if (token.kind == wire::TokenKind::kInt32) sum += token.number;
//   }
//   if (!reader.ok()) return reader.status();
//
// What has come out is checked only as far as it was read: a message is known
// to be whole when Next has returned false and ok() is true.
//
// Like V8, one stream may hold several values; ids go on counting. NextValue
// goes to the next one.
//
// Differences from V8: patterns of regular expressions are not compiled; a
// message of version 13 that is read a second time (some V8 wrote version 14
// under that number) counts its ids from the beginning again; nothing may
// follow a host object tag but the records of this library; the parts of an
// error may come in any order, each once, and a WebAssembly.Memory directly
// holds its buffer.
//
// Ownership: borrows the bytes and everything in the MessageView. Threads:
// thread-compatible. Errors: DataLoss for bytes that are no value,
// ResourceExhausted for a limit, Unimplemented for a newer version; the message
// names the byte offset. After one, Next keeps returning false. Memory: at most
// 16 bytes for each byte read.
class Reader {
 public:
  explicit Reader(absl::Span<const uint8_t> bytes,
                  const ReaderOptions& options = kDefaultReaderOptions);
  explicit Reader(const MessageView& message,
                  const ReaderOptions& options = kDefaultReaderOptions);
  ~Reader();

  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Goes to the next token of this value. False at its end, and on an error.
  bool Next();

  // Valid until the next call of a method that is not const.
  const Token& token() const { return token_; }

  // After a token that opens a container: goes to its end, so that token() is
  // the kEnd. After any other token: nothing. Checks what it skips.
  bool Skip();

  // After any token: goes past the usual values that come next in this array or
  // object and hold no others, without a token for each; for those who look for
  // containers. Stops in an array before each index that `stride` divides.
  void SkipLeaves(uint32_t stride);

  // After the end of a value: whether another one begins here.
  bool NextValue();

  bool ok() const { return status_.ok(); }
  const absl::Status& status() const { return status_; }

  // 0 where the message has no header.
  uint32_t version() const { return version_; }
  // Of Blink's format; 0 where none was expected.
  uint32_t blink_version() const { return blink_version_; }
  // Where the next token begins.
  size_t position() const { return in_.offset(); }
  // The id of the next object.
  uint32_t next_id() const { return next_id_; }
  // Containers that are open.
  size_t depth() const { return frames_.size() - 1; }

 private:
  friend class internal::DocumentIndex;
  friend absl::Status Validate(const MessageView&, const ReaderOptions&);

  // One value of a message that was read before.
  struct Resumption {
    size_t position;
    uint32_t next_id;
    bool view_flags;
    const internal::BufferTable* buffers;
  };
  Reader(const MessageView& message, const ReaderOptions& options,
         const Resumption& from);

  using Frame = internal::Frame;
  using FrameKind = internal::FrameKind;

  void Start();
  void ReadHeader();
  bool ReadBlinkHeader();
  bool NextInRoot(Frame& frame);
  bool NextRare(Frame& frame);
  bool ReadHole();
  bool NextProperty(Frame& frame, uint8_t end_tag);
  bool NextInMap(Frame& frame);
  bool NextInSet(Frame& frame);
  bool CountComparisons();
  bool NextInError(Frame& frame);
  bool End(Frame& frame);
  bool EndObject(Frame& frame);
  void Close(Frame& frame);

  // Goes past the next element of an array, if it is an object of this shape.
  bool SkipRow(const internal::RowShape& shape);
  void SkipElements(Frame& frame, uint32_t stride);
  void SkipMembers(Frame& frame);

  // A value whose tag was read.
  bool ReadValue(uint8_t tag);
  bool ReadUsualValue(uint8_t tag);
  bool ReadRareValue(uint8_t tag);
  bool ReadDouble();
  bool ReadLatin1();
  bool ReadCounted(uint8_t tag);
  bool ReadReference();
  bool ReadBigInt();
  bool ReadString(uint8_t tag, Text& text);
  // A string of a String object, RegExp or error.
  bool ReadNestedString(Text& text);
  bool ReadDate();
  bool ReadRegExp();
  bool CountPatternWork();
  bool BeginDenseArray();
  bool BeginSparseArray();
  bool BeginError();
  bool ReadErrorTag(uint32_t& tag);
  bool Begin(FrameKind kind, TokenKind token, uint32_t length);
  // The same, not inline.
  bool Open(FrameKind kind, TokenKind token, uint32_t length);

  // A property key whose tag was read.
  bool ReadKey(Frame& frame, uint8_t tag);
  bool ReadRareKey(Frame& frame, uint8_t tag);
  bool CheckKey(Frame& frame, const internal::CanonicalKey& key,
                uint64_t offset);
  bool CheckElement(Frame& frame, const internal::CanonicalKey& key);
  bool AddToKeySet(Frame& frame, const internal::CanonicalKey& key,
                   uint64_t offset);
  internal::KeySet& TopKeySet(const Frame& frame);
  bool KeyEquals(const internal::CanonicalKey& key, uint64_t offset) const;
  Key KeyAt(uint64_t offset) const;
  bool DuplicateKey(uint64_t offset);

  // Buffers, the views on them, and what holds one.
  bool ReadBuffer(uint8_t tag);
  bool ReadBufferContent(uint8_t tag, Buffer& buffer);
  bool ReadExternal(absl::Span<const ExternalBuffer> table,
                    absl::string_view what, Buffer& buffer);
  bool ReadRecordBuffer(Buffer& buffer);
  bool ReadWasmTag(const Buffer& buffer);
  bool ReadLength(uint64_t& length);
  bool RegisterBuffer(Buffer& buffer, uint64_t offset);
  // A buffer as a nested value: new, or a reference.
  bool ReadNestedBuffer(Buffer& buffer, uint32_t reserved_id);
  bool FindBuffer(uint32_t id, Buffer& buffer);
  bool MaybeReadView(TokenKind kind);
  bool ReadView();
  bool CheckViewFlags(uint32_t flags);
  bool ReadHostObject();
  bool ReadHostView();
  bool ReadNodeView(uint32_t type);
  bool ReadBlinkObject();
  bool ReadBlinkObjectWithTag(uint8_t tag);
  bool ReadViewRecord(absl::Span<const uint8_t> record, size_t offset);
  bool ReadWasmModule();
  bool ReadWasmMemory();
  void SkipWasmTagOfMemory();
  bool ReadSharedValue();

  internal::ReaderTables& tables();

  bool NewObject(uint32_t& id) {
    id = next_id_;
    return next_id_++ < max_objects_ || Exhausted("objects");
  }

  // Of version 0.
  bool NextLegacyValue();
  bool NextLegacyProperty(Frame& frame);
  bool ReadLegacyNode(uint64_t node);

  // Of version 13.
  void ChooseViewFlags();

  bool Fail(size_t offset, absl::string_view what);
  bool FailHere(absl::string_view what) { return Fail(in_.offset(), what); }
  bool Truncated();
  bool Exhausted(absl::string_view limit);
  bool UnknownTag(uint8_t tag);
  bool CheckStrict();

  Cursor in_;
  internal::FrameStack frames_;
  Token token_;
  int64_t nodes_left_;
  uint64_t max_objects_;
  size_t max_depth_;
  uint32_t next_id_ = 0;
  uint32_t version_ = 0;
  uint32_t blink_version_ = 0;
  bool strict_;
  bool header_read_ = false;
  bool view_flags_ = false;
  bool long_lengths_ = false;
  // The value of an ArrayBufferView's record: its buffer is any transferred
  // one.
  const Buffer* record_buffer_ = nullptr;
  // Those of the whole message, where only a part is read again.
  const internal::BufferTable* known_buffers_ = nullptr;
  // V8 will read the message.
  bool is_for_v8_ = false;
  // A part of a message is read: while version 13 is tried without view flags,
  // and when values are read once more.
  bool probing_ = false;

  MessageView message_;
  const ReaderOptions options_;
  uint32_t values_read_ = 0;
  // Of objects and arrays.
  internal::KeyStack keys_;
  // Made when it is first needed: most messages are plain data.
  std::unique_ptr<internal::ReaderTables> tables_;
  absl::Status status_;
};

}  // namespace ferry::wire

#endif  // FERRY_WIRE_READER_H_
