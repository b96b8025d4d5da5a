#include "ferry/shell/blob_class.h"

#include <v8-array-buffer.h>
#include <v8-function-callback.h>
#include <v8-maybe.h>
#include <v8-template.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/strip.h"
#include "ferry/agent/strings.h"
#include "ferry/shell/bindings.h"
#include "ferry/shell/blob.h"
#include "ferry/shell/blob_parts.h"
#include "ferry/shell/native_classes.h"
#include "ferry/shell/numbers.h"
#include "ferry/shell/promises.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry::shell {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

void Construct(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!info.IsConstructCall()) {
    return ThrowTypeError(isolate, "Class constructor Blob needs 'new'.");
  }
  Agent& agent = Environment::From(isolate).agent();
  BlobData data;
  if (!TakeBlobArguments(agent, isolate->GetCurrentContext(), info[0], info[1],
                         data)) {
    return;
  }
  WrapperRegistry::Of(agent).Wrap(info.This(),
                                  std::make_unique<Blob>(std::move(data)));
}

// The Blob that a method was called on: each has a signature, so that V8 lets
// nothing else through.
const BlobData& This(const Info& info) {
  return static_cast<Blob*>(
             WrapperRegistry::Of(Environment::From(info.GetIsolate()).agent())
                 .Unwrap(info.This()))
      ->data();
}

void Size(const Info& info) {
  info.GetReturnValue().Set(static_cast<double>(This(info).bytes.size()));
}

void Type(const Info& info) {
  info.GetReturnValue().Set(NewString(info.GetIsolate(), This(info).type));
}

// One end of a slice: from the Blob's end where it is negative, and always
// inside.
bool TakeEnd(const Info& info, int argument, int64_t otherwise, int64_t& end) {
  const auto size = static_cast<int64_t>(This(info).bytes.size());
  end = otherwise;
  if (!info[argument]->IsUndefined() &&
      !ToClamped(info.GetIsolate()->GetCurrentContext(), info[argument])
           .To(&end)) {
    return false;
  }
  end = end < 0 ? std::max(size + end, int64_t{0}) : std::min(end, size);
  return true;
}

void Slice(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  const BlobData& blob = This(info);
  int64_t begin;
  int64_t end;
  BlobData part;
  if (!TakeEnd(info, 0, 0, begin) || !TakeEnd(info, 1, kMaxSafeInteger, end) ||
      (!info[2]->IsUndefined() && !ToText(isolate, info[2], part.type))) {
    return;
  }
  part.type = NormalizeBlobType(part.type);
  part.bytes = blob.bytes.Part(begin, std::max(end - begin, int64_t{0}));
  v8::Local<v8::Object> object;
  if (NewBlob(Environment::From(isolate).agent(), isolate->GetCurrentContext(),
              std::move(part))
          .ToLocal(&object)) {
    info.GetReturnValue().Set(object);
  }
}

// The bytes are in memory already, so promises are settled at once. What they
// give is a copy, because scripts may write to it.

void Text(const Info& info) {
  ReturnSettled(info, [&]() -> v8::MaybeLocal<v8::Value> {
    const absl::Span<const uint8_t> bytes = This(info).bytes.span();
    const absl::string_view text(reinterpret_cast<const char*>(bytes.data()),
                                 bytes.size());
    // "UTF-8 decode" drops a byte order mark.
    return NewLongString(info.GetIsolate(),
                         absl::StripPrefix(text, "\xEF\xBB\xBF"))
        .FromMaybe(v8::Local<v8::Value>());
  });
}

v8::MaybeLocal<v8::Uint8Array> CopyOfBytes(const Info& info) {
  return NewUint8Array(info.GetIsolate(), This(info).bytes.span());
}

void Bytes(const Info& info) {
  ReturnSettled(info, [&]() -> v8::MaybeLocal<v8::Value> {
    return CopyOfBytes(info).FromMaybe(v8::Local<v8::Value>());
  });
}

void ArrayBuffer(const Info& info) {
  ReturnSettled(info, [&]() -> v8::MaybeLocal<v8::Value> {
    v8::Local<v8::Uint8Array> bytes;
    if (!CopyOfBytes(info).ToLocal(&bytes)) return {};
    return bytes->Buffer();
  });
}

}  // namespace

void InstallBlob(Environment& environment) {
  v8::Isolate* isolate = environment.isolate();
  v8::Local<v8::Context> context = environment.context();
  v8::Local<v8::FunctionTemplate> blob =
      WrapperRegistry::Of(environment.agent()).NewTemplate("Blob", Construct);
  AddGetter(isolate, blob, "size", Size);
  AddGetter(isolate, blob, "type", Type);
  AddMethod(isolate, blob, "slice", Slice);
  AddMethod(isolate, blob, "text", Text);
  AddMethod(isolate, blob, "arrayBuffer", ArrayBuffer);
  AddMethod(isolate, blob, "bytes", Bytes);
  AddToStringTag(isolate, blob, "Blob");
  environment.native_classes().Set(isolate, NativeClass::kBlob, blob);
  SetValue(context, context->Global(), "Blob",
           blob->GetFunction(context).ToLocalChecked());
}

}  // namespace ferry::shell
