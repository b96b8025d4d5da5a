#ifndef FERRY_BINDINGS_TRANSFER_ARGUMENT_H_
#define FERRY_BINDINGS_TRANSFER_ARGUMENT_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <vector>

#include "absl/strings/string_view.h"

namespace ferry {

// Takes the list out of `options`, a dictionary {transfer}, as WebIDL says:
// undefined and null are an empty one; `transfer` is a sequence<object>, taken
// by JavaScript's iterator protocol. `call` begins the message of a TypeError.
// Nothing if and only if an exception is pending.
v8::Maybe<bool> TakeTransferOption(v8::Local<v8::Context> context,
                                   absl::string_view call,
                                   v8::Local<v8::Value> options,
                                   std::vector<v8::Local<v8::Object>>& list);

// The same for an argument that may also be the list itself.
v8::Maybe<bool> TakeTransferListOrOption(
    v8::Local<v8::Context> context, absl::string_view call,
    v8::Local<v8::Value> argument, std::vector<v8::Local<v8::Object>>& list);

}  // namespace ferry

#endif  // FERRY_BINDINGS_TRANSFER_ARGUMENT_H_
