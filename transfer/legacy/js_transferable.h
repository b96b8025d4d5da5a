#ifndef FERRY_TRANSFER_LEGACY_JS_TRANSFERABLE_H_
#define FERRY_TRANSFER_LEGACY_JS_TRANSFERABLE_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-template.h>

#include "ferry/agent/agent.h"

namespace ferry {

// The older way to make JavaScript objects cloneable or transferable: they are
// wrappers of a native base class, so that V8 takes them for host objects. For
// embedders that still have it, and to compare with; new code marks classes
// (TransferModeRegistry), which costs nothing for each object.
//
//   class Point extends JSTransferable { [kClone]() { ... } }
//   function Point() { return makeTransferable(this); }
//
// An object may be cloned if it has a [kClone], and transferred if it has a
// [kTransfer]; both are looked up when it is asked for. What
// docs/transfer_modes.md says about moving from one way to the other.
//
// Isolate-bound; made once for an agent and destroyed before it.
class JSTransferable {
 public:
  explicit JSTransferable(Agent& agent);

  JSTransferable(const JSTransferable&) = delete;
  JSTransferable& operator=(const JSTransferable&) = delete;

  // The class `JSTransferable` of `context`, the same at each call.
  v8::MaybeLocal<v8::Function> GetConstructor(v8::Local<v8::Context> context);

  // Makes a JSTransferable that looks like `object`: constructed with its
  // constructor as new.target, with its property descriptors and its prototype.
  // A JSTransferable is returned as it is.
  //
  // It is another object: what remembers `object` does not know it, and private
  // fields stay behind. Runs user code where `constructor` or `prototype` is an
  // accessor or a proxy's. When it throws, the result is empty.
  v8::MaybeLocal<v8::Object> MakeTransferable(v8::Local<v8::Context> context,
                                              v8::Local<v8::Object> object);

  // `makeTransferable(object)` for scripts of `context`. Keep the function:
  // each call makes one.
  v8::MaybeLocal<v8::Function> NewMakeTransferableFunction(
      v8::Local<v8::Context> context);

 private:
  Agent& agent_;
  v8::Global<v8::FunctionTemplate> template_;
  // Where a realm's constructor keeps its makeTransferable.
  v8::Global<v8::Private> make_;
};

}  // namespace ferry

#endif  // FERRY_TRANSFER_LEGACY_JS_TRANSFERABLE_H_
