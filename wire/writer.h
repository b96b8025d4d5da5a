#ifndef FERRY_WIRE_WRITER_H_
#define FERRY_WIRE_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/wire/token.h"
#include "ferry/wire/v8_release.h"

namespace ferry::wire {

struct WriterOptions {
  // The oldest V8 that will read it: the writer refuses what that one cannot
  // read, and writes the rest so that it can.
  V8Release readable_by = {10, 0};
  // 13 to 16. 16 is taken by itself where a length needs it and `readable_by`
  // reads it.
  uint32_t version = kUsualVersion;
  // V8 reads with the machine's stack.
  uint32_t depth = 1 << 20;
  uint64_t bytes = uint64_t{1} << 30;
};

// Writes a value in V8's serialization format, for V8 to deserialize, without
// V8.
//
//   wire::Writer writer;
//   wire::Writer::ObjectId rows = writer.BeginArray(1);
//   writer.BeginObject();
//   writer.Key("id");
//   writer.Number(7);
//   writer.Key("rows");
//   writer.Reference(rows);
//   writer.EndObject();
//   writer.EndArray();
//   absl::StatusOr<std::vector<uint8_t>> bytes = std::move(writer).Finish();
//
// A call in the wrong place, or of what the reading V8 does not know, is noted;
// all later ones do nothing, and Finish returns the first such error. So calls
// need no checks of their own. The caller sees to it that no property comes
// twice: V8 refuses such an object.
//
// Ownership: the writer owns the bytes; arguments are copied. Threads:
// thread-compatible. Errors: FailedPrecondition for a call in the wrong place,
// InvalidArgument for a value that does not exist, Unimplemented for what
// `readable_by` or `version` does not have, ResourceExhausted for a limit.
// Units: bytes; milliseconds since 1970 for dates.
class Writer {
 public:
  // An object of this message, for Reference and ViewOf.
  using ObjectId = uint32_t;

  explicit Writer(const WriterOptions& options = {});

  void Undefined();
  void Null();
  void Boolean(bool value);
  void Int32(int32_t value);
  // As V8 writes it: an integer where it is one.
  void Number(double value);
  // |value| in little-endian bytes.
  void BigInt(bool negative, absl::Span<const uint8_t> magnitude);
  // Must be valid UTF-8.
  void String(absl::string_view utf8);
  void Latin1(absl::string_view bytes);
  void Utf16(absl::Span<const char16_t> units);
  void String(const Text& text);
  void Reference(ObjectId id);

  // Between them: Key, then a value, and so on.
  ObjectId BeginObject();
  void EndObject();
  // As values; an array's own properties come after its elements.
  void Key(absl::string_view utf8);
  void Key(double number);
  void Key(const wire::Key& key);

  // Exactly `length` elements, each a value or Hole().
  ObjectId BeginArray(uint32_t length);
  void Hole();
  void EndArray();
  // Keys and values only; `length` may be more than there are.
  ObjectId BeginSparseArray(uint32_t length);
  void EndSparseArray();
  // Keys and values in turn.
  ObjectId BeginMap();
  void EndMap();
  ObjectId BeginSet();
  void EndSet();

  ObjectId Date(double time);
  ObjectId BooleanObject(bool value);
  ObjectId NumberObject(double value);
  ObjectId BigIntObject(bool negative, absl::Span<const uint8_t> magnitude);
  ObjectId StringObject(const Text& text);
  // The source as in RegExp.prototype.source; RegExpFlag bits. Is not compiled.
  ObjectId RegExp(const Text& source, uint32_t flags);

  // Then message, stack and cause, each if there is one and in this order;
  // after Cause() comes its value.
  ObjectId BeginError(ErrorType type);
  void Message(const Text& text);
  void Stack(const Text& text);
  void Cause();
  void EndError();

  ObjectId ArrayBuffer(absl::Span<const uint8_t> bytes);
  // A V8 before 11.0 gets one of a fixed length, as V8 10 itself wrote them.
  ObjectId ResizableArrayBuffer(absl::Span<const uint8_t> bytes,
                                size_t max_byte_length);
  ObjectId ImmutableArrayBuffer(absl::Span<const uint8_t> bytes);
  // Numbers of the tables that travel with the message.
  ObjectId TransferredArrayBuffer(uint32_t transfer_id);
  // The memory of a WebAssembly.Memory has a mark, which is written where
  // `readable_by` reads it; no other V8 can read such a message.
  enum class SharedMemory : uint8_t { kPlain, kWasmFixed, kWasmResizable };
  ObjectId SharedArrayBuffer(uint32_t clone_id,
                             SharedMemory memory = SharedMemory::kPlain);
  ObjectId WasmModule(uint32_t transfer_id);
  // Between them: a shared buffer, or a Reference to one. `max_pages` is -1
  // where there is no maximum. Written for the very V8 that is `readable_by`.
  ObjectId BeginWasmMemory(int32_t max_pages, bool memory64 = false);
  void EndWasmMemory();
  void SharedValue(uint32_t conveyor_id);

  // A typed array or DataView of all of `bytes`, with a new buffer.
  ObjectId TypedArray(ViewType type, absl::Span<const uint8_t> bytes);
  // A view on the buffer that was written immediately before, or was met.
  // `length_tracking` needs a resizable buffer.
  struct ViewOptions {
    size_t byte_offset = 0;
    size_t byte_length = 0;
    bool length_tracking = false;
    // A transferred buffer is resizable. (The writer knows of the others.)
    bool resizable_buffer = false;
  };
  ObjectId View(ViewType type, const ViewOptions& options);

  // A view as a record of this library, between them its buffer or a Reference
  // to it: for messages that carry big buffers beside their bytes.
  ObjectId BeginHostView();
  void EndHostView(ViewType type, const ViewOptions& options);

  // A record of this library: an index into the message's host table.
  ObjectId HostObject(uint32_t index);

  bool ok() const { return status_.ok(); }
  const absl::Status& status() const { return status_; }

  // The message, with its header. FailedPrecondition where something is open.
  absl::StatusOr<std::vector<uint8_t>> Finish() &&;

 private:
  enum class Container : uint8_t {
    kRoot,
    kObject,
    kArray,
    kSparseArray,
    kMap,
    kSet,
    kError,
    kBufferHolder,
  };
  struct Frame {
    Container container = Container::kRoot;
    bool key_written = false;  // A property's value, or a cause, comes next.
    uint32_t count = 0;        // Properties; other values; error parts.
    uint32_t elements = 0;     // Of an array, so far.
    uint32_t length = 0;
  };

  // What is known of a buffer that was written.
  struct BufferFacts {
    ObjectId id;
    bool external = false;  // Its length is not known here.
    bool resizable = false;
    bool shared = false;
    size_t byte_length = 0;
  };

  bool BeginValue();
  ObjectId BeginObjectValue(uint8_t tag);
  void Open(Container container, uint32_t length = 0);
  bool Close(Container container, uint8_t tag);
  bool BeginKey();
  bool BeginErrorPart(uint32_t part, uint8_t tag);
  ObjectId ExternalBuffer(uint8_t tag, uint32_t number, bool shared);
  ObjectId AddBuffer(const BufferFacts& facts);
  bool CheckView(ViewType type, const ViewOptions& options);
  uint32_t ViewFlags(const ViewOptions& options) const;
  void PutView(ViewType type, const ViewOptions& options);
  bool CloseBufferHolder();
  void PutByte(uint8_t byte);
  void PutVarint(uint64_t value);
  void PutZigZag(int32_t value);
  void PutLength(uint64_t value);
  void PutDouble(double value);
  void PutBytes(absl::Span<const uint8_t> bytes);
  void PutNumber(double value);
  void PutBigInt(bool negative, absl::Span<const uint8_t> magnitude);
  void PutText(const Text& text);
  void PutUnits(absl::Span<const char16_t> units);
  // Units as they lie in a message.
  void PutUtf16(const uint8_t* data, size_t bytes);
  bool Need(bool known, absl::string_view what);
  bool Wrong(absl::string_view what);
  bool Invalid(absl::string_view what);
  void Fail(absl::Status status);

  const WriterOptions options_;
  uint32_t version_;
  std::vector<uint8_t> bytes_;
  std::vector<Frame> frames_;
  std::vector<BufferFacts> buffers_;  // By id, ascending.
  // The last value, if it is a buffer: a view would take it.
  const BufferFacts* last_buffer_ = nullptr;
  uint32_t next_id_ = 0;
  absl::Status status_;
};

}  // namespace ferry::wire

#endif  // FERRY_WIRE_WRITER_H_
