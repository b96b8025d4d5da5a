#ifndef FERRY_SERIALIZER_SERIALIZED_VALUE_H_
#define FERRY_SERIALIZER_SERIALIZED_VALUE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/wire/limits.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/value.h"
#include "ferry/wire/writer.h"

namespace ferry {

namespace internal {
struct Block;
class MessageTables;
}  // namespace internal

// A serialized JavaScript value on its way: bytes in V8's format and what they
// refer to (transferred and shared memory, data holders, compiled modules).
//
// Ownership: move-only, and owns everything in it. Destroying a value that
// nobody received releases what was transferred, exactly once. A value with
// V8's shared structs dies before the isolate that shares them.
//
// Threads: thread-compatible, bound to no isolate: made on one thread, it may
// be deserialized or destroyed on another. Several threads may deserialize one
// value without transfers at once. While it is read it must not be received,
// moved from or destroyed, also not by code that runs in between (constructors,
// [kDeserialize]()).
//
// Isolates of its memory need array_buffer_allocator_shared: backing stores
// outlive the isolate that they come from.
class SerializedValue {
 public:
  // A consumed value.
  SerializedValue() = default;

  SerializedValue(SerializedValue&& other) noexcept = default;
  SerializedValue& operator=(SerializedValue&& other) noexcept = default;

  // A value from bytes of another time or process, written by V8 (wire versions
  // 13 and later, as the V8 in use reads) or by ToBytes. Copies them and checks
  // the copy whole, so that V8 may read it whoever wrote the bytes. No isolate.
  //
  //   absl::StatusOr<SerializedValue> value =
  //       SerializedValue::FromBytes(agent.cluster(), bytes);
  //
  // The error is InvalidArgument when there is no cluster; DataLoss, with the
  // byte offset, when the bytes are no value; ResourceExhausted when the value
  // asks for more than `limits`; Unimplemented when its version is newer;
  // NotFound when the cluster does not have the type of a host object; else
  // what the type's reader says.
  static absl::StatusOr<SerializedValue> FromBytes(
      std::shared_ptr<const AgentCluster> cluster,
      absl::Span<const uint8_t> bytes, const wire::Limits& limits = {});

  // A value that native code wrote. No isolate.
  //
  //   ferry::MessageParts parts;
  //   parts.array_buffers.push_back(ferry::ToBackingStore(std::move(column)));
  //   wire::Writer writer;
  //   writer.TransferredArrayBuffer(0);
  //   absl::StatusOr<SerializedValue> value = SerializedValue::FromWriter(
  //       cluster, std::move(writer), std::move(parts));
  //
  // The numbers that the writer was given are indexes of `parts`, from which
  // the value takes the memory over; the first `transferred_array_buffers` of
  // its buffers, and host objects likewise, arrive as if they had been
  // transferred, the others as parts of the value. Checks the whole, so that V8
  // may read it.
  //
  // The error is the writer's; InvalidArgument when there is no cluster, or the
  // parts do not fit together, which it names by their index; else what
  // FromBytes says of bytes. After an error `parts` are as they were.
  static absl::StatusOr<SerializedValue> FromWriter(
      std::shared_ptr<const AgentCluster> cluster, wire::Writer&& writer,
      MessageParts&& parts = MessageParts(), const wire::Limits& limits = {});

  // The byte form of a value from StructuredSerializeForStorage or FromBytes;
  // another value has one only where it holds neither buffers nor views, which
  // then have a form for messages. The error is FailedPrecondition when the
  // value has none, else what a holder's ToBytes says.
  absl::StatusOr<std::vector<uint8_t>> ToBytes() const;

  // In V8's wire format; valid until the value is moved from or destroyed.
  absl::Span<const uint8_t> bytes() const {
    return {block_.get(), consumed() ? 0 : size_};
  }

  // For native code, which reads it with wire::Document or wire::Reader: the
  // bytes and the memory of the buffers, shared ones included, which others may
  // be writing to. Valid until the value is received or destroyed; a move keeps
  // it. Any number of threads at once.
  //
  //   absl::StatusOr<wire::Document> document =
  //       wire::Document::Open(value.view());
  wire::MessageView view() const;

  // The memory of a buffer, or what a view shows of it, to be written in place;
  // `buffer` is of a Document over view(). The error is FailedPrecondition
  // when this value does not own the memory alone, because it is shared or of
  // another value.
  absl::StatusOr<absl::Span<uint8_t>> WritableBytes(const wire::Value& buffer);

  // The same of the elements of a typed array. Also the errors of
  // wire::Value::span.
  template <typename T>
  absl::StatusOr<absl::Span<T>> WritableSpan(const wire::Value& typed_array) {
    absl::StatusOr<absl::Span<const T>> elements = typed_array.span<T>();
    if (!elements.ok()) return elements.status();
    absl::StatusOr<absl::Span<uint8_t>> bytes = WritableBytes(typed_array);
    if (!bytes.ok()) return bytes.status();
    return absl::MakeSpan(reinterpret_cast<T*>(bytes->data()),
                          elements->size());
  }

  // Gives its parts away, for a value that is made from this one (with
  // wire::Copier and FromWriter), and is consumed.
  MessageParts TakeParts() &&;

  // Whether something was transferred: the value can be received only once.
  bool has_transfers() const { return parts().has_transfers(); }

  // Whether the value was received, or moved from.
  bool consumed() const { return block_ == nullptr; }

  // Whether agents of `cluster` may receive it: another cluster's may where it
  // shares no memory.
  bool MayEnter(const AgentCluster* cluster) const {
    return !parts().shares_memory() || cluster_.get() == cluster;
  }
  const MessageParts& parts() const {
    return parts_ == nullptr ? MessageParts::None() : *parts_;
  }

  // For the library: takes the first `size` bytes of `block`, which has some;
  // `parts` is null where there are none.
  SerializedValue(const std::shared_ptr<const AgentCluster>& cluster,
                  internal::Block block, size_t size,
                  std::unique_ptr<MessageParts> parts);

  // For the library: the block, of a value that is not needed any more.
  internal::Block ReleaseBlock() &&;

 private:
  struct Free {
    void operator()(uint8_t* memory) const { std::free(memory); }
  };

  // What view() shows of the parts; the first who asks makes it. Several
  // threads may ask at once; a move is for one.
  class Tables {
   public:
    Tables() = default;
    Tables(Tables&& other) noexcept : made_(other.Release()) {}
    Tables& operator=(Tables&& other) noexcept {
      const internal::MessageTables* made = other.Release();
      Delete(Release());
      made_.store(made, std::memory_order_relaxed);
      return *this;
    }
    ~Tables() { Delete(Release()); }

    // Always of the same parts.
    const internal::MessageTables& Get(const MessageParts& parts) const;

   private:
    static void Delete(const internal::MessageTables* made) {
      if (made != nullptr) DeleteSlow(made);
    }
    static void DeleteSlow(const internal::MessageTables* made);
    const internal::MessageTables* Release() {
      const internal::MessageTables* made =
          made_.load(std::memory_order_relaxed);
      made_.store(nullptr, std::memory_order_relaxed);
      return made;
    }

    mutable std::atomic<const internal::MessageTables*> made_{nullptr};
  };

  // Leaves `parts` where it fails.
  static absl::StatusOr<SerializedValue> CopyAndCheck(
      const std::shared_ptr<const AgentCluster>& cluster,
      absl::Span<const uint8_t> bytes, std::unique_ptr<MessageParts>&& parts,
      const wire::Limits& limits);

  // Null where there are no parts: bytes belong to no cluster, and threads need
  // not share a counter.
  std::shared_ptr<const AgentCluster> cluster_;
  // A block of malloc.
  std::unique_ptr<uint8_t, Free> block_;
  size_t capacity_ = 0;
  size_t size_ = 0;
  std::unique_ptr<MessageParts> parts_;
  Tables tables_;
};

}  // namespace ferry

#endif  // FERRY_SERIALIZER_SERIALIZED_VALUE_H_
