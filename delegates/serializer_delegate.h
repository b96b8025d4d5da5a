#ifndef FERRY_DELEGATES_SERIALIZER_DELEGATE_H_
#define FERRY_DELEGATES_SERIALIZER_DELEGATE_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-value-serializer.h>
#include <v8-value.h>
#include <v8-wasm.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/buffers_beside.h"
#include "ferry/delegates/host_object_table.h"
#include "ferry/delegates/internal/large_buffer_hint.h"
#include "ferry/delegates/internal/scratch_buffer.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/exceptions/error_policy.h"
#include "ferry/transfer/host_object_delegate.h"
#include "ferry/transfer/transfer_mode_registry.h"
#include "ferry/wire/limits.h"

namespace ferry {

// What V8's serializer asks while it writes: which objects are host objects,
// how to write them, where shared memory goes.
//
//   SerializerDelegate delegate(agent, context, ForStorage::kNo);
//   v8::ValueSerializer serializer(isolate, &delegate);
//   delegate.set_serializer(&serializer);
//
// Most embedders call StructuredSerialize instead, which does the steps in
// their order.
//
// Stack only, outlives the serializer; isolate-bound.
class SerializerDelegate final : public v8::ValueSerializer::Delegate {
 public:
  // Of `limits` it keeps `bytes` and `host_objects`.
  SerializerDelegate(Agent& agent, v8::Local<v8::Context> context,
                     ForStorage for_storage, const wire::Limits& limits = {},
                     ErrorPolicy error_policy = ErrorPolicy::kAsV8);
  ~SerializerDelegate() override;

  SerializerDelegate(const SerializerDelegate&) = delete;
  SerializerDelegate& operator=(const SerializerDelegate&) = delete;

  void set_serializer(v8::ValueSerializer* serializer) {
    serializer_ = serializer;
  }

  // What is about to be written, so that errors can say where in it they are.
  void set_value(v8::Local<v8::Value> value) { value_ = value; }

  HostObjectTable& host_objects() { return host_objects_; }

  // After the main value: asks the host objects for their data and writes it.
  v8::Maybe<bool> PrepareHostObjects();

  // After user code ran and before anything is committed.
  v8::Maybe<bool> Validate();

  // Whether there is nothing to prepare and to validate, as for most messages.
  bool is_plain() const {
    return host_objects_.empty() && has_hook_ == NeedsHook();
  }

  // Whether V8 hands `object`, an ordinary, an API object or an error that V8
  // asks about, to WriteHostObject. Runs no user code.
  bool WritesAsHostObject(v8::Local<v8::Object> object);

  // What the bytes refer to: shared memory, modules and conveyor as V8 meets
  // them; transferred memory and holders are added by the caller. Most messages
  // have none of it, so it is made when first asked for.
  MessageParts& parts() {
    if (parts_ == nullptr) parts_ = std::make_unique<MessageParts>();
    return *parts_;
  }
  // Before the value is written: lets V8 show every view, so that large buffers
  // are copied once, beside the bytes. Views are slower then.
  void ShowViews();
  // The buffers that travel beside the bytes.
  BuffersBeside& buffers_beside() {
    if (buffers_beside_ == nullptr) {
      buffers_beside_ =
          std::make_unique<BuffersBeside>(agent_.isolate(), *serializer_);
    }
    return *buffers_beside_;
  }
  // After the value was written: moves them into the parts.
  void TakeBuffersBeside();

  // Null where there is nothing.
  const MessageParts* parts_if_any() const { return parts_.get(); }
  std::unique_ptr<MessageParts> ReleaseParts() { return std::move(parts_); }

  // The block that holds what v8::ValueSerializer::Release returned.
  internal::Block ReleaseBlock() { return std::move(block_); }

  // v8::ValueSerializer::Delegate.
  void ThrowDataCloneError(v8::Local<v8::String> message) override;
  bool HasCustomHostObject(v8::Isolate* isolate) override;
  v8::Maybe<bool> IsHostObject(v8::Isolate* isolate,
                               v8::Local<v8::Object> object) override;
  v8::Maybe<bool> WriteHostObject(v8::Isolate* isolate,
                                  v8::Local<v8::Object> object) override;
  v8::Maybe<uint32_t> GetSharedArrayBufferId(
      v8::Isolate* isolate, v8::Local<v8::SharedArrayBuffer> buffer) override;
  v8::Maybe<uint32_t> GetWasmModuleTransferId(
      v8::Isolate* isolate, v8::Local<v8::WasmModuleObject> module) override;
  bool AdoptSharedValueConveyor(v8::Isolate* isolate,
                                v8::SharedValueConveyor&& conveyor) override;
  void* ReallocateBufferMemory(void* old_buffer, size_t size,
                               size_t* actual_size) override;
  void FreeBufferMemory(void* buffer) override;

 private:
  // Whether V8 has to ask IsHostObject.
  bool NeedsHook() const {
    HostObjectDelegate* delegate = agent_.host_object_delegate();
    return TransferModeRegistry::Of(agent_).has_marks() ||
           error_policy_ == ErrorPolicy::kFull ||
           (delegate != nullptr && delegate->HasWrappersWithoutFields());
  }
  // Whether the growth to `size` means that the message is too large.
  bool ExceedsLimit(size_t size) const {
    // V8 asks for up to twice as much as it needs, and a little more.
    return size / 2 > 64 && size / 2 - 64 > max_bytes_;
  }
  // Whether V8 asks for more because it copies something large at once: else it
  // asks for twice as much as it has, and a little more.
  bool IsLargeStep(size_t size) const {
    return size > 2 * block_.capacity + 64 &&
           size > 2 * internal::LargeBufferHint::kLarge;
  }
  v8::Maybe<bool> WriteView(v8::Local<v8::ArrayBufferView> view);
  void ThrowTooLarge();
  // Throws DataCloneError where the bytes are for storage. `object` is the one
  // that is shared, or empty where V8 does not tell.
  bool RefusesSharing(v8::Local<v8::Object> object, absl::string_view what);
  // Throws a DataCloneError that says where it happened, as far as that is
  // certain: at `object`, or, where it is empty, at what V8 refused with the
  // words `refusal`.
  void Throw(v8::Local<v8::Object> object, absl::string_view message,
             v8::Local<v8::String> refusal = {});
  std::optional<internal::FoundPlace> FindPlace(v8::Local<v8::Object> object,
                                                v8::Local<v8::String> refusal);
  // HostObjectTable::Refuse.
  void Refuse(v8::Local<v8::Object> object, absl::string_view why);

  Agent& agent_;
  const v8::Local<v8::Context> context_;
  const ForStorage for_storage_;
  const ErrorPolicy error_policy_;
  const uint64_t max_bytes_;
  bool too_large_ = false;
  // Whether V8 asks IsHostObject during this serialization.
  const bool has_hook_;
  // The realm's Object.prototype, where the search for class marks ends.
  v8::Local<v8::Value> object_prototype_;
  v8::ValueSerializer* serializer_ = nullptr;
  v8::Local<v8::Value> value_;
  HostObjectTable host_objects_;
  std::unique_ptr<MessageParts> parts_;
  std::unique_ptr<BuffersBeside> buffers_beside_;
  bool shows_views_ = false;
  internal::Block block_;
};

}  // namespace ferry

#endif  // FERRY_DELEGATES_SERIALIZER_DELEGATE_H_
