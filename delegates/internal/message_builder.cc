#include "ferry/delegates/internal/message_builder.h"

#include <v8-exception.h>
#include <v8-primitive.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/delegates/internal/large_buffer_hint.h"
#include "ferry/delegates/internal/path_text.h"
#include "ferry/delegates/internal/refusal_counters.h"
#include "ferry/exceptions/dom_exception.h"

namespace ferry::internal {

MessageBuilder::MessageBuilder(Agent& agent, v8::Local<v8::Context> context,
                               ForStorage for_storage,
                               const SerializeOptions& options)
    : agent_(agent),
      context_(context),
      for_storage_(for_storage),
      options_(options),
      memory_(MessageMemory::Of(agent)),
      hook_(agent, context, options.error_policy),
      host_objects_(agent, context, for_storage, options),
      bytes_(memory_, options.limits.bytes) {}

v8::Maybe<void> MessageBuilder::SetTransferList(
    absl::Span<const v8::Local<v8::Object>> list,
    v8::Local<v8::Object> source_port) {
  transfer_list_.emplace(agent_, context_, options_.detach_key_for,
                         source_port);
  if (Check(transfer_list_->Collect(list)).IsNothing()) {
    return v8::Nothing<void>();
  }
  host_objects_.AddListed(*transfer_list_);
  return v8::JustVoid();
}

v8::Maybe<uint32_t> MessageBuilder::AddHostObject(
    v8::Local<v8::Object> object) {
  uint32_t index;
  return Check(host_objects_.GetIndex(object, index)).IsJust()
             ? v8::Just(index)
             : v8::Nothing<uint32_t>();
}

MaybeRefusal MessageBuilder::CheckSharing(v8::Local<v8::Object> object,
                                          absl::string_view what) const {
  if (for_storage_ == ForStorage::kNo) return std::nullopt;
  return Refusal{.message = absl::StrCat(what,
                                         " could not be stored: it is shared "
                                         "inside one agent cluster only."),
                 .object = object};
}

v8::Maybe<uint32_t> MessageBuilder::AddSharedArrayBuffer(
    v8::Local<v8::SharedArrayBuffer> buffer) {
  if (Check(CheckSharing(buffer, "SharedArrayBuffer")).IsNothing()) {
    return v8::Nothing<uint32_t>();
  }
  auto& buffers = MakeParts().shared_array_buffers;
  buffers.push_back(buffer->GetBackingStore());
  return v8::Just(static_cast<uint32_t>(buffers.size() - 1));
}

v8::Maybe<uint32_t> MessageBuilder::AddWasmModule(
    v8::Local<v8::WasmModuleObject> module) {
  if (Check(CheckSharing(module, "WebAssembly.Module")).IsNothing()) {
    return v8::Nothing<uint32_t>();
  }
  auto& modules = MakeParts().wasm_modules;
  modules.push_back(module->GetCompiledModule());
  return v8::Just(static_cast<uint32_t>(modules.size() - 1));
}

v8::Maybe<void> MessageBuilder::AddSharedValueConveyor(
    v8::SharedValueConveyor&& conveyor) {
  if (Check(CheckSharing({}, "Shared struct")).IsNothing()) {
    return v8::Nothing<void>();
  }
  MakeParts().conveyor.emplace(std::move(conveyor));
  return v8::JustVoid();
}

std::optional<uint32_t> MessageBuilder::CopyIfLarge(
    v8::Local<v8::ArrayBuffer> buffer) {
  if (!copies_) copies_.emplace(agent_, transferred_buffers());
  return copies_->AddIfLarge(buffer);
}

v8::Maybe<void> MessageBuilder::Check(const MaybeRefusal& refusal) {
  if (!refusal) return v8::JustVoid();
  Throw(*refusal);
  return v8::Nothing<void>();
}

void MessageBuilder::Refuse(v8::Local<v8::Object> object,
                            absl::string_view why) {
  Throw(RefusalOf(agent_.isolate(), object, why));
}

// The one place where a refusal becomes an exception.
void MessageBuilder::Throw(const Refusal& refusal) {
  if (refusal.was_thrown()) return;
  RefusalCounters& counters = RefusalCounters::Of(agent_);
  ++(refusal.is_over_limits ? counters.over_limits : counters.not_cloneable);
  v8::Isolate* isolate = agent_.isolate();
  v8::HandleScope handles(isolate);
  if (refusal.entry) {
    return ThrowDataCloneError(
        agent_, context_, refusal.message, "index",
        v8::Number::New(isolate, static_cast<double>(*refusal.entry)));
  }
  std::optional<FoundPlace> place = FindPlace(refusal);
  // The search may have noticed it, and no error may take its place.
  if (isolate->IsExecutionTerminating()) return;
  if (!place) return ThrowDataCloneError(agent_, context_, refusal.message);
  // The path "$" says nothing that a reader does not know.
  std::string start =
      place->path == "$" ? "" : absl::StrCat(ShortenPath(place->path), ": ");
  absl::StrAppend(&start,
                  place->message.empty() ? refusal.message : place->message);
  ThrowDataCloneError(agent_, context_, start, "path",
                      NewString(isolate, place->path));
}

std::optional<FoundPlace> MessageBuilder::FindPlace(const Refusal& refusal) {
  if (value_.IsEmpty() ||
      (refusal.object.IsEmpty() && refusal.words.IsEmpty())) {
    return std::nullopt;
  }
  std::vector<WrittenData> data = host_objects_.GetWrittenData();
  return internal::FindPlace(context_,
                             {.value = value_,
                              .data = data,
                              .object = refusal.object,
                              .refusal = refusal.words},
                             [this](v8::Local<v8::Object> object) {
                               return hook_.IsWrittenAsHostObject(object);
                             });
}

v8::Maybe<void> MessageBuilder::Prepare(
    absl::FunctionRef<v8::Maybe<void>(v8::Local<v8::Value>)> write) {
  if (is_plain()) return v8::JustVoid();
  if (Check(host_objects_.Prepare(write)).IsNothing() ||
      Check(CheckHook()).IsNothing()) {
    return v8::Nothing<void>();
  }
  return Check(host_objects_.Validate());
}

MaybeRefusal MessageBuilder::CheckHook() const {
  if (!hook_.came_too_late()) return std::nullopt;
  // V8 asks HasCustomHostObject once. An object that a getter marked may have
  // been written as an ordinary one before its mark could be seen.
  return Refusal{
      .message =
          "The first object of this isolate was marked while a value was "
          "serialized, too late to be noticed. Mark it before."};
}

v8::Maybe<void> MessageBuilder::Seal(size_t size) {
  bytes_.set_size(size);
  if (size > options_.limits.bytes) {
    return Check(bytes_.RefusalOfSize());
  }
  if (parts_ != nullptr && parts_->has_view_records) {
    LargeBufferHint& hint = memory_.large_buffers.views;
    copies_ && copies_->found_large() ? hint.Found() : hint.FoundNone();
  }
  if (transfer_list_ && Check(transfer_list_->ValidateAgain()).IsNothing()) {
    return v8::Nothing<void>();
  }
  TakeBuffers();
  return parts_ == nullptr ? v8::JustVoid() : Check(CheckBufferBytes());
}

void MessageBuilder::TakeBuffers() {
  if (!transfer_list_ && !copies_) return;
  MessageParts& parts = MakeParts();
  for (const TransferList::Buffer& buffer : transferred_buffers()) {
    parts.array_buffers.push_back(buffer.object->GetBackingStore());
  }
  if (transfer_list_) {
    parts.transferred_array_buffers = transferred_buffers().size();
    parts.nested_array_buffers = transfer_list_->nested_buffers();
    parts.nested_host_objects = transfer_list_->nested_host_objects();
  }
  if (!copies_) return;
  for (std::unique_ptr<v8::BackingStore>& copy : copies_->Take()) {
    parts.array_buffers.push_back(std::move(copy));
  }
}

MaybeRefusal MessageBuilder::CheckBufferBytes() const {
  // Also of buffers that the value never mentions.
  if (parts_->BufferBytes() <= options_.limits.buffer_bytes) {
    return std::nullopt;
  }
  return Refusal{.message = absl::StrCat("The value's buffers have more than ",
                                         options_.limits.buffer_bytes,
                                         " bytes (Limits::buffer_bytes)."),
                 .is_over_limits = true};
}

v8::Maybe<void> MessageBuilder::Commit() {
  if (transfer_list_ && Check(transfer_list_->DetachBuffers()).IsNothing()) {
    return v8::Nothing<void>();
  }
  if (host_objects_.empty()) return v8::JustVoid();
  host_objects_.Commit(MakeParts());
  host_objects_.AfterCommit(MakeParts());
  return v8::JustVoid();
}

v8::Maybe<void> MessageBuilder::OrAbort(
    absl::FunctionRef<v8::Maybe<void>()> steps) {
  // Nothing is taken from what is only cloned.
  if (!transfer_list_) return steps();
  v8::TryCatch try_catch(agent_.isolate());
  if (steps().IsJust()) return v8::JustVoid();
  if (try_catch.HasTerminated()) {
    host_objects_.Abort(HostObjectTable::AbortSteps::kNativeOnly);
  } else {
    // User code can run only while no exception is pending.
    v8::Local<v8::Value> error = try_catch.Exception();
    try_catch.Reset();
    host_objects_.Abort(HostObjectTable::AbortSteps::kAll);
    if (!try_catch.HasCaught()) agent_.isolate()->ThrowException(error);
  }
  try_catch.ReThrow();
  return v8::Nothing<void>();
}

}  // namespace ferry::internal
