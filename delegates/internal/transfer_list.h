#ifndef FERRY_DELEGATES_INTERNAL_TRANSFER_LIST_H_
#define FERRY_DELEGATES_INTERNAL_TRANSFER_LIST_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/delegates/internal/object_index.h"
#include "ferry/delegates/internal/refusal.h"
#include "ferry/delegates/serialize_options.h"
#include "ferry/transfer/internal/host_object.h"

namespace ferry {

class Agent;

namespace internal {

// A transfer list that was checked entry by entry, nested transferables
// included; later it is checked once more and then gives its buffers up.
//
// Stack only, in one HandleScope; isolate-bound.
class TransferList {
 public:
  struct Buffer {
    v8::Local<v8::ArrayBuffer> object;
    size_t index;
    size_t byte_length;
    v8::Local<v8::Value> detach_key;
  };
  struct Item {
    v8::Local<v8::Object> object;
    FoundHostObject host;
    size_t index;
  };

  // `source_port` is refused; empty where the list goes through no port.
  TransferList(Agent& agent, v8::Local<v8::Context> context,
               const DetachKeyFor& detach_key_for,
               v8::Local<v8::Object> source_port)
      : agent_(agent),
        context_(context),
        detach_key_for_(detach_key_for),
        source_port_(source_port) {}

  TransferList(const TransferList&) = delete;
  TransferList& operator=(const TransferList&) = delete;

  // Checks `list` and collects what it names. Runs [kTransferList]() of listed
  // JavaScript objects. A refusal names the entry that cannot be transferred.
  MaybeRefusal Collect(absl::Span<const v8::Local<v8::Object>> list);

  // Checks again what user code may have changed since. Gives nothing up.
  MaybeRefusal ValidateAgain();

  // Detaches the buffers, in list order. Refuses only a buffer with a detach
  // key that nobody declared; the buffers before it are lost then, which the
  // refusal says.
  MaybeRefusal DetachBuffers();

  // The listed ones in list order, then those that travel nested in them.
  absl::Span<const Buffer> buffers() const { return buffers_; }
  absl::Span<const Item> host_objects() const { return host_objects_; }
  size_t nested_buffers() const { return buffers_.size() - listed_buffers_; }
  size_t nested_host_objects() const {
    return host_objects_.size() - listed_host_objects_;
  }

  // The place of `object` among host_objects().
  std::optional<size_t> FindHostObject(v8::Local<v8::Object> object) const;

 private:
  MaybeRefusal Add(v8::Local<v8::Object> object, size_t index);
  MaybeRefusal AddBuffer(v8::Local<v8::ArrayBuffer> buffer, size_t index);
  MaybeRefusal AddHostObject(v8::Local<v8::Object> object, size_t index);
  // Refuses what is marked as untransferable, with these words.
  MaybeRefusal CheckMark(v8::Local<v8::Object> object, size_t index,
                         absl::string_view problem);
  MaybeRefusal CheckBuffer(v8::Local<v8::ArrayBuffer> buffer, size_t index);
  MaybeRefusal CollectNested(v8::Local<v8::Object> object,
                             const FoundHostObject& host, size_t index);
  MaybeRefusal AddNested(v8::Local<v8::Object> object, size_t index);
  // "Entry <index> of the transfer list (<what it is>) <problem>".
  Refusal Refuse(v8::Local<v8::Object> object, size_t index,
                 absl::string_view problem);

  Agent& agent_;
  const v8::Local<v8::Context> context_;
  const DetachKeyFor& detach_key_for_;
  const v8::Local<v8::Object> source_port_;
  std::vector<Buffer> buffers_;
  std::vector<Item> host_objects_;
  size_t listed_buffers_ = 0;
  size_t listed_host_objects_ = 0;
  // Everything collected, and for each the index of its entry.
  ObjectIndex seen_;
  std::vector<size_t> seen_index_;
  size_t listed_ = 0;
  ObjectIndex host_object_index_;
  // Memory of listed buffers: two buffers may be made over one store.
  std::unordered_map<const void*, size_t> memory_;
};

}  // namespace internal
}  // namespace ferry

#endif  // FERRY_DELEGATES_INTERNAL_TRANSFER_LIST_H_
