#include "ferry/examples/shell/transfer_result.h"

#include <v8-container.h>
#include <v8-isolate.h>
#include <v8-primitive.h>

#include "ferry/examples/shell/bindings.h"

namespace ferry::shell {
namespace {

v8::Local<v8::Private> ValueSymbol(v8::Isolate* isolate) {
  return v8::Private::ForApi(isolate,
                             NewString(isolate, "shell:transfer_result:value"));
}

v8::Local<v8::Private> ListSymbol(v8::Isolate* isolate) {
  return v8::Private::ForApi(isolate,
                             NewString(isolate, "shell:transfer_result:list"));
}

}  // namespace

v8::Local<v8::Object> NewTransferResult(v8::Local<v8::Context> context,
                                        const TransferResult& result) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  std::vector<v8::Local<v8::Value>> items(result.list.begin(),
                                          result.list.end());
  v8::Local<v8::Object> object = v8::Object::New(isolate);
  object->SetPrivate(context, ValueSymbol(isolate), result.value).Check();
  object
      ->SetPrivate(context, ListSymbol(isolate),
                   v8::Array::New(isolate, items.data(), items.size()))
      .Check();
  return object;
}

TransferResult TakeTransferResult(v8::Local<v8::Context> context,
                                  v8::Local<v8::Value> value) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  TransferResult result{.value = value, .list = {}};
  v8::Local<v8::Value> list;
  // A proxy has no private symbols of its own; no code of the user runs here.
  if (!value->IsObject() || value->IsProxy() ||
      !value.As<v8::Object>()
           ->GetPrivate(context, ListSymbol(isolate))
           .ToLocal(&list) ||
      !list->IsArray()) {
    return result;
  }
  result.value = value.As<v8::Object>()
                     ->GetPrivate(context, ValueSymbol(isolate))
                     .ToLocalChecked();
  v8::Local<v8::Array> array = list.As<v8::Array>();
  for (uint32_t i = 0; i < array->Length(); ++i) {
    result.list.push_back(
        array->Get(context, i).ToLocalChecked().As<v8::Object>());
  }
  return result;
}

}  // namespace ferry::shell
