#ifndef FERRY_DELEGATES_MESSAGE_PARTS_H_
#define FERRY_DELEGATES_MESSAGE_PARTS_H_

#include <v8-array-buffer.h>
#include <v8-value-serializer.h>
#include <v8-wasm.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "ferry/transfer/data_holder.h"

namespace ferry {

// What a message carries beside its bytes, which refer to it by index. Holds no
// handle of V8.
struct MessageParts {
  struct HostTableEntry {
    std::unique_ptr<DataHolder> holder;
    // Whether a value for DeserializeData follows the main value in the bytes.
    bool has_data = false;
  };

  // ArrayBuffers by transfer id: first the transferred ones, in the order of
  // the transfer list, then copies.
  std::vector<std::shared_ptr<v8::BackingStore>> array_buffers;
  size_t transferred_array_buffers = 0;
  // How many of them, the last, were not listed but travel nested.
  size_t nested_array_buffers = 0;
  // Whether the bytes have views in records of this library, so that they are
  // not V8's alone.
  bool has_view_records = false;
  // SharedArrayBuffers, by clone id.
  std::vector<std::shared_ptr<v8::BackingStore>> shared_array_buffers;
  std::vector<v8::CompiledWasmModule> wasm_modules;
  // The host table: first the transferred ones, in the order of the transfer
  // list, then clones.
  std::vector<HostTableEntry> host_objects;
  size_t transferred_host_objects = 0;
  size_t nested_host_objects = 0;
  // Keeps V8's shared structs alive while they travel.
  std::optional<v8::SharedValueConveyor> conveyor;

  // What a message has that is bytes alone.
  static const MessageParts& None();

  // Whether something was transferred, so that the message can be received only
  // once.
  bool has_transfers() const {
    return transferred_array_buffers > 0 || transferred_host_objects > 0;
  }

  // The memory that the message alone has beside its bytes.
  uint64_t ArrayBufferBytes() const;

  // The memory that lies beside the bytes, shared memory included.
  uint64_t BufferBytes() const;

  // Whether the bytes have a meaning outside of this process.
  bool is_bound_to_process() const {
    return has_transfers() || shares_memory() || has_view_records ||
           !array_buffers.empty();
  }

  // Whether the message must stay in its agent cluster.
  bool shares_memory() const {
    return !shared_array_buffers.empty() || !wasm_modules.empty() ||
           conveyor.has_value();
  }
};

}  // namespace ferry

#endif  // FERRY_DELEGATES_MESSAGE_PARTS_H_
