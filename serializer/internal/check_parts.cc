#include "ferry/serializer/internal/check_parts.h"

#include <v8-array-buffer.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/internal/builtin_holder.h"

namespace ferry::internal {
namespace {

using Stores = absl::Span<const std::shared_ptr<v8::BackingStore>>;

absl::Status Wrong(absl::string_view entry, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("MessageParts::", entry, " ", what));
}

std::string Entry(absl::string_view list, size_t index) {
  return absl::StrCat(list, "[", index, "]");
}

absl::Status CheckCount(absl::string_view count_name, size_t count,
                        absl::string_view list, size_t size) {
  if (count <= size) return absl::OkStatus();
  return Wrong(count_name, absl::StrCat("is ", count, ", but ", list,
                                        " has only ", size, " entries."));
}

// V8 ends the process where it gets memory of the other kind.
absl::Status CheckKind(absl::string_view list, Stores stores, bool shared,
                       absl::string_view remedy) {
  for (size_t i = 0; i < stores.size(); ++i) {
    if (stores[i] == nullptr) {
      return Wrong(Entry(list, i),
                   "is null. Every entry needs its v8::BackingStore.");
    }
    if (stores[i]->IsShared() != shared) return Wrong(Entry(list, i), remedy);
  }
  return absl::OkStatus();
}

// The memory of one entry.
struct Range {
  uintptr_t begin;
  uintptr_t end;
  bool shared;
  size_t index;

  std::string name() const {
    return Entry(shared ? "shared_array_buffers" : "array_buffers", index);
  }
};

void AddRanges(Stores stores, bool shared, std::vector<Range>& ranges) {
  for (size_t i = 0; i < stores.size(); ++i) {
    auto begin = reinterpret_cast<uintptr_t>(stores[i]->Data());
    if (stores[i]->MaxByteLength() == 0) continue;
    ranges.push_back({begin, begin + stores[i]->MaxByteLength(), shared, i});
  }
}

// Two live buffers over one memory, only shared memory may have.
absl::Status CheckOverlap(const MessageParts& parts) {
  std::vector<Range> ranges;
  AddRanges(parts.array_buffers, false, ranges);
  AddRanges(parts.shared_array_buffers, true, ranges);
  std::stable_sort(
      ranges.begin(), ranges.end(),
      [](const Range& a, const Range& b) { return a.begin < b.begin; });
  // Those that reach farthest, of all and of the ones that are not shared.
  const Range* any = nullptr;
  const Range* owned = nullptr;
  for (const Range& range : ranges) {
    const Range* before = range.shared ? owned : any;
    if (before != nullptr && before->end > range.begin) {
      return Wrong(range.name(),
                   absl::StrCat("has memory of ", before->name(),
                                " too, which would be in two live buffers. "
                                "Give each its own memory."));
    }
    if (any == nullptr || range.end > any->end) any = &range;
    if (!range.shared && (owned == nullptr || range.end > owned->end)) {
      owned = &range;
    }
  }
  return absl::OkStatus();
}

// What has room to grow, and not for scripts. V8 says nothing else of it.
absl::Status CheckWasmMemory(const MessageParts& parts) {
  for (size_t i = 0; i < parts.array_buffers.size(); ++i) {
    const v8::BackingStore& store = *parts.array_buffers[i];
    if (store.MaxByteLength() > store.ByteLength() &&
        !store.IsResizableByUserJavaScript()) {
      return Wrong(
          Entry("array_buffers", i),
          "is the memory of a WebAssembly.Memory, which stays where it "
          "is. Copy it.");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckHostObjects(const MessageParts& parts) {
  for (size_t i = 0; i < parts.host_objects.size(); ++i) {
    const DataHolder* holder = parts.host_objects[i].holder.get();
    const std::string entry = Entry("host_objects", i);
    if (holder == nullptr) {
      return Wrong(entry, "has no holder. Every entry needs its DataHolder.");
    }
    if (HasReservedTag(*holder)) {
      return Wrong(entry,
                   absl::StrCat("cannot be sent. ", ReservedTagError(*holder)));
    }
    if (holder->builtin_tag() == kMessagePortTag &&
        i >= parts.transferred_host_objects) {
      return Wrong(entry, absl::StrCat("is a MessagePort, which can only be "
                                       "transferred: put it among the first ",
                                       "transferred_host_objects."));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckParts(const MessageParts& parts) {
  absl::Status status =
      CheckCount("transferred_array_buffers", parts.transferred_array_buffers,
                 "array_buffers", parts.array_buffers.size());
  status.Update(CheckCount("transferred_host_objects",
                           parts.transferred_host_objects, "host_objects",
                           parts.host_objects.size()));
  status.Update(CheckCount("nested_array_buffers", parts.nested_array_buffers,
                           "the transferred array_buffers",
                           parts.transferred_array_buffers));
  status.Update(CheckCount("nested_host_objects", parts.nested_host_objects,
                           "the transferred host_objects",
                           parts.transferred_host_objects));
  status.Update(CheckKind("array_buffers", parts.array_buffers, false,
                          "is shared memory. Put it into shared_array_buffers, "
                          "and write it with Writer::SharedArrayBuffer."));
  status.Update(
      CheckKind("shared_array_buffers", parts.shared_array_buffers, true,
                "is not shared memory. Put it into array_buffers, and "
                "write it with Writer::TransferredArrayBuffer."));
  if (!status.ok()) return status;
  status.Update(CheckWasmMemory(parts));
  status.Update(CheckOverlap(parts));
  status.Update(CheckHostObjects(parts));
  return status;
}

}  // namespace ferry::internal
