#ifndef FERRY_BINDINGS_INTERNAL_ITERABLE_H_
#define FERRY_BINDINGS_INTERNAL_ITERABLE_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

// What WebIDL makes a sequence<T> of: any object with an iterator. Messages of
// TypeErrors begin with `what`.
namespace ferry::internal {

// ECMAScript's GetMethod(object, @@iterator); `method` stays empty where there
// is none. When it throws, the result is empty.
v8::Maybe<bool> GetIteratorMethod(v8::Local<v8::Context> context,
                                  absl::string_view what,
                                  v8::Local<v8::Object> object,
                                  v8::Local<v8::Function>& method);

// Gives each item of `iterable` to `take`, until it returns Nothing. When it
// throws, the result is empty.
v8::Maybe<bool> Iterate(
    v8::Local<v8::Context> context, absl::string_view what,
    v8::Local<v8::Object> iterable, v8::Local<v8::Function> method,
    absl::FunctionRef<v8::Maybe<bool>(v8::Local<v8::Value>)> take);

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_ITERABLE_H_
