#include "ferry/bindings/internal/iterable.h"

#include <v8-isolate.h>
#include <v8-primitive.h>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/functions.h"

namespace ferry::internal {
namespace {

v8::Maybe<bool> Refuse(absl::string_view what, absl::string_view problem) {
  ThrowTypeError(v8::Isolate::GetCurrent(), absl::StrCat(what, problem));
  return v8::Nothing<bool>();
}

// The names of an iterator's result.
struct ResultNames {
  v8::Local<v8::String> done;
  v8::Local<v8::String> value;
};

// One IteratorStepValue; `item` is empty at the end.
v8::Maybe<bool> Step(v8::Local<v8::Context> context, absl::string_view what,
                     v8::Local<v8::Object> iterator,
                     v8::Local<v8::Function> next, const ResultNames& names,
                     v8::Local<v8::Value>& item) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Value> result;
  if (!next->Call(context, iterator, 0, nullptr).ToLocal(&result)) {
    return v8::Nothing<bool>();
  }
  if (!result->IsObject()) {
    return Refuse(what, "'s iterator gave no object.");
  }
  v8::Local<v8::Value> done;
  if (!result.As<v8::Object>()->Get(context, names.done).ToLocal(&done)) {
    return v8::Nothing<bool>();
  }
  if (done->BooleanValue(isolate)) return v8::Just(true);
  if (!result.As<v8::Object>()->Get(context, names.value).ToLocal(&item)) {
    return v8::Nothing<bool>();
  }
  return v8::Just(true);
}

}  // namespace

v8::Maybe<bool> GetIteratorMethod(v8::Local<v8::Context> context,
                                  absl::string_view what,
                                  v8::Local<v8::Object> object,
                                  v8::Local<v8::Function>& method) {
  v8::Local<v8::Value> value;
  if (!object->Get(context, v8::Symbol::GetIterator(v8::Isolate::GetCurrent()))
           .ToLocal(&value)) {
    return v8::Nothing<bool>();
  }
  if (value->IsNullOrUndefined()) return v8::Just(true);
  if (!value->IsFunction()) {
    return Refuse(what, "'s [Symbol.iterator] is no function.");
  }
  method = value.As<v8::Function>();
  return v8::Just(true);
}

v8::Maybe<bool> Iterate(
    v8::Local<v8::Context> context, absl::string_view what,
    v8::Local<v8::Object> iterable, v8::Local<v8::Function> method,
    absl::FunctionRef<v8::Maybe<bool>(v8::Local<v8::Value>)> take) {
  v8::Local<v8::Value> iterator;
  if (!method->Call(context, iterable, 0, nullptr).ToLocal(&iterator)) {
    return v8::Nothing<bool>();
  }
  if (!iterator->IsObject()) {
    return Refuse(what, "'s iterator is no object.");
  }
  v8::Local<v8::Value> next;
  if (!iterator.As<v8::Object>()
           ->Get(context, NewString(v8::Isolate::GetCurrent(), "next"))
           .ToLocal(&next)) {
    return v8::Nothing<bool>();
  }
  if (!next->IsFunction()) {
    return Refuse(what, "'s iterator has no next().");
  }
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  const ResultNames names{
      .done = v8::String::NewFromUtf8Literal(isolate, "done",
                                             v8::NewStringType::kInternalized),
      .value = v8::String::NewFromUtf8Literal(
          isolate, "value", v8::NewStringType::kInternalized)};
  while (true) {
    v8::Local<v8::Value> item;
    if (Step(context, what, iterator.As<v8::Object>(), next.As<v8::Function>(),
             names, item)
            .IsNothing()) {
      return v8::Nothing<bool>();
    }
    if (item.IsEmpty()) return v8::Just(true);
    if (take(item).IsNothing()) return v8::Nothing<bool>();
  }
}

}  // namespace ferry::internal
