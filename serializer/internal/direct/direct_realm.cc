#include "ferry/serializer/internal/direct/direct_realm.h"

#include <v8-exception.h>
#include <v8-primitive.h>
#include <v8-script.h>

#include "ferry/agent/internal/v8_compat.h"
#include "ferry/serializer/internal/direct/clone_script.h"
#include "ferry/serializer/internal/direct/realm_script.h"

namespace ferry::internal {
namespace {

// What the script gets.
v8::Local<v8::Object> NewNative(v8::Isolate* isolate,
                                v8::Local<v8::Context> context,
                                const DirectRealm::Natives& natives) {
  Members members = WalkMembers(isolate, context);
  members.emplace_back("enter", natives.enter);
  members.emplace_back("adopt", natives.adopt);
  members.emplace_back("step", natives.step);
  members.emplace_back(
      "trace", WithoutPrototype(isolate, context, v8::Array::New(isolate)));
  return NewMembers(isolate, members);
}

}  // namespace

void DirectRealm::Initialize(v8::Isolate* isolate,
                             v8::Local<v8::Context> context,
                             v8::Local<v8::Private> key,
                             const Natives& natives) {
  v8::HandleScope handles(isolate);
  v8::TryCatch try_catch(isolate);
  v8::Local<v8::Array> made;
  v8::Local<v8::Value> walk;
  v8::Local<v8::Value> trace;
  if (!RunScript(isolate, context, kCloneScript, "ferry:clone",
                 NewNative(isolate, context, natives))
           .ToLocal(&made) ||
      !made->Get(context, 0).ToLocal(&walk) ||
      !made->Get(context, 1).ToLocal(&trace) ||
      context->GetExtrasBindingObject()
          ->SetPrivate(context, key, made)
          .IsNothing()) {
    if (try_catch.HasTerminated()) try_catch.ReThrow();
    return;
  }
  ResetWeak(isolate, walk_, walk.As<v8::Function>());
  ResetWeak(isolate, empty_trace_, trace.As<v8::Object>());
}

}  // namespace ferry::internal
