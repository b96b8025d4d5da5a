#include "ferry/serializer/internal/deserialization.h"

#include <v8-array-buffer.h>
#include <v8-exception.h>
#include <v8-message.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ferry/serializer/internal/plain_reader.h"
#include "ferry/transfer/dom_exception.h"
#include "ferry/transfer/internal/buffer_copy.h"
#include "ferry/transfer/internal/strings.h"

namespace ferry::internal {

Deserialization::Deserialization(Agent& agent, v8::Local<v8::Context> context,
                                 absl::Span<const uint8_t> bytes,
                                 const MessageParts& parts, Reads reads,
                                 BytesFrom bytes_from)
    : agent_(agent),
      context_(context),
      parts_(parts),
      reads_(reads),
      bytes_from_(bytes_from),
      delegate_(agent, context, parts),
      bytes_(bytes) {}

v8::MaybeLocal<v8::Value> Deserialization::Run() {
  bool has_parts =
      !parts_.host_objects.empty() || !parts_.array_buffers.empty();
  if (!has_parts) {
    v8::Local<v8::Value> value;
    switch (PlainReader(agent_, context_, bytes_).Read(value)) {
      case PlainReader::Result::kValue:
        return value;
      case PlainReader::Result::kThrown:
        return {};
      case PlainReader::Result::kNotPlain:
        break;
    }
    return ReadOrThrow();
  }
  // V8 makes objects in the current context.
  v8::Context::Scope scope(context_);
  v8::Local<v8::Value> value;
  if (delegate_.MakeHostObjects().IsNothing() ||
      !ReadOrThrow().ToLocal(&value) ||
      delegate_.FinalizeHostObjects().IsNothing()) {
    delegate_.DiscardHostObjects();
    return {};
  }
  return value;
}

v8::MaybeLocal<v8::Value> Deserialization::ReadOrThrow() {
  // Bytes of this call are right; what V8 throws here (RangeError where the
  // value is nested too deeply, or memory is out) needs no other words, and a
  // TryCatch is measurable on small objects.
  if (bytes_from_ == BytesFrom::kThisCall) return Read();
  v8::TryCatch try_catch(agent_.isolate());
  v8::Local<v8::Value> value;
  if (Read().ToLocal(&value)) return value;
  if (!try_catch.HasTerminated()) {
    v8::Local<v8::Message> message = try_catch.Message();
    try_catch.Reset();
    ThrowReadError(message);
  }
  try_catch.ReThrow();
  return {};
}

v8::Maybe<bool> Deserialization::MakeArrayBuffers() {
  v8::Isolate* isolate = agent_.isolate();
  for (size_t i = 0; i < parts_.array_buffers.size(); ++i) {
    bool is_transferred = i < parts_.transferred_array_buffers;
    std::shared_ptr<v8::BackingStore> store = parts_.array_buffers[i];
    if (!is_transferred && reads_ == Reads::kOften) {
      store = CopyStore(isolate, *store);
    }
    if (store == nullptr) {
      isolate->ThrowException(v8::Exception::RangeError(
          NewString(isolate, "Array buffer allocation failed")));
      return v8::Nothing<bool>();
    }
    v8::Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(isolate, store);
    deserializer_->TransferArrayBuffer(static_cast<uint32_t>(i), buffer);
    if (is_transferred) transferred_.push_back(buffer);
  }
  return v8::Just(true);
}

v8::MaybeLocal<v8::Value> Deserialization::Read() {
  deserializer_.emplace(agent_.isolate(), bytes_.data(), bytes_.size(),
                        &delegate_);
  delegate_.set_deserializer(&*deserializer_);
  v8::Local<v8::Value> value;
  if (MakeArrayBuffers().IsNothing() ||
      deserializer_->ReadHeader(context_).IsNothing() ||
      !deserializer_->ReadValue(context_).ToLocal(&value) ||
      delegate_.ReadHostObjectData().IsNothing()) {
    return {};
  }
  return value;
}

void Deserialization::ThrowReadError(v8::Local<v8::Message> message) {
  std::string reason = delegate_.error();
  if (reason.empty() && !message.IsEmpty()) {
    std::string text = ToUtf8(agent_.isolate(), message->Get());
    reason = absl::StrCat("V8 says: ", absl::StripPrefix(text, "Uncaught "));
  }
  ThrowDataCloneError(
      agent_, context_,
      absl::StrCat("The serialized data could not be read. ", reason));
}

std::vector<v8::Local<v8::Object>> Deserialization::TakeTransferred() {
  absl::Span<const v8::Local<v8::Object>> objects = delegate_.host_objects();
  objects = objects.first(parts_.transferred_host_objects);
  transferred_.insert(transferred_.end(), objects.begin(), objects.end());
  return std::move(transferred_);
}

}  // namespace ferry::internal
