#ifndef FERRY_BINDINGS_OPTIONS_ARGUMENT_H_
#define FERRY_BINDINGS_OPTIONS_ARGUMENT_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-value.h>

#include "absl/strings/string_view.h"
#include "ferry/exceptions/error_policy.h"
#include "ferry/wire/limits.h"

namespace ferry {

// Takes {limits, fullErrors} out of `argument`, a dictionary of WebIDL:
// undefined and null are an empty one, what is missing stays as it is in
// `limits` and `error_policy`, and other members are ignored.
//
//   limits      {depth, bytes, hostObjects, ...}: the members of wire::Limits,
//               as scripts write names. Whole numbers that the member can hold.
//   fullErrors  whether errors are kept by ErrorPolicy::kFull
//
// TypeError for what is no object or no number, RangeError for a number that is
// no such limit; `call` begins their messages, which name the member. Nothing
// if and only if an exception is pending.
v8::Maybe<bool> TakeOptions(v8::Local<v8::Context> context,
                            absl::string_view call,
                            v8::Local<v8::Value> argument, wire::Limits& limits,
                            ErrorPolicy& error_policy);

}  // namespace ferry

#endif  // FERRY_BINDINGS_OPTIONS_ARGUMENT_H_
