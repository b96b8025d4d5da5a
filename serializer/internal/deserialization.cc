#include "ferry/serializer/internal/deserialization.h"

#include <v8-exception.h>

#include <optional>

#include "ferry/delegates/internal/deserializer_delegate.h"
#include "ferry/serializer/internal/message_fault.h"
#include "ferry/serializer/internal/message_tables.h"
#include "ferry/serializer/internal/plain_reader.h"
#include "ferry/serializer/internal/scripted/scripted_reader.h"

namespace ferry::internal {

Deserialization::Deserialization(Agent& agent, v8::Local<v8::Context> context,
                                 absl::Span<const uint8_t> bytes,
                                 const MessageParts& parts, Reads reads)
    : agent_(agent),
      context_(context),
      parts_(parts),
      bytes_(bytes),
      received_(agent, context, parts, reads) {}

v8::MaybeLocal<v8::Value> Deserialization::Run() {
  if (!has_parts()) return Read();
  // V8 makes objects in the current context.
  v8::Context::Scope scope(context_);
  v8::Local<v8::Value> value;
  if (received_.Make().IsNothing() || !Read().ToLocal(&value) ||
      received_.Complete().IsNothing()) {
    return {};
  }
  return value;
}

v8::MaybeLocal<v8::Value> Deserialization::Read() {
  if (has_parts()) return ReadNatively();
  ScriptedReader& scripted = ScriptedReader::Of(agent_);
  if (std::optional<v8::MaybeLocal<v8::Value>> value =
          scripted.Read(context_, bytes_)) {
    return *value;
  }
  v8::MaybeLocal<v8::Value> value = ReadNatively();
  scripted.OnNative();
  return value;
}

v8::MaybeLocal<v8::Value> Deserialization::ReadNatively() {
  PlainReader reader(agent_, context_, bytes_,
                     {.array_buffers = received_.array_buffers(),
                      .shared_array_buffers = parts_.shared_array_buffers,
                      .host_objects = received_.host_objects(),
                      .data_values = HostObjectCounts::Of(parts_).data_values});
  v8::Local<v8::Value> value;
  switch (reader.Read(value)) {
    case PlainReader::Result::kValue:
      if (has_parts() && SetData(reader.data_values()).IsNothing()) return {};
      return value;
    case PlainReader::Result::kThrown:
      return {};
    case PlainReader::Result::kNotPlain:
      break;
  }
  return ReadByV8();
}

v8::Maybe<void> Deserialization::SetData(
    absl::Span<const v8::Local<v8::Value>> values) {
  size_t next = 0;
  return received_.SetData([&] { return values[next++]; });
}

v8::MaybeLocal<v8::Value> Deserialization::ReadByV8() {
  DeserializerDelegate delegate(received_, bytes_);
  v8::TryCatch try_catch(agent_.isolate());
  v8::Local<v8::Value> value;
  if (delegate.ReadHeader().IsJust() && delegate.ReadValue().ToLocal(&value) &&
      delegate.ReadData().IsJust()) {
    return value;
  }
  if (!try_catch.HasTerminated()) {
    const ReadError error(try_catch, delegate.error());
    try_catch.Reset();
    Throw(error);
  }
  try_catch.ReThrow();
  return {};
}

void Deserialization::Throw(const ReadError& error) {
  if (error.is_plain()) {
    MessageFault fault = FindMessageFault(context_, bytes_, parts_,
                                          HostObjectCounts::Of(parts_));
    if (!fault.reason.empty()) {
      return ThrowMessageFault(agent_, context_, fault);
    }
    if (fault.has_buffers && error.reason().empty()) {
      return ThrowNoMemory(agent_.isolate());
    }
  }
  error.Throw(agent_, context_);
}

}  // namespace ferry::internal
