#ifndef FERRY_DELEGATES_INTERNAL_HOST_OBJECT_TABLE_H_
#define FERRY_DELEGATES_INTERNAL_HOST_OBJECT_TABLE_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/internal/path_finder.h"
#include "ferry/delegates/internal/refusal.h"
#include "ferry/delegates/internal/transfer_list.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/delegates/serialize_options.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/internal/host_object.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry::internal {

// The host objects that one serialization meets: first those of the transfer
// list, in its order, then clones in the order in which they are met.
//
// Stack only; isolate-bound. An abandoned table gives nothing up: Abort, or
// Commit, ends it.
class HostObjectTable {
 public:
  // `options` outlives it.
  HostObjectTable(Agent& agent, v8::Local<v8::Context> context,
                  ForStorage for_storage, const SerializeOptions& options)
      : agent_(agent),
        context_(context),
        for_storage_(for_storage),
        options_(options) {}

  HostObjectTable(const HostObjectTable&) = delete;
  HostObjectTable& operator=(const HostObjectTable&) = delete;

  // Adds the host objects that `list` collected, before anything else. The list
  // outlives this.
  void AddListed(const TransferList& list);

  // Finds or makes the index that stands for `object` on the wire. Refuses when
  // it may not be cloned, or the table is full. Runs no user code.
  MaybeRefusal GetIndex(v8::Local<v8::Object> object, uint32_t& index);

  // Asks each object for its data, native ones first, and hands each data value
  // to `write`, in table order. Both may add objects. Gives nothing up.
  MaybeRefusal Prepare(
      absl::FunctionRef<v8::Maybe<void>(v8::Local<v8::Value>)> write);

  // Asks again, after user code ran.
  MaybeRefusal Validate();

  // The data values that Prepare has begun to write, in their order.
  std::vector<WrittenData> GetWrittenData() const;

  // Gives everything to `parts`. Cannot fail.
  void Commit(MessageParts& parts) noexcept;

  // Once the whole message is committed: has those that were transferred begin
  // what they begin. Runs user code, whose errors are reported; a termination
  // stays requested.
  void AfterCommit(MessageParts& parts);

  // Whom Abort asks. While execution terminates no JavaScript can run.
  enum class AbortSteps { kAll, kNativeOnly };

  // A step before the commit failed: takes back what Prepare did, last first.
  // Keeps the pending exception.
  void Abort(AbortSteps steps);

  bool empty() const { return entries_.empty(); }
  uint32_t size() const { return static_cast<uint32_t>(entries_.size()); }
  // How many have data, once they are prepared.
  uint32_t data_values() const;

 private:
  struct Entry {
    // V8 closes the scope of a handle that it passes to a hook.
    v8::Global<v8::Object> object;
    FoundHostObject host;
    bool transfer;
    HostObjectData prepared;
  };

  absl::string_view WhyNotCloned(TransferMode mode) const;
  MaybeRefusal PrepareEntry(size_t i);
  // Whether what was prepared may enter the message.
  MaybeRefusal CheckHolder(const DataHolder& holder,
                           v8::Local<v8::Object> object);
  MaybeRefusal ValidateEntry(const Entry& entry);
  // Asks ValidateTransfer.
  MaybeRefusal ValidateTransfer(const Entry& entry,
                                v8::Local<v8::Object> object);
  Refusal Refuse(v8::Local<v8::Object> object, absl::string_view why) const {
    return RefusalOf(agent_.isolate(), object, why);
  }

  Agent& agent_;
  const v8::Local<v8::Context> context_;
  const ForStorage for_storage_;
  const SerializeOptions& options_;
  // Null where nothing is transferred.
  const TransferList* transfer_list_ = nullptr;
  std::vector<Entry> entries_;
  // How many entries' data Prepare has begun to write.
  size_t written_ = 0;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_HOST_OBJECT_TABLE_H_
