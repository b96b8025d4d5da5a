#include "ferry/delegates/internal/host_object_table.h"

#include <v8-exception.h>

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/agent/agent.h"
#include "ferry/agent/internal/embedder_call.h"
#include "ferry/agent/internal/run_reporting.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/internal/builtin_holder.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry::internal {

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

MaybeRefusal HostObjectTable::GetIndex(v8::Local<v8::Object> object,
                                       uint32_t& index) {
  if (transfer_list_ != nullptr) {
    if (std::optional<size_t> i = transfer_list_->FindHostObject(object)) {
      index = static_cast<uint32_t>(*i);
      return std::nullopt;
    }
  }
  FoundHostObject host;
  if (!FindHostObject(agent_, context_, object, options_.error_policy)
           .To(&host)) {
    return Thrown();
  }
  if (WrapperRegistry::Of(agent_).IsDetached(object)) {
    return Refuse(object, " It is closed, or was transferred.");
  }
  if (!IsCloneable(host.mode)) {
    return Refuse(object, host.steps == nullptr ? "" : WhyNotCloned(host.mode));
  }
  const uint32_t max_size = options_.limits.host_objects;
  if (size() >= max_size) {
    return Refusal{
        .message = absl::StrCat("The value has more than ", max_size,
                                " host objects (Limits::host_objects)."),
        .is_over_limits = true};
  }
  index = size();
  entries_.push_back({.object = {agent_.isolate(), object},
                      .host = host,
                      .transfer = false,
                      .prepared = {}});
  return std::nullopt;
}

MaybeRefusal HostObjectTable::Prepare(
    absl::FunctionRef<v8::Maybe<void>(v8::Local<v8::Value>)> write) {
  size_t natives = 0;
  for (size_t i = 0; i < entries_.size(); ++i) {
    for (; natives < entries_.size(); ++natives) {
      if (entries_[natives].host.is_script) continue;
      if (MaybeRefusal refusal = PrepareEntry(natives)) return refusal;
    }
    if (entries_[i].host.is_script) {
      if (MaybeRefusal refusal = PrepareEntry(i)) return refusal;
    }
    written_ = i + 1;
    v8::Local<v8::Value> data = entries_[i].prepared.data;
    if (!data.IsEmpty() && write(data).IsNothing()) return Thrown();
  }
  return std::nullopt;
}

MaybeRefusal HostObjectTable::PrepareEntry(size_t i) {
  v8::Local<v8::Object> object = entries_[i].object.Get(agent_.isolate());
  PlatformObject& steps = *entries_[i].host.steps;
  const bool transfer = entries_[i].transfer;
  {
    EmbedderCall call(agent_.isolate());
    // Kept also where it is refused, so that Abort takes it back.
    entries_[i].prepared = transfer
                               ? steps.PrepareTransfer(agent_, context_, object)
                               : steps.Serialize(agent_, context_, object);
    if (call.Threw()) return Thrown();
  }
  if (entries_[i].prepared.holder == nullptr) {
    return Refuse(
        object,
        absl::StrCat(" Its ", transfer ? "PrepareTransfer" : "Serialize",
                     " gave no holder and threw nothing."));
  }
  return CheckHolder(*entries_[i].prepared.holder, object);
}

MaybeRefusal HostObjectTable::CheckHolder(const DataHolder& holder,
                                          v8::Local<v8::Object> object) {
  if (HasReservedTag(holder)) {
    return Refuse(object, absl::StrCat(" ", ReservedTagError(holder)));
  }
  if (for_storage_ == ForStorage::kYes &&
      agent_.cluster()->FindHostObjectType(holder.tag()) == nullptr) {
    return Refuse(
        object,
        " It cannot be stored: its type has no byte form that is registered "
        "in the AgentCluster.");
  }
  return std::nullopt;
}

uint32_t HostObjectTable::data_values() const {
  uint32_t count = 0;
  for (const Entry& entry : entries_) count += !entry.prepared.data.IsEmpty();
  return count;
}

MaybeRefusal HostObjectTable::Validate() {
  for (const Entry& entry : entries_) {
    if (MaybeRefusal refusal = ValidateEntry(entry)) return refusal;
  }
  return std::nullopt;
}

MaybeRefusal HostObjectTable::ValidateEntry(const Entry& entry) {
  v8::Local<v8::Object> object = entry.object.Get(agent_.isolate());
  FoundHostObject now;
  if (!FindHostObject(agent_, context_, object, options_.error_policy)
           .To(&now)) {
    return Thrown();
  }
  if (now.steps != entry.host.steps || now.mode != entry.host.mode) {
    return Refuse(
        object,
        " Its transfer mode was changed while the value was serialized.");
  }
  if (entry.transfer) {
    if (MaybeRefusal refusal = ValidateTransfer(entry, object)) return refusal;
  }
  // After its own words, which say more.
  if (WrapperRegistry::Of(agent_).IsDetached(object)) {
    return Refuse(
        object,
        " It was closed or transferred while the value was serialized.");
  }
  return std::nullopt;
}

MaybeRefusal HostObjectTable::ValidateTransfer(const Entry& entry,
                                               v8::Local<v8::Object> object) {
  v8::Maybe<void> valid = v8::Nothing<void>();
  {
    EmbedderCall call(agent_.isolate());
    valid = entry.host.steps->ValidateTransfer(agent_, context_, object);
    if (call.Threw()) return Thrown();
  }
  if (valid.IsJust()) return std::nullopt;
  return Refuse(object,
                " Its ValidateTransfer gave nothing and threw nothing.");
}

void HostObjectTable::Commit(MessageParts& parts) noexcept {
  // What a CommitTransfer throws comes too late.
  v8::TryCatch try_catch(agent_.isolate());
  parts.host_objects.reserve(entries_.size());
  for (Entry& entry : entries_) {
    if (entry.transfer) {
      ++parts.transferred_host_objects;
      entry.host.steps->CommitTransfer(*entry.prepared.holder);
      WrapperRegistry::Of(agent_).SetDetached(
          entry.object.Get(agent_.isolate()));
    }
    parts.host_objects.push_back({.holder = std::move(entry.prepared.holder),
                                  .has_data = !entry.prepared.data.IsEmpty()});
  }
}

void HostObjectTable::AfterCommit(MessageParts& parts) {
  for (size_t i = 0; i < parts.transferred_host_objects; ++i) {
    Entry& entry = entries_[i];
    const bool runs_on = RunReporting(agent_, context_, [&] {
      entry.host.steps->AfterCommit(
          agent_, context_, entry.object.Get(agent_.isolate()),
          *parts.host_objects[i].holder, entry.prepared.data);
    });
    if (!runs_on) break;
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
      entry.host.steps->AbortTransfer(agent_, context_,
                                      entry.object.Get(agent_.isolate()),
                                      entry.prepared.data);
      if (!try_catch.HasTerminated()) try_catch.Reset();
    }
    entries_.pop_back();
  }
  if (try_catch.HasTerminated()) try_catch.ReThrow();
}

std::vector<WrittenData> HostObjectTable::GetWrittenData() const {
  std::vector<WrittenData> written;
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

}  // namespace ferry::internal
