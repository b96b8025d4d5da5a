#include "ferry/tests/support/v8_features.h"

#include <v8-exception.h>
#include <v8-maybe.h>
#include <v8-primitive.h>
#include <v8-value-serializer.h>

#include "absl/log/absl_check.h"

namespace ferry::testing_support {
namespace {

class Listener final : public v8::ValueSerializer::Delegate {
 public:
  void ThrowDataCloneError(v8::Local<v8::String> message) override {}
  bool HasCustomHostObject(v8::Isolate* isolate) override { return true; }
  v8::Maybe<bool> IsHostObject(v8::Isolate* isolate,
                               v8::Local<v8::Object> object) override {
    was_asked_ = true;
    return v8::Just(false);
  }

  bool was_asked() const { return was_asked_; }

 private:
  bool was_asked_ = false;
};

}  // namespace

bool AsksAboutErrors(v8::Isolate* isolate) {
  v8::HandleScope handles(isolate);
  Listener listener;
  v8::ValueSerializer serializer(isolate, &listener);
  ABSL_CHECK(serializer
                 .WriteValue(isolate->GetCurrentContext(),
                             v8::Exception::Error(v8::String::Empty(isolate)))
                 .FromJust());
  return listener.was_asked();
}

}  // namespace ferry::testing_support
