#ifndef FERRY_TESTS_SUPPORT_V8_FEATURES_H_
#define FERRY_TESTS_SUPPORT_V8_FEATURES_H_

#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>

// What the V8 in use can do, tried without the library.
namespace ferry::testing_support {

// Whether V8's serializer asks its delegate about errors: since 13.9, and in
// builds that took that over. In the isolate's current context.
bool AsksAboutErrors(v8::Isolate* isolate);

// The realm that `object` was made in. Later V8s want the isolate.
template <typename Object>
v8::Local<v8::Context> CreationContext(v8::Isolate* isolate,
                                       v8::Local<Object> object) {
  if constexpr (requires { object->GetCreationContext(isolate); }) {
    return object->GetCreationContext(isolate).ToLocalChecked();
  } else {
    return object->GetCreationContext().ToLocalChecked();
  }
}

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SUPPORT_V8_FEATURES_H_
