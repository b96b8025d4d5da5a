#ifndef FERRY_DELEGATES_INTERNAL_MESSAGE_BUILDER_H_
#define FERRY_DELEGATES_INTERNAL_MESSAGE_BUILDER_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value-serializer.h>
#include <v8-value.h>
#include <v8-wasm.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/internal/buffer_copies.h"
#include "ferry/delegates/internal/host_object_hook.h"
#include "ferry/delegates/internal/host_object_table.h"
#include "ferry/delegates/internal/message_bytes.h"
#include "ferry/delegates/internal/message_memory.h"
#include "ferry/delegates/internal/path_finder.h"
#include "ferry/delegates/internal/refusal.h"
#include "ferry/delegates/internal/scratch_buffer.h"
#include "ferry/delegates/internal/transfer_list.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/delegates/serialize_options.h"

namespace ferry::internal {

// A message while it is written. Whoever writes the bytes (V8's serializer, by
// way of SerializerDelegate) asks here for the numbers that stand in them for
// buffers, host objects, modules and shared memory, and takes the steps in this
// order:
//
//   SetTransferList     checks the list
//   Add...              while the values are written; getters run
//   Prepare             asks the host objects for their data, which is written
//                       after the values, and checks them again
//   Seal                takes the bytes, and checks the list again
//   Commit              gives everything up; then user code may run again
//
// Only the commit gives something up. So a message that fails before Prepare
// has nothing to take back, and steps from Prepare on run inside OrAbort.
//
// A function that fails has thrown: the result is empty then.
//
// Stack only, in one HandleScope; isolate-bound.
class MessageBuilder {
 public:
  // `options` outlives it.
  MessageBuilder(Agent& agent, v8::Local<v8::Context> context,
                 ForStorage for_storage, const SerializeOptions& options);

  MessageBuilder(const MessageBuilder&) = delete;
  MessageBuilder& operator=(const MessageBuilder&) = delete;

  Agent& agent() const { return agent_; }
  v8::Local<v8::Context> context() const { return context_; }
  const HostObjectHook& hook() const { return hook_; }
  MessageBytes& bytes() { return bytes_; }

  // Before anything is written, at most once. `source_port` is refused; empty
  // where the list goes through no port. Runs [kTransferList]().
  v8::Maybe<void> SetTransferList(absl::Span<const v8::Local<v8::Object>> list,
                                  v8::Local<v8::Object> source_port = {});

  // The ArrayBuffers of the list, which have the numbers from 0 on.
  absl::Span<const TransferList::Buffer> transferred_buffers() const {
    return transfer_list_ ? transfer_list_->buffers()
                          : absl::Span<const TransferList::Buffer>();
  }

  // What is about to be written, so that errors can say where in it they are.
  void set_value(v8::Local<v8::Value> value) { value_ = value; }

  // Each gives the number that stands for the object.
  v8::Maybe<uint32_t> AddHostObject(v8::Local<v8::Object> object);
  v8::Maybe<uint32_t> AddSharedArrayBuffer(
      v8::Local<v8::SharedArrayBuffer> buffer);
  v8::Maybe<uint32_t> AddWasmModule(v8::Local<v8::WasmModuleObject> module);
  // V8's shared structs have one for all.
  v8::Maybe<void> AddSharedValueConveyor(v8::SharedValueConveyor&& conveyor);
  // The result is empty when the bytes must have the buffer
  // (BufferCopies::AddIfLarge).
  std::optional<uint32_t> CopyIfLarge(v8::Local<v8::ArrayBuffer> buffer);
  // Notes that the bytes have a view in a record of this library.
  void AddViewRecord() { MakeParts().has_view_records = true; }

  // Throws that `object` could not be cloned, and why; or what else is wrong,
  // with the path to what it is about.
  void Refuse(v8::Local<v8::Object> object, absl::string_view why);
  void Throw(const Refusal& refusal);

  // Whether there is nothing to prepare, as for most messages.
  bool is_plain() const {
    return host_objects_.empty() && !hook_.came_too_late();
  }
  // Hands each data value to `write`.
  v8::Maybe<void> Prepare(
      absl::FunctionRef<v8::Maybe<void>(v8::Local<v8::Value>)> write);

  // The first `size` bytes of bytes() are written. From here on written() and
  // parts() are the message, which the buffers of the list still share.
  v8::Maybe<void> Seal(size_t size);
  absl::Span<const uint8_t> written() const { return bytes_.written(); }
  // Null where there is nothing beside the bytes.
  const MessageParts* parts() const { return parts_.get(); }
  const HostObjectTable& host_objects() const { return host_objects_; }

  // Gives up what the list names, and host objects into the parts. Fails only
  // at a buffer with a detach key that nobody declared. Then asks AfterCommit
  // of what was transferred, which runs user code.
  v8::Maybe<void> Commit();

  // The steps from Prepare to Commit. Where they fail, takes back what was
  // prepared.
  v8::Maybe<void> OrAbort(absl::FunctionRef<v8::Maybe<void>()> steps);

  // After the commit, once: the block in which written() lies, and the parts.
  Block ReleaseBlock() { return bytes_.Release(); }
  std::unique_ptr<MessageParts> ReleaseParts() { return std::move(parts_); }

 private:
  MessageParts& MakeParts() {
    if (parts_ == nullptr) parts_ = std::make_unique<MessageParts>();
    return *parts_;
  }
  // Throws what is refused.
  v8::Maybe<void> Check(const MaybeRefusal& refusal);
  std::optional<FoundPlace> FindPlace(const Refusal& refusal);
  // Of what is shared inside one agent cluster. `object` is empty where V8 does
  // not tell.
  MaybeRefusal CheckSharing(v8::Local<v8::Object> object,
                            absl::string_view what) const;
  MaybeRefusal CheckHook() const;
  void TakeBuffers();
  MaybeRefusal CheckBufferBytes() const;

  Agent& agent_;
  const v8::Local<v8::Context> context_;
  const ForStorage for_storage_;
  const SerializeOptions& options_;
  MessageMemory& memory_;
  const HostObjectHook hook_;
  v8::Local<v8::Value> value_;
  std::optional<TransferList> transfer_list_;
  HostObjectTable host_objects_;
  std::optional<BufferCopies> copies_;
  // Most messages have none.
  std::unique_ptr<MessageParts> parts_;
  MessageBytes bytes_;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_MESSAGE_BUILDER_H_
