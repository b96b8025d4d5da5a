#ifndef FERRY_BINDINGS_INTERNAL_NATIVE_MEMBER_H_
#define FERRY_BINDINGS_INTERNAL_NATIVE_MEMBER_H_

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "ferry/agent/agent.h"
#include "ferry/bindings/internal/functions.h"

// What is the same in all calls of members of native classes.
namespace ferry::internal {

// Leads to the agent for as long as there is one.
using AgentCell = std::shared_ptr<Agent*>;

// What such a function has as its data: the agent, how errors call the
// function, and how many arguments it needs.
//
// It is the resource of a string of V8, which destroys it with the string, in
// whatever order functions, realms, the agent and the isolate end. An object
// with an internal field would belong to a realm, and a template belongs to
// none.
class NativeMember final : public v8::String::ExternalOneByteStringResource {
 public:
  // `call` is such as "Failed to execute 'close' on 'File'".
  static v8::Local<v8::Value> New(v8::Isolate* isolate, AgentCell agent,
                                  std::string call, int needed);

  // Of a function that has one.
  static const NativeMember& Of(const CallInfo& info);

  // The agent of the call; null, with an exception pending, where the agent is
  // gone or arguments are missing.
  Agent* Enter(const CallInfo& info) const;
  // The same for a constructor, which must be called with `new`.
  Agent* EnterConstructor(const CallInfo& info) const;

  const char* data() const override { return call_.data(); }
  size_t length() const override { return call_.size(); }

 private:
  NativeMember(AgentCell agent, std::string call, int needed)
      : agent_(std::move(agent)), call_(std::move(call)), needed_(needed) {}

  const AgentCell agent_;
  const std::string call_;
  const int needed_;
};

// The constructor of classes that scripts cannot make objects of.
void IllegalConstructor(const CallInfo& info);

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_NATIVE_MEMBER_H_
