#ifndef FERRY_BINDINGS_COLLECTED_H_
#define FERRY_BINDINGS_COLLECTED_H_

#include "ferry/agent/v8_version.h"

#if !FERRY_V8_AT_LEAST(13, 6)
#error "ferry: classes that cppgc manages need V8 13.6 or later"
#endif

#include <cppgc/allocation.h>
#include <cppgc/garbage-collected.h>
#include <cppgc/visitor.h>
#include <v8-cppgc.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-sandbox.h>

#include <utility>

#include "absl/log/absl_check.h"
#include "ferry/agent/agent.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry {

// The first base of a native class whose C++ objects V8 collects with its own:
// they are in the isolate's cppgc heap, and refer to JavaScript objects and to
// each other by members that Trace tells of, in cycles too.
//
//   class Sound final : public ferry::Collected, public ferry::PlatformObject {
//    public:
//     void Trace(cppgc::Visitor* visitor) const override;
//     ...
//   };
//
//   Sound* sound = ferry::MakeCollected<Sound>(agent, samples);
//   ferry::NativeClass<Sound>::Of(agent).New(context, sound);
//
// Everything else is as in NativeClass. Its DataHolder leaves the isolate, so
// that owns nothing of cppgc. An object lives as long as its wrapper, or
// anything else that cppgc knows, refers to it; what is behind a wrapper at the
// agent's end stays, and its functions throw.
#if FERRY_V8_AT_LEAST(14, 2)
using Collected = v8::Object::Wrappable;
#else
class Collected : public cppgc::GarbageCollected<Collected> {
 public:
  virtual ~Collected() = default;
  virtual void Trace(cppgc::Visitor* visitor) const {}
};
#endif

// A new T in the cppgc heap of the agent's isolate, which has one
// (v8::Isolate::CreateParams::cpp_heap). Without a wrapper it lives until the
// next garbage collection that finds no reference to it.
template <typename T, typename... Arguments>
T* MakeCollected(Agent& agent, Arguments&&... arguments) {
  v8::CppHeap* heap = agent.isolate()->GetCppHeap();
  ABSL_CHECK(heap != nullptr) << "MakeCollected needs an isolate with a "
                                 "v8::CppHeap: CreateParams::cpp_heap";
  return cppgc::MakeGarbageCollected<T>(heap->GetAllocationHandle(),
                                        std::forward<Arguments>(arguments)...);
}

namespace internal {

// For NativeClass.
template <typename T>
void WrapCollected(Agent& agent, v8::Local<v8::Object> wrapper, T* native) {
  v8::Object::Wrap<v8::CppHeapPointerTag::kDefaultTag>(agent.isolate(), wrapper,
                                                       native);
  WrapperRegistry::Of(agent).WrapCollected(wrapper, *native);
}

}  // namespace internal
}  // namespace ferry

#endif  // FERRY_BINDINGS_COLLECTED_H_
