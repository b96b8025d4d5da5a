#include "ferry/serializer/internal/scripted/script_memory.h"

#include <v8-container.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-typed-array.h>
#include <v8-value.h>

#include <cstring>
#include <utility>

#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/serializer/internal/direct/realm_script.h"

namespace ferry::internal {
namespace {

constexpr size_t kSmallest = size_t{64} << 10;
// Larger memory is for one message.
constexpr size_t kLargestKept = size_t{1} << 20;

}  // namespace

void MemoryScript::Initialize(v8::Isolate* isolate,
                              v8::Local<v8::Context> context,
                              v8::Local<v8::Private> key, const char* body,
                              absl::string_view name,
                              v8::Local<v8::Object> native) {
  is_initialized = true;
  v8::Local<v8::Array> made;
  v8::Local<v8::Value> made_run;
  v8::Local<v8::Value> made_set_memory;
  if (!RunScript(isolate, context, body, name, native).ToLocal(&made) ||
      !made->Get(context, 0).ToLocal(&made_run) ||
      !made->Get(context, 1).ToLocal(&made_set_memory) ||
      context->GetExtrasBindingObject()
          ->SetPrivate(context, key, made)
          .IsNothing()) {
    return;
  }
  ResetWeak(isolate, run, made_run.As<v8::Function>());
  ResetWeak(isolate, set_memory, made_set_memory.As<v8::Function>());
}

bool ScriptMemory::Reserve(size_t size, size_t kept) {
  if (this->size() >= size + kSlack) return true;
  size_t wanted = kSmallest;
  while (wanted < size + kSlack) wanted *= 2;
  std::shared_ptr<v8::BackingStore> larger =
      NewUninitializedBackingStore(isolate_, wanted);
  if (larger == nullptr) return false;
  if (kept > 0) std::memcpy(larger->Data(), data(), kept);
  memory_ = std::move(larger);
  ++version_;
  return true;
}

bool ScriptMemory::Trim() {
  if (size() <= kLargestKept) return false;
  memory_.reset();
  return true;
}

v8::Maybe<void> ScriptMemory::ShowTo(
    v8::Local<v8::Context> context, MemoryScript& script,
    absl::Span<const char* const> methods) const {
  if (IsShownTo(script)) return v8::JustVoid();
  v8::HandleScope handles(isolate_);
  v8::Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(isolate_, memory_);
  v8::Local<v8::Object> view = v8::DataView::New(buffer, 0, size());
  v8::Local<v8::Value> prototype = GetPrototype(view);
  for (const char* method : methods) {
    if (view->CreateDataProperty(
                context, NewString(isolate_, method),
                BuiltinMethod(isolate_, context, prototype, method))
            .IsNothing()) {
      return v8::Nothing<void>();
    }
  }
  v8::Local<v8::Value> arguments[] = {
      WithoutPrototype(isolate_, context,
                       v8::Uint8Array::New(buffer, 0, size())),
      WithoutPrototype(isolate_, context, view),
      v8::Number::New(isolate_, static_cast<double>(size()))};
  if (script.set_memory.Get(isolate_)
          ->Call(context, v8::Undefined(isolate_), 3, arguments)
          .IsEmpty()) {
    return v8::Nothing<void>();
  }
  script.memory = version_;
  return v8::JustVoid();
}

}  // namespace ferry::internal
