#ifndef FERRY_BINDINGS_INTERNAL_FUNCTIONS_H_
#define FERRY_BINDINGS_INTERNAL_FUNCTIONS_H_

#include <v8-context.h>
#include <v8-function-callback.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/bindings/arguments.h"
#include "ferry/bindings/internal/kept_resource.h"

// Native functions that outlive their agent, and how they are defined.
namespace ferry::internal {

// Leads to the agent for as long as there is one.
using AgentCell = std::shared_ptr<Agent*>;

// What the native functions of an agent have as their data.
class AgentLink final : public Resource {
 public:
  // The one that the agent's snapshot keeps, or a new one.
  static v8::Local<v8::String> Get(Agent& agent, AgentCell cell);
  // Where a snapshot keeps it.
  static constexpr absl::string_view kName = "ferry::AgentLink";

  const char* data() const override { return kName.data(); }
  size_t length() const override { return kName.size(); }

  Agent* agent() const { return *cell_; }

 private:
  explicit AgentLink(AgentCell cell) : cell_(std::move(cell)) {}

  const AgentCell cell_;
};

// The agent of a function whose data is such a link; null, with an Error
// pending, where it is gone.
Agent* AgentOf(const CallInfo& info);
// The same for a function that needs an event loop: a startup snapshot may have
// brought it to an agent without one.
Agent* AgentWithLoopOf(const CallInfo& info);

// The Error of a function that is called after its agent's end.
void ThrowAgentGone(v8::Isolate* isolate);

void ThrowTypeError(v8::Isolate* isolate, absl::string_view message);

// newDOMException(name, message), for scripts.
void NewDOMException(const CallInfo& info);

// Throws WebIDL's TypeError where a call has too few arguments. `call` is such
// as "Failed to execute 'postMessage' on 'MessagePort'".
bool HasArguments(const CallInfo& info, absl::string_view call, int needed);

// A function of `context` that is no constructor. `length` is the number of
// arguments that are needed.
v8::MaybeLocal<v8::Function> NewFunction(v8::Local<v8::Context> context,
                                         v8::Local<v8::Value> data,
                                         absl::string_view name, int length,
                                         v8::FunctionCallback callback);

// A native member of an interface, or of a global object.
struct NativeMethod {
  const char* name;
  int length;
  v8::FunctionCallback callback;
};

// Defines it as WebIDL does: writable, enumerable, configurable.
v8::Maybe<bool> DefineMethod(v8::Local<v8::Context> context,
                             v8::Local<v8::Value> data,
                             v8::Local<v8::Object> on,
                             const NativeMethod& method);

// For ExternalReferences.
void AddReferences(absl::Span<const NativeMethod> methods,
                   std::vector<intptr_t>& references);

// Defines what WebIDL calls an interface object: not enumerable.
v8::Maybe<bool> DefineInterface(v8::Local<v8::Context> context,
                                v8::Local<v8::Object> on,
                                absl::string_view name,
                                v8::Local<v8::Value> value);

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_FUNCTIONS_H_
