#ifndef FERRY_WIRE_TOKEN_H_
#define FERRY_WIRE_TOKEN_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "ferry/wire/blink.h"
#include "ferry/wire/text.h"

namespace ferry::wire {

enum class TokenKind : uint8_t {
  kUndefined,
  kNull,
  kBoolean,  // boolean
  // All three with `number`; kInt32 and kUint32 are whole.
  kInt32,
  kUint32,
  kDouble,
  kBigInt,  // negative, bytes: little-endian magnitude, maybe zero at the end
  kString,  // text
  kHole,    // an element of an array that is not there

  // A value met before: id.
  kReference,

  // Containers; what is in them follows, then kEnd. All have `id`.
  kBeginObject,
  kBeginArray,        // length: so many elements come first, then properties
  kBeginSparseArray,  // length: properties only, most of them indexes
  kBeginMap,          // keys and values in turn
  kBeginSet,
  kBeginError,  // error_type; message, stack and cause follow, each if there is
  kEnd,         // id of the container

  // Objects without content of their own that follows. All have `id`.
  kDate,               // number: milliseconds since 1970, NaN if invalid
  kBooleanObject,      // boolean
  kNumberObject,       // number
  kBigIntObject,       // as kBigInt
  kStringObject,       // text
  kRegExp,             // text: source, flags: kRegExp…
  kArrayBuffer,        // buffer
  kSharedArrayBuffer,  // buffer
  kArrayBufferView,    // view, buffer: the one below it, new or met before
  kWasmModule,         // index
  kWasmMemory,         // max_pages (-1: none), memory64, buffer
  kSharedValue,        // index; has no id
  kHostObject,         // index into the host table
  kBlinkObject,        // blink
};

// Where in its container a value is.
enum class Role : uint8_t {
  kRoot,
  kElement,   // index
  kProperty,  // key
  kMapKey,
  kMapValue,
  kSetValue,
  kMessage,
  kStack,
  kCause,
};

enum class ErrorType : uint8_t {
  kError,
  kEvalError,
  kRangeError,
  kReferenceError,
  kSyntaxError,
  kTypeError,
  kUriError,
};

// Bits of a regular expression's flags.
enum RegExpFlag : uint32_t {
  kRegExpGlobal = 1,
  kRegExpIgnoreCase = 2,
  kRegExpMultiline = 4,
  kRegExpSticky = 8,
  kRegExpUnicode = 16,
  kRegExpDotAll = 32,
  kRegExpLinear = 64,
  kRegExpHasIndices = 128,
  kRegExpUnicodeSets = 256,
};

// The name of a property.
struct Key {
  enum class Kind : uint8_t { kString, kNumber };

  Kind kind = Kind::kString;
  Text text = {};     // kString
  double number = 0;  // kNumber: the property is named by its decimal form
};

enum class ViewType : uint8_t {
  kInt8 = 'b',
  kUint8 = 'B',
  kUint8Clamped = 'C',
  kInt16 = 'w',
  kUint16 = 'W',
  kInt32 = 'd',
  kUint32 = 'D',
  kFloat16 = 'h',
  kFloat32 = 'f',
  kFloat64 = 'F',
  kBigInt64 = 'q',
  kBigUint64 = 'Q',
  kDataView = '?',
};

// Bytes per element (1 for a DataView); 0 where `type` is none.
size_t ElementSize(ViewType type);

// The memory of an ArrayBuffer or SharedArrayBuffer.
struct Buffer {
  enum class Kind : uint8_t {
    kInline,           // bytes in the message
    kResizable,        // the same
    kImmutable,        // the same
    kTransferred,      // index: transfer id
    kShared,           // index: clone id
    kSharedImmutable,  // index: of the store
  };

  Kind kind = Kind::kInline;
  // Named by a reference: an earlier token has it.
  bool met_before = false;
  bool resizable = false;
  uint32_t id = 0;
  uint32_t index = 0;
  absl::Span<const uint8_t> bytes;
  size_t byte_length = 0;
  size_t max_byte_length = 0;  // Where it is resizable.

  bool shared() const { return kind == Kind::kShared; }
};

// A typed array or DataView.
struct View {
  ViewType type = ViewType::kUint8;
  bool length_tracking = false;
  // Written by this library's delegate, in a host object record.
  bool host_record = false;
  size_t byte_offset = 0;
  // For a length-tracking view: of the buffer as it is now.
  size_t byte_length = 0;
};

// The id of an object that no reference can name: those of version 0.
inline constexpr uint32_t kNoId = UINT32_MAX;

// One step of a Reader. Which fields mean something depends on `kind`; the
// others keep what an earlier token left there.
//
// Ownership: spans point into the message. Units: offsets and lengths in bytes,
// ids 0-based in the order in which V8 counts objects.
struct Token {
  TokenKind kind = TokenKind::kUndefined;
  Role role = Role::kRoot;
  bool boolean = false;
  bool negative = false;
  bool memory64 = false;
  ErrorType error_type = ErrorType::kError;
  uint32_t id = 0;
  uint32_t length = 0;
  uint32_t index = 0;
  uint32_t flags = 0;
  int32_t max_pages = 0;
  size_t offset = 0;  // Of the tag.
  double number = 0;
  Text text;
  absl::Span<const uint8_t> bytes;
  Key key;
  View view;
  Buffer buffer;
  BlinkObject blink;

  bool opens() const {
    return kind >= TokenKind::kBeginObject && kind <= TokenKind::kBeginError;
  }
};

}  // namespace ferry::wire

#endif  // FERRY_WIRE_TOKEN_H_
