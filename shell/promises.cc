#include "ferry/shell/promises.h"

#include <v8-exception.h>
#include <v8-isolate.h>

namespace ferry::shell {

void Settle(v8::Local<v8::Context> context,
            v8::Local<v8::Promise::Resolver> resolver,
            absl::FunctionRef<v8::MaybeLocal<v8::Value>()> work) {
  v8::TryCatch try_catch(v8::Isolate::GetCurrent());
  v8::Local<v8::Value> result;
  // These two fail only where execution terminates.
  if (work().ToLocal(&result)) {
    resolver->Resolve(context, result).IsNothing();
  } else if (!try_catch.HasTerminated()) {
    resolver->Reject(context, try_catch.Exception()).IsNothing();
  }
  if (try_catch.HasTerminated()) try_catch.ReThrow();
}

}  // namespace ferry::shell
