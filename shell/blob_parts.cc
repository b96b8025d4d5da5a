#include "ferry/shell/blob_parts.h"

#include <v8-array-buffer.h>
#include <v8-isolate.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-typed-array.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/arguments.h"
#include "ferry/bindings/native_class.h"
#include "ferry/shell/bindings.h"

namespace ferry::shell {
namespace {

struct Part {
  // Empty where the part is text.
  v8::Local<v8::Object> object;
  std::string text;
  // Set once, at the end: another thread may make shared memory grow.
  size_t size = 0;
};

// The Blob behind `object`, or null.
const Blob* FindBlob(Agent& agent, v8::Local<v8::Object> object) {
  return NativeClass<Blob>::Of(agent).Unwrap(object);
}

v8::Maybe<bool> TakePart(Agent& agent, v8::Local<v8::Value> value,
                         std::vector<Part>& parts) {
  if (value->IsArrayBuffer() || value->IsArrayBufferView() ||
      (value->IsObject() &&
       FindBlob(agent, value.As<v8::Object>()) != nullptr)) {
    parts.push_back({.object = value.As<v8::Object>(), .text = {}, .size = 0});
    return v8::Just(true);
  }
  Part part;
  if (!ToText(agent.isolate(), value, part.text)) return v8::Nothing<bool>();
  parts.push_back(std::move(part));
  return v8::Just(true);
}

size_t SizeOf(Agent& agent, const Part& part) {
  if (part.object.IsEmpty()) return part.text.size();
  if (part.object->IsArrayBuffer()) {
    return part.object.As<v8::ArrayBuffer>()->ByteLength();
  }
  if (part.object->IsArrayBufferView()) {
    return part.object.As<v8::ArrayBufferView>()->ByteLength();
  }
  return FindBlob(agent, part.object)->data().bytes.size();
}

void CopyPart(Agent& agent, const Part& part, absl::Span<uint8_t> to) {
  if (to.empty()) return;
  if (part.object.IsEmpty()) {
    std::memcpy(to.data(), part.text.data(), to.size());
  } else if (part.object->IsArrayBuffer()) {
    std::memcpy(to.data(), part.object.As<v8::ArrayBuffer>()->Data(),
                to.size());
  } else if (part.object->IsArrayBufferView()) {
    part.object.As<v8::ArrayBufferView>()->CopyContents(to.data(), to.size());
  } else {
    std::memcpy(to.data(),
                FindBlob(agent, part.object)->data().bytes.span().data(),
                to.size());
  }
}

bool Join(Agent& agent, std::vector<Part>& parts, SharedBytes& bytes) {
  size_t size = 0;
  for (Part& part : parts) {
    part.size = SizeOf(agent, part);
    if (__builtin_add_overflow(size, part.size, &size)) {
      ThrowRangeError(agent.isolate(), "new Blob: the parts are too long.");
      return false;
    }
  }
  std::optional<SharedBytes> made =
      SharedBytes::New(size, [&](absl::Span<uint8_t> memory) {
        for (const Part& part : parts) {
          CopyPart(agent, part, memory.first(part.size));
          memory.remove_prefix(part.size);
        }
      });
  if (!made.has_value()) {
    ThrowRangeError(agent.isolate(),
                    absl::StrCat("new Blob: no memory for ", size, " bytes."));
    return false;
  }
  bytes = *std::move(made);
  return true;
}

bool TakeType(v8::Local<v8::Context> context, v8::Local<v8::Value> options,
              std::string& type) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  if (options->IsNullOrUndefined()) return true;
  if (!options->IsObject()) {
    ThrowTypeError(isolate,
                   "new Blob: the options are no object such as {type: ''}.");
    return false;
  }
  v8::Local<v8::Value> value;
  if (!options.As<v8::Object>()
           ->Get(context, NewString(isolate, "type"))
           .ToLocal(&value)) {
    return false;
  }
  if (!value->IsUndefined() && !ToText(isolate, value, type)) return false;
  type = NormalizeBlobType(type);
  return true;
}

}  // namespace

bool TakeBlobArguments(Agent& agent, v8::Local<v8::Context> context,
                       v8::Local<v8::Value> parts, v8::Local<v8::Value> options,
                       BlobData& data) {
  std::vector<Part> taken;
  if (!parts->IsUndefined() &&
      TakeSequence(context, "new Blob: the list of parts", parts,
                   [&](v8::Local<v8::Value> value) {
                     return TakePart(agent, value, taken);
                   })
          .IsNothing()) {
    return false;
  }
  // The options come before the bytes, and no code of the user runs after them.
  return TakeType(context, options, data.type) &&
         Join(agent, taken, data.bytes);
}

}  // namespace ferry::shell
