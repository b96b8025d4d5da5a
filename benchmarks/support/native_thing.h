#ifndef FERRY_BENCHMARKS_SUPPORT_NATIVE_THING_H_
#define FERRY_BENCHMARKS_SUPPORT_NATIVE_THING_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-persistent-handle.h>

#include "ferry/agent/agent.h"

namespace ferry::benchmarks {

// A class whose objects wrap a native PlatformObject with so many numbers. None
// of them is used when this is gone.
class NativeThingClass {
 public:
  NativeThingClass(Agent& agent, v8::Local<v8::Context> context, int fields);

  Agent& agent() { return agent_; }
  int fields() const { return fields_; }
  v8::Local<v8::Function> constructor() {
    return constructor_.Get(agent_.isolate());
  }

 private:
  Agent& agent_;
  const int fields_;
  v8::Global<v8::Function> constructor_;
};

}  // namespace ferry::benchmarks

#endif  // FERRY_BENCHMARKS_SUPPORT_NATIVE_THING_H_
