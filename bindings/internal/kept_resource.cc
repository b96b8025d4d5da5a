#include "ferry/bindings/internal/kept_resource.h"

#include "absl/log/absl_check.h"
#include "ferry/agent/internal/v8_compat.h"

namespace ferry::internal {

v8::Local<v8::String> KeptResource(Agent& agent, absl::string_view name,
                                   Resource* resource) {
  v8::Local<v8::String> string;
  if (agent.TakeKept<v8::String>(name).ToLocal(&string)) {
    ABSL_CHECK(MakeExternal(agent.isolate(), string, resource));
    return string;
  }
  return v8::String::NewExternalOneByte(agent.isolate(), resource)
      .ToLocalChecked();
}

}  // namespace ferry::internal
