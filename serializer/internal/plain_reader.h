#ifndef FERRY_SERIALIZER_INTERNAL_PLAIN_READER_H_
#define FERRY_SERIALIZER_INTERNAL_PLAIN_READER_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-value-serializer.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/serializer/internal/object_shapes.h"
#include "ferry/wire/cursor.h"

namespace ferry::internal {

// What the bytes of a message name by a number. It is made before they are
// read: reading runs no user code.
struct ReaderParts {
  // By transfer id.
  absl::Span<const v8::Local<v8::ArrayBuffer>> array_buffers = {};
  // SharedArrayBuffers, by clone id.
  absl::Span<const std::shared_ptr<v8::BackingStore>> shared_array_buffers = {};
  // The host table.
  absl::Span<const v8::Local<v8::Object>> host_objects = {};
  // Values after the main one, in the same bytes: the data of host objects.
  size_t data_values = 0;
};

// Makes plain data of V8's bytes: primitives, records, dense arrays, Maps, Sets
// and Dates, also where some are met several times. It takes about half the
// time of v8::ValueDeserializer, which is for the rest. Between them may be
// buffers, views on them, host objects, regular expressions, errors and objects
// of primitives. What this reads, V8 reads to the same value.
//
// Stack only. The bytes are V8's, or wire::Validate has accepted them: it does
// not look for a key that an object has twice. No bytes can do harm.
class PlainReader {
 public:
  enum class Result {
    kValue,
    // Nothing happened: V8 must say what it is, or what is wrong with it.
    kNotPlain,
    // An exception is pending, or execution is terminating.
    kThrown,
  };

  // `bytes` and what `parts` refer to outlive it.
  PlainReader(Agent& agent, v8::Local<v8::Context> context,
              absl::Span<const uint8_t> bytes, const ReaderParts& parts = {})
      : agent_(agent),
        isolate_(agent.isolate()),
        shapes_(internal::ObjectShapes::Of(agent)),
        context_(context),
        parts_(parts),
        in_(bytes) {}

  PlainReader(const PlainReader&) = delete;
  PlainReader& operator=(const PlainReader&) = delete;

  // Once. The caller has a HandleScope open.
  Result Read(v8::Local<v8::Value>& value);

  // The values that followed, after kValue.
  absl::Span<const v8::Local<v8::Value>> data_values() const {
    return data_values_;
  }

 private:
  // Whether the objects of the message are kept, so that references to them can
  // be followed. Few messages have any.
  enum class Keep { kNothing, kObjects };
  using Locals = absl::InlinedVector<v8::Local<v8::Value>, 16>;
  class ObjectScope;
  // A property whose key is an array index.
  struct Element {
    uint32_t index;
    v8::Local<v8::Value> value;
  };

  // These return false where the value is not plain, or after a throw.
  bool ReadMessage(Keep keep, v8::Local<v8::Value>& value);
  bool ReadValue(v8::Local<v8::Value>& value);
  bool ReadRareValue(uint8_t tag, v8::Local<v8::Value>& value);
  bool ReadObjectValue(uint8_t tag, v8::Local<v8::Value>& value);
  bool ReadReference(v8::Local<v8::Value>& value);
  bool ReadBigInt(v8::Local<v8::Value>& value);
  bool ReadLatin1String(v8::NewStringType type, v8::Local<v8::Value>& value);
  bool ReadUtf16String(v8::NewStringType type, v8::Local<v8::Value>& value);
  bool ReadDate(v8::Local<v8::Value>& value);
  bool ReadArray(v8::Local<v8::Value>& value);
  bool ReadMap(v8::Local<v8::Value>& value);
  bool ReadSet(v8::Local<v8::Value>& value);
  bool ReadEnd(uint8_t end_tag, uint32_t count);

  // Records: the values wait on the stack, for as long as the keys are those of
  // a shape without them.
  bool ReadRecord(v8::Local<v8::Value>& value);
  bool ReadUsualKey(ObjectShapes::Shape*& shape);
  bool ReadRecordKey(ObjectShapes::Shape*& shape, ObjectShapes::Lesson& lesson);
  // The same with the keys, from the first one on that no shape has.
  bool ReadProperties(ObjectShapes::Shape* shape, size_t base,
                      v8::Local<v8::Value>& value);
  bool ReadProperty();
  v8::Maybe<void> AddElements(absl::Span<const Element> elements,
                              v8::Local<v8::Object> object);

  // Buffers, where `tag` begins one or is a reference, and the view that may
  // follow a value that is one.
  bool ReadBuffer(uint8_t tag, v8::Local<v8::Value>& value);
  bool ReadInlineBuffer(v8::Local<v8::Value>& value);
  v8::MaybeLocal<v8::ArrayBuffer> CopyLarge(absl::Span<const uint8_t> bytes);
  bool WasmBufferTagMayFollow() const;
  bool ReadLength(uint64_t& length);
  bool ViewFollows() const;
  bool MaybeReadView(v8::Local<v8::Value>& value);
  bool MakeView(v8::Local<v8::Value> buffer, absl::Span<const uint8_t> record,
                v8::Local<v8::Value>& value);

  bool ReadHostObject(v8::Local<v8::Value>& value);
  bool ReadHostView(v8::Local<v8::Value>& value);

  // Objects that hold primitives and nothing else.
  bool ReadPrimitiveObject(uint8_t tag, v8::Local<v8::Value>& value);
  bool ReadString(v8::Local<v8::Value>& value);
  bool ReadRegExp(v8::Local<v8::Value>& value);
  bool ErrorHoldsStringsOnly() const;
  // Has V8 read the value whose tag was read and which refers to no other one.
  bool ReadByV8(v8::Local<v8::Value>& value);
  // Whether `make`, a call of V8, was successful. What it throws is forgotten:
  // V8 throws it again when it reads the whole message.
  bool Try(absl::FunctionRef<bool()> make);

  // Of an object that is finished.
  void AddObject(v8::Local<v8::Value> object) {
    if (keep_ == Keep::kObjects) objects_.push_back(object);
  }

  Agent& agent_;
  v8::Isolate* const isolate_;
  ObjectShapes& shapes_;
  const v8::Local<v8::Context> context_;
  const ReaderParts parts_;
  wire::Cursor in_;
  int depth_ = 0;
  Keep keep_ = Keep::kNothing;
  bool has_references_ = false;
  bool thrown_ = false;
  // Elements and property values of the objects that are being read.
  Locals values_;
  // Of the objects whose keys are not those of a shape.
  ObjectShapes::Keys keys_;
  absl::InlinedVector<Element, 4> elements_;
  // By id; empty while an object is being read.
  Locals objects_;
  std::vector<v8::Local<v8::Value>> data_values_;
  // Of large buffers in the bytes, in their order: reading once more does not
  // copy them once more.
  std::vector<std::shared_ptr<v8::BackingStore>> large_copies_;
  size_t next_large_copy_ = 0;
  // Is somewhere before `in_`.
  std::optional<v8::ValueDeserializer> v8_reader_;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_PLAIN_READER_H_
