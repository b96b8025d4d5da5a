#ifndef FERRY_BENCHMARKS_SUPPORT_REALM_H_
#define FERRY_BENCHMARKS_SUPPORT_REALM_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-platform.h>
#include <v8-value.h>

#include <memory>
#include <optional>

#include "ferry/agent/agent.h"
#include "ferry/agent/event_loop_platform.h"

namespace ferry::benchmarks {

// One isolate with an agent, an event loop and an entered context, for as long
// as it lives. The first one starts V8.
class Realm {
 public:
  Realm();
  ~Realm();

  Realm(const Realm&) = delete;
  Realm& operator=(const Realm&) = delete;

  v8::Isolate* isolate() const { return isolate_; }
  v8::Local<v8::Context> context() const { return context_; }
  Agent& agent() { return *agent_; }
  PlatformEventLoop& event_loop() { return *event_loop_; }

  // Runs a task that waits; false where there is none.
  bool RunTask();
  // Waits for a task and runs it.
  void WaitForTask();

  // The value of a JavaScript expression, which must not throw.
  v8::Local<v8::Value> Evaluate(const char* source);

 private:
  const std::shared_ptr<v8::ArrayBuffer::Allocator> allocator_;
  v8::Isolate* const isolate_;
  std::optional<v8::Isolate::Scope> isolate_scope_;
  std::optional<v8::HandleScope> handles_;
  v8::Local<v8::Context> context_;
  std::optional<v8::Context::Scope> context_scope_;
  std::optional<PlatformEventLoop> event_loop_;
  std::optional<Agent> agent_;
};

}  // namespace ferry::benchmarks

#endif  // FERRY_BENCHMARKS_SUPPORT_REALM_H_
