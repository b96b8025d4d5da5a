#include <v8-local-handle.h>
#include <v8-primitive.h>

#include "ferry/node/ways/ways.h"

namespace ferry::node_addon::ways {

void KeptLocal(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Value> kept;
  {
    v8::HandleScope scope(isolate);
    kept = v8::String::NewFromUtf8Literal(isolate, "mine");
  }
  // `kept` is an index into handles that V8 has taken back, and gives away
  // again.
  v8::HandleScope scope(isolate);
  v8::Local<v8::Value> other =
      v8::String::NewFromUtf8Literal(isolate, "somebody else's");
  static_cast<void>(other);
  info.GetReturnValue().Set(kept);
}

}  // namespace ferry::node_addon::ways
