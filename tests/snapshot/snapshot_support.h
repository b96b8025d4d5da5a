#ifndef FERRY_TESTS_SNAPSHOT_SNAPSHOT_SUPPORT_H_
#define FERRY_TESTS_SNAPSHOT_SNAPSHOT_SUPPORT_H_

#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-snapshot.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/bindings/install_globals.h"
#include "ferry/tests/bindings/support/bindings_test.h"
#include "ferry/tests/support/test_isolate.h"

namespace ferry::testing_support {

// What an isolate needs to be made with ferry's and the test's functions.
struct SnapshotProgram {
  SnapshotProgram();

  std::vector<intptr_t> references;
  GlobalsOptions globals;
};

// The value of a script as text, or what it throws.
std::string RunToText(v8::Local<v8::Context> context, absl::string_view script);

// An isolate that becomes a snapshot, with an agent and realms that have the
// globals.
class SnapshotIsolate {
 public:
  SnapshotIsolate(const SnapshotProgram& program, EventLoop* loop);
  ~SnapshotIsolate();

  v8::Isolate* isolate() { return creator_.GetIsolate(); }
  Agent& agent() { return *agent_; }

  // A new realm; its number.
  size_t AddRealm();
  std::string Run(size_t realm, absl::string_view script);

  absl::StatusOr<size_t> End() { return agent_->EndForSnapshot(creator_); }
  // After End has succeeded.
  v8::StartupData CreateBlob();

 private:
  const SnapshotProgram& program_;
  v8::SnapshotCreator creator_;
  std::optional<v8::HandleScope> handles_;
  std::unique_ptr<Agent> agent_;
  std::vector<v8::Local<v8::Context>> realms_;
};

// An isolate that is made of a snapshot, with all of its realms.
class StartedIsolate {
 public:
  StartedIsolate(const SnapshotProgram& program, const v8::StartupData& blob,
                 size_t agent_index, size_t realms, EventLoop* loop);

  v8::Isolate* isolate() { return isolate_.get(); }
  Agent& agent() { return *agent_; }
  v8::Local<v8::Context> realm(size_t number) { return realms_[number]; }

  // As if the isolate became another snapshot.
  absl::StatusOr<size_t> End();

  // Gives each realm its agent.
  void Install();
  std::string Run(size_t realm, absl::string_view script) {
    return RunToText(realms_[realm], script);
  }

 private:
  const SnapshotProgram& program_;
  IsolatePtr isolate_;
  v8::Isolate::Scope isolate_scope_;
  v8::HandleScope handles_;
  std::unique_ptr<Agent> agent_;
  std::vector<v8::Local<v8::Context>> realms_;
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SNAPSHOT_SNAPSHOT_SUPPORT_H_
