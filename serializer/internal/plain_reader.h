#ifndef FERRY_SERIALIZER_INTERNAL_PLAIN_READER_H_
#define FERRY_SERIALIZER_INTERNAL_PLAIN_READER_H_

#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "ferry/transfer/agent.h"
#include "ferry/transfer/internal/object_shapes.h"
#include "ferry/wire/cursor.h"

namespace ferry::internal {

// Makes plain data of V8's bytes: primitives, records, dense arrays, Maps, Sets
// and Dates, also where some are met several times. It takes about half the
// time of v8::ValueDeserializer, which is for the rest. What this reads, V8
// reads to the same value.
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

  // `bytes` outlive it.
  PlainReader(Agent& agent, v8::Local<v8::Context> context,
              absl::Span<const uint8_t> bytes)
      : isolate_(agent.isolate()),
        shapes_(agent.object_shapes()),
        context_(context),
        in_(bytes) {}

  PlainReader(const PlainReader&) = delete;
  PlainReader& operator=(const PlainReader&) = delete;

  // Once. The caller has a HandleScope open.
  Result Read(v8::Local<v8::Value>& value);

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
  bool ReadPrimitive(uint8_t tag, v8::Local<v8::Value>& value);
  bool ReadObjectValue(uint8_t tag, v8::Local<v8::Value>& value);
  bool ReadReference(v8::Local<v8::Value>& value);
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
  bool ReadRecordKey(ObjectShapes::Shape*& shape);
  // The same with the keys, from the first one on that no shape has.
  bool ReadProperties(ObjectShapes::Shape* shape, size_t base,
                      v8::Local<v8::Value>& value);
  bool ReadProperty();
  v8::Local<v8::Object> NewObject(absl::Span<v8::Local<v8::Name>> keys,
                                  absl::Span<v8::Local<v8::Value>> values);
  v8::Maybe<bool> AddElements(absl::Span<const Element> elements,
                              v8::Local<v8::Object> object);

  v8::Isolate* const isolate_;
  ObjectShapes& shapes_;
  const v8::Local<v8::Context> context_;
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
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_PLAIN_READER_H_
