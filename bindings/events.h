#ifndef FERRY_BINDINGS_EVENTS_H_
#define FERRY_BINDINGS_EVENTS_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-message.h>
#include <v8-object.h>
#include <v8-template.h>
#include <v8-value.h>

#include <functional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/agent/agent.h"

// Events of the embedder's own: its global object, its Worker. All of it is for
// realms that InstallGlobals was called for, with the isolate current.
namespace ferry {

// The global object of `context` becomes an EventTarget, with an event handler
// attribute for each of `handlers`, such as "message" for onmessage. Once for
// an agent. `listens_changed` hears when it gets its first listener of any
// type, and when it loses its last. When it throws, the result is empty.
v8::Maybe<bool> MakeGlobalEventTarget(
    Agent& agent, v8::Local<v8::Context> context,
    absl::Span<const absl::string_view> handlers,
    std::function<void(bool listens)> listens_changed = nullptr);

// Instances of `interface` become event targets in `context`, its constructor
// inherits from EventTarget and has those event handler attributes. When it
// throws, the result is empty.
v8::Maybe<bool> MakeEventTarget(Agent& agent, v8::Local<v8::Context> context,
                                v8::Local<v8::FunctionTemplate> interface,
                                absl::Span<const absl::string_view> handlers);

// Fires an event of that type at `target`. Listeners that throw are reported to
// the agent's EventLoop. When it throws, and where execution is terminating,
// the result is empty.
v8::Maybe<bool> FireEvent(Agent& agent, v8::Local<v8::Context> context,
                          v8::Local<v8::Object> target, absl::string_view type);

// Fires `message`, a MessageEvent. What the only listener throws stays pending,
// for a caller that reports it with its place: EventLoop::RunCallback.
v8::Maybe<bool> FireMessage(Agent& agent, v8::Local<v8::Context> context,
                            v8::Local<v8::Object> target,
                            v8::Local<v8::Value> data,
                            absl::Span<const v8::Local<v8::Object>> ports);
// Fires `messageerror`, a MessageEvent whose own property `error` says why.
v8::Maybe<bool> FireMessageError(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> target,
                                 v8::Local<v8::Value> error);

// Fires `error`, an ErrorEvent. True where a listener handled it, so that
// nobody else need hear of it.
struct ErrorReport {
  absl::string_view message;
  absl::string_view filename;
  int line = 0;    // 1-based
  int column = 0;  // 1-based
  // `undefined` where it is empty.
  v8::Local<v8::Value> error;
};
v8::Maybe<bool> FireError(Agent& agent, v8::Local<v8::Context> context,
                          v8::Local<v8::Object> target,
                          const ErrorReport& report);

}  // namespace ferry

#endif  // FERRY_BINDINGS_EVENTS_H_
