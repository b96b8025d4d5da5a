#include "ferry/serializer/internal/deserialization.h"

#include <v8-array-buffer.h>
#include <v8-exception.h>
#include <v8-message.h>

#include <memory>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "ferry/agent/strings.h"
#include "ferry/delegates/internal/buffer_copy.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/serializer/internal/message_fault.h"
#include "ferry/serializer/internal/message_tables.h"
#include "ferry/serializer/internal/plain_reader.h"

namespace ferry::internal {
namespace {

bool IsOf(v8::Local<v8::Value> error, absl::string_view class_name) {
  return !error.IsEmpty() && error->IsNativeError() &&
         Describe(v8::Isolate::GetCurrent(), error.As<v8::Object>()) ==
             class_name;
}

void ThrowNoMemory(v8::Isolate* isolate) {
  isolate->ThrowException(v8::Exception::RangeError(
      NewString(isolate, "Array buffer allocation failed")));
}

// What V8 says where its stack ends.
constexpr absl::string_view kStackOverflow =
    "RangeError: Maximum call stack size exceeded";
constexpr absl::string_view kTooDeep =
    "Maximum call stack size exceeded: the value is nested more deeply than "
    "the stack of this thread carries. Read it where V8 has a larger one, or "
    "set a Limits::depth that refuses it before.";

bool IsStackOverflow(v8::Isolate* isolate, v8::Local<v8::Message> message) {
  return !message.IsEmpty() &&
         absl::EndsWith(ToUtf8(isolate, message->Get()), kStackOverflow);
}

}  // namespace

Deserialization::Deserialization(Agent& agent, v8::Local<v8::Context> context,
                                 absl::Span<const uint8_t> bytes,
                                 const MessageParts& parts, Reads reads)
    : agent_(agent),
      context_(context),
      parts_(parts),
      reads_(reads),
      delegate_(agent, context, parts),
      bytes_(bytes) {}

v8::MaybeLocal<v8::Value> Deserialization::Run() {
  if (!has_parts()) return Read();
  // V8 makes objects in the current context.
  v8::Context::Scope scope(context_);
  v8::Local<v8::Value> value;
  if (delegate_.MakeHostObjects().IsNothing() ||
      MakeArrayBuffers().IsNothing() || !Read().ToLocal(&value) ||
      delegate_.FinalizeHostObjects().IsNothing()) {
    delegate_.DiscardHostObjects();
    return {};
  }
  return value;
}

v8::MaybeLocal<v8::Value> Deserialization::Read() {
  PlainReader reader(agent_, context_, bytes_,
                     {.array_buffers = array_buffers_,
                      .shared_array_buffers = parts_.shared_array_buffers,
                      .host_objects = delegate_.host_objects(),
                      .data_values = HostObjectCounts::Of(parts_).data_values});
  v8::Local<v8::Value> value;
  switch (reader.Read(value)) {
    case PlainReader::Result::kValue:
      if (has_parts()) delegate_.SetHostObjectData(reader.data_values());
      return value;
    case PlainReader::Result::kThrown:
      return {};
    case PlainReader::Result::kNotPlain:
      break;
  }
  return ReadByV8OrThrow();
}

v8::MaybeLocal<v8::Value> Deserialization::ReadByV8OrThrow() {
  v8::TryCatch try_catch(agent_.isolate());
  v8::Local<v8::Value> value;
  if (ReadByV8().ToLocal(&value)) return value;
  if (!try_catch.HasTerminated()) {
    v8::Local<v8::Value> error = try_catch.Exception();
    v8::Local<v8::Message> message = try_catch.Message();
    try_catch.Reset();
    ThrowReadError(error, message);
  }
  try_catch.ReThrow();
  return {};
}

v8::Maybe<bool> Deserialization::MakeArrayBuffers() {
  v8::Isolate* isolate = agent_.isolate();
  array_buffers_.reserve(parts_.array_buffers.size());
  for (size_t i = 0; i < parts_.array_buffers.size(); ++i) {
    bool is_transferred = i < parts_.transferred_array_buffers;
    const std::shared_ptr<v8::BackingStore>& store = parts_.array_buffers[i];
    v8::Local<v8::ArrayBuffer> buffer;
    if (is_transferred || reads_ == Reads::kOnce) {
      buffer = v8::ArrayBuffer::New(isolate, store);
    } else if (!NewBufferLike(context_, *store).ToLocal(&buffer)) {
      ThrowNoMemory(isolate);
      return v8::Nothing<bool>();
    }
    array_buffers_.push_back(buffer);
  }
  return v8::Just(true);
}

v8::MaybeLocal<v8::Value> Deserialization::ReadByV8() {
  deserializer_.emplace(agent_.isolate(), bytes_.data(), bytes_.size(),
                        &delegate_);
  delegate_.set_deserializer(&*deserializer_);
  for (size_t i = 0; i < array_buffers_.size(); ++i) {
    deserializer_->TransferArrayBuffer(static_cast<uint32_t>(i),
                                       array_buffers_[i]);
  }
  v8::Local<v8::Value> value;
  if (deserializer_->ReadHeader(context_).IsNothing() ||
      !deserializer_->ReadValue(context_).ToLocal(&value) ||
      delegate_.ReadHostObjectData().IsNothing()) {
    return {};
  }
  return value;
}

void Deserialization::ThrowReadError(v8::Local<v8::Value> error,
                                     v8::Local<v8::Message> message) {
  v8::Isolate* isolate = agent_.isolate();
  if (IsOf(error, "RangeError")) {  // No stack, or no memory, is left.
    isolate->ThrowException(
        IsStackOverflow(isolate, message)
            ? v8::Exception::RangeError(NewString(isolate, kTooDeep))
            : error);
    return;
  }
  std::string reason = delegate_.error();
  if (IsOf(error, "Error")) {  // V8 has no words of its own for this.
    MessageFault fault = FindMessageFault(context_, bytes_, parts_,
                                          HostObjectCounts::Of(parts_));
    if (!fault.reason.empty()) {
      return ThrowMessageFault(agent_, context_, fault);
    }
    if (fault.has_buffers && reason.empty()) {
      return ThrowNoMemory(isolate);
    }
  }
  if (reason.empty() && !message.IsEmpty()) {
    std::string text = ToUtf8(isolate, message->Get());
    reason = absl::StrCat("V8 says: ", absl::StripPrefix(text, "Uncaught "));
  }
  ThrowDataCloneError(
      agent_, context_,
      absl::StrCat("The serialized data could not be read. ", reason));
}

std::vector<v8::Local<v8::Object>> Deserialization::TakeTransferred() {
  const size_t buffers =
      parts_.transferred_array_buffers - parts_.nested_array_buffers;
  absl::Span<const v8::Local<v8::Object>> objects = delegate_.host_objects();
  objects = objects.first(parts_.transferred_host_objects -
                          parts_.nested_host_objects);
  std::vector<v8::Local<v8::Object>> transferred(
      array_buffers_.begin(), array_buffers_.begin() + buffers);
  transferred.insert(transferred.end(), objects.begin(), objects.end());
  return transferred;
}

}  // namespace ferry::internal
