#include "ferry/bindings/arguments.h"

#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-primitive.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/functions.h"
#include "ferry/bindings/internal/iterable.h"

namespace ferry {

using internal::GetIteratorMethod;
using internal::Iterate;

namespace {

v8::Maybe<bool> Refuse(absl::string_view call, absl::string_view problem) {
  internal::ThrowTypeError(v8::Isolate::GetCurrent(),
                           absl::StrCat(call, ": ", problem));
  return v8::Nothing<bool>();
}

std::string ListOf(absl::string_view call) {
  return absl::StrCat(call, ": the transfer list");
}

v8::Maybe<bool> AddEntry(absl::string_view call, v8::Local<v8::Value> item,
                         std::vector<v8::Local<v8::Object>>& list) {
  if (!item->IsObject()) {
    return Refuse(call, absl::StrCat("entry ", list.size(),
                                     " of the transfer list is no object."));
  }
  list.push_back(item.As<v8::Object>());
  return v8::Just(true);
}

}  // namespace

v8::Maybe<bool> TakeSequence(
    v8::Local<v8::Context> context, absl::string_view what,
    v8::Local<v8::Value> value,
    absl::FunctionRef<v8::Maybe<bool>(v8::Local<v8::Value>)> take) {
  v8::Local<v8::Function> method;
  if (value->IsObject() &&
      GetIteratorMethod(context, what, value.As<v8::Object>(), method)
          .IsNothing()) {
    return v8::Nothing<bool>();
  }
  if (method.IsEmpty()) {
    internal::ThrowTypeError(v8::Isolate::GetCurrent(),
                             absl::StrCat(what, " is not iterable."));
    return v8::Nothing<bool>();
  }
  return Iterate(context, what, value.As<v8::Object>(), method, take);
}

v8::Maybe<bool> TakeTransferOption(v8::Local<v8::Context> context,
                                   absl::string_view call,
                                   v8::Local<v8::Value> options,
                                   std::vector<v8::Local<v8::Object>>& list) {
  if (options->IsNullOrUndefined()) return v8::Just(true);
  if (!options->IsObject()) {
    return Refuse(call, "the options are no object such as {transfer: []}.");
  }
  v8::Local<v8::Value> transfer;
  if (!options.As<v8::Object>()
           ->Get(context, NewString(v8::Isolate::GetCurrent(), "transfer"))
           .ToLocal(&transfer)) {
    return v8::Nothing<bool>();
  }
  if (transfer->IsUndefined()) return v8::Just(true);
  return TakeSequence(
      context, ListOf(call), transfer,
      [&](v8::Local<v8::Value> item) { return AddEntry(call, item, list); });
}

v8::Maybe<bool> TakeTransferListOrOption(
    v8::Local<v8::Context> context, absl::string_view call,
    v8::Local<v8::Value> argument, std::vector<v8::Local<v8::Object>>& list) {
  v8::Local<v8::Function> method;
  if (argument->IsObject() &&
      GetIteratorMethod(context, ListOf(call), argument.As<v8::Object>(),
                        method)
          .IsNothing()) {
    return v8::Nothing<bool>();
  }
  if (method.IsEmpty()) {
    return TakeTransferOption(context, call, argument, list);
  }
  return Iterate(
      context, ListOf(call), argument.As<v8::Object>(), method,
      [&](v8::Local<v8::Value> item) { return AddEntry(call, item, list); });
}

}  // namespace ferry
