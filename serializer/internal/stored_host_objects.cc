#include "ferry/serializer/internal/stored_host_objects.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/transfer/data_holder.h"

namespace ferry::internal {
namespace {

// FailedPrecondition where there is none.
absl::StatusOr<const HostObjectType*> TypeOf(const AgentCluster& cluster,
                                             const DataHolder& holder) {
  const HostObjectType* type = cluster.FindHostObjectType(holder.tag());
  if (holder.tag() == 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        "Host object type \"", holder.type_name(), "\" has no byte form."));
  }
  if (type == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("Host object type \"", holder.type_name(), "\" with tag ",
                     holder.tag(), " is not registered in the AgentCluster."));
  }
  return type;
}

absl::StatusOr<MessageParts::HostTableEntry> Read(
    const AgentCluster& cluster,
    const wire::Envelope::StoredHostObject& stored) {
  const HostObjectType* type = cluster.FindHostObjectType(stored.tag);
  if (type == nullptr) {
    return absl::NotFoundError(absl::StrCat(
        "At byte ", stored.offset, ": there is a host object of type ",
        stored.tag, ", which is not registered in the AgentCluster."));
  }
  if (std::find(type->versions.begin(), type->versions.end(), stored.version) ==
      type->versions.end()) {
    return absl::UnimplementedError(
        absl::StrCat("At byte ", stored.offset, ": version ", stored.version,
                     " of host object type \"", type->name,
                     "\" is not one that this program reads."));
  }
  absl::StatusOr<std::unique_ptr<DataHolder>> holder =
      type->read(stored.version, stored.bytes);
  if (!holder.ok()) {
    return absl::Status(
        holder.status().code(),
        absl::StrCat("At byte ", stored.offset, ": ", type->name, ": ",
                     holder.status().message()));
  }
  if (*holder == nullptr) {
    return absl::InternalError(absl::StrCat("The reader of host object type \"",
                                            type->name, "\" gave no holder."));
  }
  if ((*holder)->tag() != type->tag) {
    return absl::InternalError(absl::StrCat(
        "The reader of host object type \"", type->name, "\" with tag ",
        type->tag, " gave a holder of type \"", (*holder)->type_name(),
        "\" with tag ", (*holder)->tag(), "."));
  }
  return MessageParts::HostTableEntry{.holder = *std::move(holder),
                                      .has_data = stored.has_data};
}

}  // namespace

absl::StatusOr<std::vector<uint8_t>> WriteHostObjects(
    const AgentCluster& cluster,
    absl::Span<const MessageParts::HostTableEntry> host_objects,
    absl::Span<const uint8_t> value) {
  wire::Envelope envelope;
  envelope.value = value;
  // What the envelope borrows.
  std::deque<std::string> bytes;
  for (const MessageParts::HostTableEntry& object : host_objects) {
    absl::StatusOr<const HostObjectType*> type =
        TypeOf(cluster, *object.holder);
    if (!type.ok()) return type.status();
    absl::StatusOr<std::string> written = object.holder->ToBytes();
    if (!written.ok()) {
      return absl::Status(
          written.status().code(),
          absl::StrCat("Host object type \"", object.holder->type_name(),
                       "\": ", written.status().message()));
    }
    const std::string& kept = bytes.emplace_back(*std::move(written));
    envelope.host_objects.push_back(
        {.tag = (*type)->tag,
         .version = (*type)->versions.front(),
         .has_data = object.has_data,
         .bytes = {reinterpret_cast<const uint8_t*>(kept.data()),
                   kept.size()}});
  }
  return wire::WriteEnvelope(envelope);
}

absl::StatusOr<std::vector<MessageParts::HostTableEntry>> ReadHostObjects(
    const AgentCluster& cluster, const wire::Envelope& envelope) {
  std::vector<MessageParts::HostTableEntry> host_objects;
  for (const wire::Envelope::StoredHostObject& stored : envelope.host_objects) {
    absl::StatusOr<MessageParts::HostTableEntry> object = Read(cluster, stored);
    if (!object.ok()) return object.status();
    host_objects.push_back(*std::move(object));
  }
  return host_objects;
}

}  // namespace ferry::internal
