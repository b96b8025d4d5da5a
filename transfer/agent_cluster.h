#ifndef FERRY_TRANSFER_AGENT_CLUSTER_H_
#define FERRY_TRANSFER_AGENT_CLUSTER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ferry/transfer/data_holder.h"

namespace ferry {

// A native host object type with a byte form, for storage and other processes.
struct HostObjectType {
  // Identifies the type on the wire: kFirstEmbedderTag or more, and never
  // reused for another type.
  uint32_t tag = 0;
  // For error messages: "Blob".
  std::string name;
  // The versions of the byte form that this build reads; it writes the first.
  // So two builds can talk while the newer one is rolled out.
  std::vector<uint32_t> versions;
  // Makes a holder from bytes of `version`. Any thread, no isolate. The status
  // is DataLoss where the bytes are damaged.
  std::function<absl::StatusOr<std::unique_ptr<DataHolder>>(
      uint32_t version, absl::Span<const uint8_t> bytes)>
      read;
};

// What the isolates that may share memory have in common: HTML's agent cluster.
// Shared memory and compiled WebAssembly modules never leave it.
//
//   auto cluster = ferry::AgentCluster::Create({});
//   ferry::Agent agent(isolate, *cluster);
//
// Immutable and thread-safe. Every Agent and every message keeps it alive.
class AgentCluster {
 public:
  struct Options {
    std::vector<HostObjectType> host_object_types;
  };

  // The error is InvalidArgument when a type has no tag, name, version or
  // reader, and AlreadyExists when a tag is given twice.
  static absl::StatusOr<std::shared_ptr<const AgentCluster>> Create(
      Options options);

  AgentCluster(const AgentCluster&) = delete;
  AgentCluster& operator=(const AgentCluster&) = delete;

  // The type of that tag, also of the library's own; null where there is none.
  const HostObjectType* FindHostObjectType(uint32_t tag) const;

 private:
  explicit AgentCluster(std::vector<HostObjectType> types);

  // Ordered by tag.
  const std::vector<HostObjectType> types_;
};

}  // namespace ferry

#endif  // FERRY_TRANSFER_AGENT_CLUSTER_H_
