#include "ferry/examples/shell/transfer_argument.h"

#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-primitive.h>

#include "absl/strings/str_cat.h"
#include "ferry/examples/shell/bindings.h"

namespace ferry::shell {
namespace {

v8::Maybe<bool> Refuse(absl::string_view call, absl::string_view problem) {
  ThrowTypeError(v8::Isolate::GetCurrent(), absl::StrCat(call, ": ", problem));
  return v8::Nothing<bool>();
}

// ECMAScript's GetMethod(object, @@iterator); `method` stays empty where there
// is none.
v8::Maybe<bool> GetIteratorMethod(v8::Local<v8::Context> context,
                                  absl::string_view call,
                                  v8::Local<v8::Object> object,
                                  v8::Local<v8::Function>& method) {
  v8::Local<v8::Value> value;
  if (!object->Get(context, v8::Symbol::GetIterator(v8::Isolate::GetCurrent()))
           .ToLocal(&value)) {
    return v8::Nothing<bool>();
  }
  if (value->IsNullOrUndefined()) return v8::Just(true);
  if (!value->IsFunction()) {
    return Refuse(call,
                  "the transfer list's [Symbol.iterator] is no function.");
  }
  method = value.As<v8::Function>();
  return v8::Just(true);
}

// One IteratorStepValue; `item` is empty at the end.
v8::Maybe<bool> Step(v8::Local<v8::Context> context, absl::string_view call,
                     v8::Local<v8::Object> iterator,
                     v8::Local<v8::Function> next, v8::Local<v8::Value>& item) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Value> result;
  if (!next->Call(context, iterator, 0, nullptr).ToLocal(&result)) {
    return v8::Nothing<bool>();
  }
  if (!result->IsObject()) {
    return Refuse(call, "the transfer list's iterator gave no object.");
  }
  v8::Local<v8::Value> done;
  if (!result.As<v8::Object>()
           ->Get(context, NewString(isolate, "done"))
           .ToLocal(&done)) {
    return v8::Nothing<bool>();
  }
  if (done->BooleanValue(isolate)) return v8::Just(true);
  if (!result.As<v8::Object>()
           ->Get(context, NewString(isolate, "value"))
           .ToLocal(&item)) {
    return v8::Nothing<bool>();
  }
  return v8::Just(true);
}

v8::Maybe<bool> Iterate(v8::Local<v8::Context> context, absl::string_view call,
                        v8::Local<v8::Object> iterable,
                        v8::Local<v8::Function> method,
                        std::vector<v8::Local<v8::Object>>& list) {
  v8::Local<v8::Value> iterator;
  if (!method->Call(context, iterable, 0, nullptr).ToLocal(&iterator)) {
    return v8::Nothing<bool>();
  }
  if (!iterator->IsObject()) {
    return Refuse(call, "the transfer list's iterator is no object.");
  }
  v8::Local<v8::Value> next;
  if (!iterator.As<v8::Object>()
           ->Get(context, NewString(v8::Isolate::GetCurrent(), "next"))
           .ToLocal(&next)) {
    return v8::Nothing<bool>();
  }
  if (!next->IsFunction()) {
    return Refuse(call, "the transfer list's iterator has no next().");
  }
  while (true) {
    v8::Local<v8::Value> item;
    if (Step(context, call, iterator.As<v8::Object>(), next.As<v8::Function>(),
             item)
            .IsNothing()) {
      return v8::Nothing<bool>();
    }
    if (item.IsEmpty()) return v8::Just(true);
    if (!item->IsObject()) {
      return Refuse(call, absl::StrCat("entry ", list.size(),
                                       " of the transfer list is no object."));
    }
    list.push_back(item.As<v8::Object>());
  }
}

// WebIDL's conversion to sequence<object>.
v8::Maybe<bool> TakeSequence(v8::Local<v8::Context> context,
                             absl::string_view call, v8::Local<v8::Value> value,
                             std::vector<v8::Local<v8::Object>>& list) {
  v8::Local<v8::Function> method;
  if (value->IsObject() &&
      GetIteratorMethod(context, call, value.As<v8::Object>(), method)
          .IsNothing()) {
    return v8::Nothing<bool>();
  }
  if (method.IsEmpty()) {
    return Refuse(call, "the transfer list is not iterable.");
  }
  return Iterate(context, call, value.As<v8::Object>(), method, list);
}

}  // namespace

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
  return TakeSequence(context, call, transfer, list);
}

v8::Maybe<bool> TakeTransferListOrOption(
    v8::Local<v8::Context> context, absl::string_view call,
    v8::Local<v8::Value> argument, std::vector<v8::Local<v8::Object>>& list) {
  v8::Local<v8::Function> method;
  if (argument->IsObject() &&
      GetIteratorMethod(context, call, argument.As<v8::Object>(), method)
          .IsNothing()) {
    return v8::Nothing<bool>();
  }
  if (method.IsEmpty()) {
    return TakeTransferOption(context, call, argument, list);
  }
  return Iterate(context, call, argument.As<v8::Object>(), method, list);
}

}  // namespace ferry::shell
