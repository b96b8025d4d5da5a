#ifndef FERRY_AGENT_STARTUP_SNAPSHOT_H_
#define FERRY_AGENT_STARTUP_SNAPSHOT_H_

#include <v8-data.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-primitive.h>
#include <v8-snapshot.h>

#include <cstddef>
#include <string>
#include <unordered_map>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ferry {

class Agent;

// What an agent leaves in a V8 startup snapshot, each under a name:
// SnapshotCreator::AddData. Extensions write to it in
// AgentExtension::WriteSnapshot. Isolate-bound; lives for one
// Agent::EndForSnapshot.
class SnapshotWriter {
 public:
  explicit SnapshotWriter(v8::SnapshotCreator& creator) : creator_(creator) {}

  SnapshotWriter(const SnapshotWriter&) = delete;
  SnapshotWriter& operator=(const SnapshotWriter&) = delete;

  // Templates, symbols, private symbols and primitives: what belongs to no
  // realm. Names are the agent's: begin with that of the extension's class. A
  // name has no line break.
  template <typename T>
  void Keep(absl::string_view name, v8::Local<T> data) {
    v8::HandleScope handles(creator_.GetIsolate());
    Enter(name, creator_.AddData(data));
  }

  // Where V8 has the table of names. AlreadyExists where two had one name.
  absl::StatusOr<size_t> Finish();

 private:
  void Enter(absl::string_view name, size_t index);

  v8::SnapshotCreator& creator_;
  // A line for each name: its index, a space, the name.
  std::string table_;
  std::unordered_map<std::string, size_t> indexes_;
  std::string taken_twice_;
};

// The same in an isolate that was made of the snapshot. What was taken is gone
// from there. Isolate-bound; owned by the Agent.
class SnapshotReader {
 public:
  SnapshotReader(v8::Isolate* isolate, size_t table);

  SnapshotReader(const SnapshotReader&) = delete;
  SnapshotReader& operator=(const SnapshotReader&) = delete;

  // Empty where nothing of that name was kept, or it was taken. T is what was
  // given to Keep.
  template <typename T>
  v8::MaybeLocal<T> Take(absl::string_view name) {
    size_t index;
    if (!Leave(name, &index)) return {};
    return isolate_->GetDataFromSnapshotOnce<T>(index);
  }

 private:
  bool Leave(absl::string_view name, size_t* index);

  v8::Isolate* const isolate_;
  std::unordered_map<std::string, size_t> indexes_;
};

namespace internal {

// The private symbol that the agent's snapshot keeps under `name`, or a new one
// of that name.
v8::Local<v8::Private> KeptPrivate(Agent& agent, absl::string_view name);

}  // namespace internal

}  // namespace ferry

#endif  // FERRY_AGENT_STARTUP_SNAPSHOT_H_
