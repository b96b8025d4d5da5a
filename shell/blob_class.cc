// The File API's Blob, as far as it needs no streams:
//
//   new Blob(parts = [], {type = ''} = {})
//   size, type, slice(start, end, type), text(), arrayBuffer(), bytes()

#include <v8-array-buffer.h>
#include <v8-maybe.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/strip.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/native_class.h"
#include "ferry/shell/bindings.h"
#include "ferry/shell/blob.h"
#include "ferry/shell/blob_parts.h"
#include "ferry/shell/numbers.h"

namespace ferry::shell {
namespace {

std::unique_ptr<Blob> Construct(Agent& agent, const CallInfo& info) {
  BlobData data;
  if (!TakeBlobArguments(agent, info.GetIsolate()->GetCurrentContext(), info[0],
                         info[1], data)) {
    return nullptr;
  }
  return std::make_unique<Blob>(std::move(data));
}

void Size(Blob& blob, Agent&, const CallInfo& info) {
  info.GetReturnValue().Set(static_cast<double>(blob.data().bytes.size()));
}

void Type(Blob& blob, Agent&, const CallInfo& info) {
  info.GetReturnValue().Set(NewString(info.GetIsolate(), blob.data().type));
}

// One end of a slice: from the Blob's end where it is negative, and always
// inside.
bool TakeEnd(const BlobData& blob, const CallInfo& info, int argument,
             int64_t otherwise, int64_t& end) {
  const auto size = static_cast<int64_t>(blob.bytes.size());
  end = otherwise;
  if (!info[argument]->IsUndefined() &&
      !ToClamped(info.GetIsolate()->GetCurrentContext(), info[argument])
           .To(&end)) {
    return false;
  }
  end = end < 0 ? std::max(size + end, int64_t{0}) : std::min(end, size);
  return true;
}

void Slice(Blob& native, Agent& agent, const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  const BlobData& blob = native.data();
  int64_t begin;
  int64_t end;
  BlobData part;
  if (!TakeEnd(blob, info, 0, 0, begin) ||
      !TakeEnd(blob, info, 1, kMaxSafeInteger, end) ||
      (!info[2]->IsUndefined() && !ToText(isolate, info[2], part.type))) {
    return;
  }
  part.type = NormalizeBlobType(part.type);
  part.bytes = blob.bytes.Part(begin, std::max(end - begin, int64_t{0}));
  v8::Local<v8::Object> object;
  if (NewBlob(agent, isolate->GetCurrentContext(), std::move(part))
          .ToLocal(&object)) {
    info.GetReturnValue().Set(object);
  }
}

// The bytes are in memory already, so promises are settled at once. What they
// give is a copy, because scripts may write to it.

void Text(Blob& blob, Agent&, const CallInfo& info) {
  const absl::Span<const uint8_t> bytes = blob.data().bytes.span();
  const absl::string_view text(reinterpret_cast<const char*>(bytes.data()),
                               bytes.size());
  v8::Local<v8::String> string;
  // "UTF-8 decode" drops a byte order mark.
  if (NewLongString(info.GetIsolate(), absl::StripPrefix(text, "\xEF\xBB\xBF"))
          .ToLocal(&string)) {
    info.GetReturnValue().Set(string);
  }
}

v8::MaybeLocal<v8::Uint8Array> CopyOfBytes(const Blob& blob) {
  return NewUint8Array(v8::Isolate::GetCurrent(), blob.data().bytes.span());
}

void Bytes(Blob& blob, Agent&, const CallInfo& info) {
  v8::Local<v8::Uint8Array> bytes;
  if (CopyOfBytes(blob).ToLocal(&bytes)) info.GetReturnValue().Set(bytes);
}

void ArrayBuffer(Blob& blob, Agent&, const CallInfo& info) {
  v8::Local<v8::Uint8Array> bytes;
  if (CopyOfBytes(blob).ToLocal(&bytes)) {
    info.GetReturnValue().Set(bytes->Buffer());
  }
}

}  // namespace

void Blob::DefineClass(ClassDefinition<Blob>& blob) {
  blob.Constructor<Construct>();
  blob.Getter<Size>("size");
  blob.Getter<Type>("type");
  blob.Method<Slice>("slice");
  blob.PromiseMethod<Text>("text");
  blob.PromiseMethod<ArrayBuffer>("arrayBuffer");
  blob.PromiseMethod<Bytes>("bytes");
}

}  // namespace ferry::shell
