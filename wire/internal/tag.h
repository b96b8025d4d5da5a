#ifndef FERRY_WIRE_INTERNAL_TAG_H_
#define FERRY_WIRE_INTERNAL_TAG_H_

#include <cstdint>

namespace ferry::wire {

// The first byte of each value on the wire.
enum Tag : uint8_t {
  kTagPadding = 0x00,
  kTagVersion = 0xff,
  kTagUndefined = '_',
  kTagNull = '0',
  kTagTrue = 'T',
  kTagFalse = 'F',
  kTagHole = '-',
  kTagVerifyObjectCount = '?',
  kTagInt32 = 'I',
  kTagUint32 = 'U',
  kTagDouble = 'N',
  kTagBigInt = 'Z',
  kTagUtf8String = 'S',
  kTagLatin1String = '"',
  kTagUtf16String = 'c',
  kTagReference = '^',
  kTagBeginObject = 'o',
  kTagEndObject = '{',
  kTagBeginDenseArray = 'A',
  kTagEndDenseArray = '$',
  kTagBeginSparseArray = 'a',
  kTagEndSparseArray = '@',
  kTagDate = 'D',
  kTagTrueObject = 'y',
  kTagFalseObject = 'x',
  kTagNumberObject = 'n',
  kTagBigIntObject = 'z',
  kTagStringObject = 's',
  kTagRegExp = 'R',
  kTagBeginMap = ';',
  kTagEndMap = ':',
  kTagBeginSet = '\'',
  kTagEndSet = ',',
  kTagArrayBuffer = 'B',
  kTagResizableArrayBuffer = '~',
  kTagImmutableArrayBuffer = 'C',
  kTagSharedImmutableArrayBuffer = 'E',
  kTagTransferredArrayBuffer = 't',
  kTagSharedArrayBuffer = 'u',
  kTagArrayBufferView = 'V',
  kTagError = 'r',
  kTagWasmModule = 'w',
  kTagWasmMemory = 'm',
  kTagSharedValue = 'p',
  kTagHostObject = '\\',
};

// What follows kTagError, until kErrorEnd.
enum ErrorTag : uint8_t {
  kErrorEvalPrototype = 'E',
  kErrorRangePrototype = 'R',
  kErrorReferencePrototype = 'F',
  kErrorSyntaxPrototype = 'S',
  kErrorTypePrototype = 'T',
  kErrorUriPrototype = 'U',
  kErrorMessage = 'm',
  kErrorStack = 's',
  kErrorCause = 'c',
  kErrorEnd = '.',
};

// Bits of a view's flags.
enum ViewFlag : uint32_t {
  kViewLengthTracking = 1,
  // Of a resizable buffer that is not shared.
  kViewBackedByResizable = 2,
};

// What follows the clone id of a SharedArrayBuffer over WebAssembly memory.
enum WasmBufferTag : uint8_t {
  kWasmBufferFixed = 'f',
  kWasmBufferResizable = 'r',
  kWasmBufferWithMemory = 'w',
};

// What follows kTagHostObject in messages of this library.
enum HostRecord : uint32_t {
  kHostRecordObject = 0,
  kHostRecordView = 1,
};

// The message inside a kHostRecordView is shorter: its length follows a buffer,
// where V8 would take this byte for the tag of a view.
inline constexpr uint32_t kHostRecordViewLimit = kTagArrayBufferView;

}  // namespace ferry::wire

#endif  // FERRY_WIRE_INTERNAL_TAG_H_
