#include "ferry/delegates/host_object_table.h"

#include <v8-exception.h>

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/agent/agent.h"
#include "ferry/agent/internal/embedder_call.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/internal/builtin_holder.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry {

void HostObjectTable::AddListed(const TransferList& list) {
  transfer_list_ = &list;
  entries_.reserve(list.host_objects().size());
  for (const TransferList::Item& item : list.host_objects()) {
    entries_.push_back({.object = {agent_.isolate(), item.object},
                        .host = item.host,
                        .transfer = true,
                        .prepared = {}});
  }
}

absl::string_view HostObjectTable::WhyNotCloned(TransferMode mode) const {
  if (!IsTransferable(mode)) return " Its transfer mode forbids it.";
  return for_storage_ == ForStorage::kNo
             ? " It can only be transferred: add it to the transfer list."
             : " It can only be transferred to another realm or isolate, never "
               "be stored.";
}

v8::Maybe<uint32_t> HostObjectTable::GetIndex(v8::Local<v8::Object> object,
                                              Refuse refuse) {
  if (transfer_list_ != nullptr) {
    if (std::optional<size_t> i = transfer_list_->FindHostObject(object)) {
      return v8::Just(static_cast<uint32_t>(*i));
    }
  }
  HostObject host;
  if (!FindHostObject(agent_, context_, object, error_policy_).To(&host)) {
    return v8::Nothing<uint32_t>();
  }
  if (WrapperRegistry::Of(agent_).IsDetached(object)) {
    refuse(object, " It is closed, or was transferred.");
    return v8::Nothing<uint32_t>();
  }
  if (!IsCloneable(host.mode)) {
    refuse(object, host.transferable == nullptr ? "" : WhyNotCloned(host.mode));
    return v8::Nothing<uint32_t>();
  }
  if (size() >= max_size_) {
    ThrowDataCloneError(agent_, context_,
                        absl::StrCat("The value has more than ", max_size_,
                                     " host objects (Limits::host_objects)."));
    return v8::Nothing<uint32_t>();
  }
  entries_.push_back({.object = {agent_.isolate(), object},
                      .host = host,
                      .transfer = false,
                      .prepared = {}});
  return v8::Just(static_cast<uint32_t>(entries_.size() - 1));
}

v8::Maybe<bool> HostObjectTable::Prepare(
    absl::FunctionRef<v8::Maybe<bool>(v8::Local<v8::Value>)> write,
    Refuse refuse) {
  size_t natives = 0;
  for (size_t i = 0; i < entries_.size(); ++i) {
    for (; natives < entries_.size(); ++natives) {
      if (entries_[natives].host.is_script) continue;
      if (PrepareEntry(natives, refuse).IsNothing()) return v8::Nothing<bool>();
    }
    if (entries_[i].host.is_script && PrepareEntry(i, refuse).IsNothing()) {
      return v8::Nothing<bool>();
    }
    written_ = i + 1;
    v8::Local<v8::Value> data = entries_[i].prepared.data;
    if (!data.IsEmpty() && write(data).IsNothing()) {
      return v8::Nothing<bool>();
    }
  }
  return v8::Just(true);
}

v8::Maybe<bool> HostObjectTable::PrepareEntry(size_t i, Refuse refuse) {
  v8::Local<v8::Object> object = entries_[i].object.Get(agent_.isolate());
  Transferable& transferable = *entries_[i].host.transferable;
  const bool transfer = entries_[i].transfer;
  {
    internal::EmbedderCall call(agent_.isolate());
    // Kept also where it is refused, so that Abort takes it back.
    entries_[i].prepared =
        transfer ? transferable.PrepareTransfer(agent_, context_, object)
                 : transferable.CloneForMessaging(agent_, context_, object);
    if (!call.Succeeded(entries_[i].prepared.holder != nullptr, [&] {
          refuse(object, absl::StrCat(
                             " Its ",
                             transfer ? "PrepareTransfer" : "CloneForMessaging",
                             " gave no holder and threw nothing."));
        })) {
      return v8::Nothing<bool>();
    }
  }
  return CheckHolder(*entries_[i].prepared.holder, object, refuse);
}

v8::Maybe<bool> HostObjectTable::CheckHolder(const DataHolder& holder,
                                             v8::Local<v8::Object> object,
                                             Refuse refuse) {
  if (internal::HasReservedTag(holder)) {
    refuse(object, absl::StrCat(" ", internal::ReservedTagError(holder)));
    return v8::Nothing<bool>();
  }
  const uint32_t tag = holder.tag();
  if (for_storage_ == ForStorage::kYes &&
      agent_.cluster()->FindHostObjectType(tag) == nullptr) {
    refuse(object,
           " It cannot be stored: its type has no byte form that is registered "
           "in the AgentCluster.");
    return v8::Nothing<bool>();
  }
  return v8::Just(true);
}

v8::Maybe<bool> HostObjectTable::ValidateEntry(const Entry& entry,
                                               v8::Local<v8::Object> object,
                                               Refuse refuse) {
  internal::EmbedderCall call(agent_.isolate());
  v8::Maybe<void> valid =
      entry.host.transferable->ValidateTransfer(agent_, context_, object);
  if (!call.Succeeded(valid.IsJust(), [&] {
        refuse(object, " Its ValidateTransfer gave nothing and threw nothing.");
      })) {
    return v8::Nothing<bool>();
  }
  return v8::Just(true);
}

uint32_t HostObjectTable::data_values() const {
  uint32_t count = 0;
  for (const Entry& entry : entries_) count += !entry.prepared.data.IsEmpty();
  return count;
}

v8::Maybe<bool> HostObjectTable::Validate(Refuse refuse) {
  for (Entry& entry : entries_) {
    v8::Local<v8::Object> object = entry.object.Get(agent_.isolate());
    HostObject now;
    if (!FindHostObject(agent_, context_, object, error_policy_).To(&now)) {
      return v8::Nothing<bool>();
    }
    if (now.transferable != entry.host.transferable ||
        now.mode != entry.host.mode) {
      refuse(object,
             " Its transfer mode was changed while the value was serialized.");
      return v8::Nothing<bool>();
    }
    if (entry.transfer && ValidateEntry(entry, object, refuse).IsNothing()) {
      return v8::Nothing<bool>();
    }
    // After its own words, which say more.
    if (WrapperRegistry::Of(agent_).IsDetached(object)) {
      refuse(object,
             " It was closed or transferred while the value was serialized.");
      return v8::Nothing<bool>();
    }
  }
  return v8::Just(true);
}

void HostObjectTable::Commit(MessageParts& parts) noexcept {
  // What a CommitTransfer throws comes too late.
  v8::TryCatch try_catch(agent_.isolate());
  parts.host_objects.reserve(entries_.size());
  for (Entry& entry : entries_) {
    if (entry.transfer) {
      ++parts.transferred_host_objects;
      entry.host.transferable->CommitTransfer(*entry.prepared.holder);
      WrapperRegistry::Of(agent_).SetDetached(
          entry.object.Get(agent_.isolate()));
    }
    parts.host_objects.push_back({.holder = std::move(entry.prepared.holder),
                                  .has_data = !entry.prepared.data.IsEmpty()});
  }
  entries_.clear();
}

void HostObjectTable::Abort(AbortSteps steps) {
  v8::TryCatch try_catch(agent_.isolate());
  while (!entries_.empty()) {
    Entry& entry = entries_.back();
    if (try_catch.HasTerminated()) steps = AbortSteps::kNativeOnly;
    if (entry.transfer && entry.prepared.holder != nullptr &&
        (!entry.host.is_script || steps == AbortSteps::kAll)) {
      entry.host.transferable->AbortTransfer(agent_, context_,
                                             entry.object.Get(agent_.isolate()),
                                             entry.prepared.data);
      if (!try_catch.HasTerminated()) try_catch.Reset();
    }
    entries_.pop_back();
  }
  if (try_catch.HasTerminated()) try_catch.ReThrow();
}

std::vector<internal::WrittenData> HostObjectTable::GetWrittenData() const {
  std::vector<internal::WrittenData> written;
  for (size_t i = 0; i < written_; ++i) {
    const Entry& entry = entries_[i];
    if (entry.prepared.data.IsEmpty()) continue;
    written.push_back({.object = entry.object.Get(agent_.isolate()),
                       .data = entry.prepared.data,
                       .step = !entry.host.is_script ? "[[data]]"
                               : entry.transfer      ? "[kTransfer]().data"
                                                     : "[kClone]().data"});
  }
  return written;
}

}  // namespace ferry
