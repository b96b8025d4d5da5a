#ifndef FERRY_BINDINGS_ARGUMENTS_H_
#define FERRY_BINDINGS_ARGUMENTS_H_

#include <v8-context.h>
#include <v8-function-callback.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "ferry/exceptions/error_policy.h"
#include "ferry/wire/limits.h"

// Arguments as WebIDL converts them, for native functions of the embedder's.
namespace ferry {

// The arguments of a call of a native function, and where its result goes.
using CallInfo = v8::FunctionCallbackInfo<v8::Value>;

// A sequence<T>: gives each item of `value`, which is any object with an
// iterator, to `take`, until that returns Nothing. `what` begins the messages
// of TypeErrors, for example "new Blob: the parts". When it throws, the result
// is empty.
v8::Maybe<bool> TakeSequence(
    v8::Local<v8::Context> context, absl::string_view what,
    v8::Local<v8::Value> value,
    absl::FunctionRef<v8::Maybe<bool>(v8::Local<v8::Value>)> take);

// Takes the list out of `options`, a dictionary {transfer}, as WebIDL says:
// undefined and null are an empty one; `transfer` is a sequence<object>, taken
// by JavaScript's iterator protocol. `call` begins the message of a TypeError.
// When it throws, the result is empty.
v8::Maybe<bool> TakeTransferOption(v8::Local<v8::Context> context,
                                   absl::string_view call,
                                   v8::Local<v8::Value> options,
                                   std::vector<v8::Local<v8::Object>>& list);

// The same for an argument that may also be the list itself.
v8::Maybe<bool> TakeTransferListOrOption(
    v8::Local<v8::Context> context, absl::string_view call,
    v8::Local<v8::Value> argument, std::vector<v8::Local<v8::Object>>& list);

// Takes {limits, fullErrors} out of `argument`, a dictionary of WebIDL:
// undefined and null are an empty one, what is missing stays as it is in
// `limits` and `error_policy`, and other members are ignored.
//
//   limits      {depth, bytes, hostObjects, ...}: the members of wire::Limits,
//               as scripts write names. Whole numbers that the member can hold.
//   fullErrors  whether errors are kept by ErrorPolicy::kFull
//
// TypeError for what is no object or no number, RangeError for a number that is
// no such limit; `call` begins their messages, which name the member. When it
// throws, the result is empty.
v8::Maybe<bool> TakeOptions(v8::Local<v8::Context> context,
                            absl::string_view call,
                            v8::Local<v8::Value> argument, wire::Limits& limits,
                            ErrorPolicy& error_policy);

}  // namespace ferry

#endif  // FERRY_BINDINGS_ARGUMENTS_H_
