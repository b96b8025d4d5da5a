#ifndef FERRY_TESTS_SUPPORT_PIPE_H_
#define FERRY_TESTS_SUPPORT_PIPE_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-value.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry::testing_support {

// What happened to the pipes of a test. The counters of holders are atomic:
// holders are destroyed on any thread.
struct PipeLog {
  int pipes_alive = 0;
  std::atomic<int> holders_made{0};
  std::atomic<int> holders_destroyed{0};
  // "prepare a", "commit a", "abort a", "clone a", "finalize a" in order.
  std::vector<std::string> events;

  int holders_alive() const { return holders_made - holders_destroyed; }
};

// A native host object that counts: a name, and contents that move with it.
class Pipe final : public PlatformObject {
 public:
  static constexpr int kGone = -1;

  Pipe(std::shared_ptr<PipeLog> log, std::string name, TransferMode mode,
       int contents = 7);
  ~Pipe() override;

  TransferMode GetTransferMode() const override { return mode_; }
  HostObjectData Serialize(Agent& agent, v8::Local<v8::Context> context,
                           v8::Local<v8::Object> object) override;
  HostObjectData PrepareTransfer(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> object) override;
  v8::Maybe<void> ValidateTransfer(Agent& agent, v8::Local<v8::Context> context,
                                   v8::Local<v8::Object> object) override;
  void CommitTransfer(DataHolder& holder) noexcept override;
  void AbortTransfer(Agent& agent, v8::Local<v8::Context> context,
                     v8::Local<v8::Object> object,
                     v8::Local<v8::Value> data) override;
  v8::Maybe<void> NestedTransferables(
      Agent& agent, v8::Local<v8::Context> context,
      v8::Local<v8::Object> object,
      std::vector<v8::Local<v8::Object>>& nested) override;

  const std::string& name() const { return name_; }
  int contents() const { return contents_; }
  void Close() { contents_ = kGone; }

  // Sent along, and kept by the pipe that arrives; empty for none.
  v8::Global<v8::Value> data;
  // Transferred along.
  std::vector<v8::Global<v8::Object>> nested;
  // PrepareTransfer throws.
  bool fails_to_prepare = false;
  // What the holder says of itself.
  absl::string_view interface = "Pipe";

 private:
  v8::Maybe<void> CheckOpen(Agent& agent, v8::Local<v8::Context> context);
  HostObjectData NewData(int contents);

  const std::shared_ptr<PipeLog> log_;
  const std::string name_;
  const TransferMode mode_;
  int contents_;
};

// Makes `Pipe` a class of both realms of an isolate: pipes arrive only where
// the global object has it.
void InstallPipe(Agent& agent, v8::Local<v8::Context> context);

// A pipe with its wrapper, an instance of the class `Pipe` of `context`.
v8::Local<v8::Object> NewPipe(Agent& agent, v8::Local<v8::Context> context,
                              std::unique_ptr<Pipe> pipe);

// The pipe behind `value`; the test fails where it is none.
Pipe& PipeOf(Agent& agent, v8::Local<v8::Value> value);

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SUPPORT_PIPE_H_
