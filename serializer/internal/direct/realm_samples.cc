#include "ferry/serializer/internal/direct/realm_samples.h"

#include <v8-exception.h>
#include <v8-value.h>

#include <cstdint>
#include <iterator>

#include "ferry/agent/internal/v8_compat.h"
#include "ferry/serializer/internal/direct/realm_script.h"

namespace ferry::internal {
namespace {

constexpr char kArrays[] =
    "return [[1], [, 1], [0.5], [, 0.5], [null], [, null]];";
// What each of them is.
constexpr ObjectKind kKinds[] = {
    ObjectKind::kIntegers, ObjectKind::kHoleyNumbers,
    ObjectKind::kDoubles,  ObjectKind::kHoleyNumbers,
    ObjectKind::kElements, ObjectKind::kHoleyElements,
};

}  // namespace

void RealmSamples::Initialize(v8::Isolate* isolate,
                              v8::Local<v8::Context> context,
                              v8::Local<v8::Private> key) {
  v8::HandleScope handles(isolate);
  v8::TryCatch try_catch(isolate);
  v8::Local<v8::Array> arrays;
  if (!RunScript(isolate, context, kArrays, "ferry:arrays",
                 v8::Undefined(isolate))
           .ToLocal(&arrays) ||
      context->GetExtrasBindingObject()
          ->SetPrivate(context, key, arrays)
          .IsNothing()) {
    if (try_catch.HasTerminated()) try_catch.ReThrow();
    return;
  }
  ResetWeak(isolate, arrays_, arrays);
  ResetWeak(isolate, array_prototype_, GetPrototype(arrays).As<v8::Object>());
  ResetWeak(isolate, object_prototype_,
            GetPrototype(v8::Object::New(isolate)).As<v8::Object>());
}

void RealmSamples::AddArrays(v8::Isolate* isolate,
                             v8::Local<v8::Context> context,
                             HiddenClasses& classes) const {
  v8::HandleScope handles(isolate);
  v8::Local<v8::Array> arrays = arrays_.Get(isolate);
  for (uint32_t i = 0; i < std::size(kKinds); ++i) {
    v8::Local<v8::Value> array;
    if (!arrays->Get(context, i).ToLocal(&array)) return;
    classes.Add(array.As<v8::Object>(), kKinds[i]);
  }
}

bool RealmSamples::HolesAreUndefined(v8::Isolate* isolate,
                                     v8::Local<v8::Context> context) const {
  v8::HandleScope handles(isolate);
  return internal::HolesAreUndefined(isolate, context,
                                     array_prototype_.Get(isolate),
                                     object_prototype_.Get(isolate));
}

}  // namespace ferry::internal
