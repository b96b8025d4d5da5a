#ifndef FERRY_SHELL_NATIVE_CLASSES_H_
#define FERRY_SHELL_NATIVE_CLASSES_H_

#include <v8-context.h>
#include <v8-function-callback.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-template.h>
#include <v8-value.h>

#include <array>
#include <cstddef>
#include <memory>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/transfer/platform_object.h"

namespace ferry::shell {

enum class NativeClass { kBlob, kFileHandle };
inline constexpr size_t kNativeClassCount = 2;

// The templates of the shell's native classes, one each for an isolate.
// Isolate-bound.
class NativeClasses {
 public:
  v8::Local<v8::FunctionTemplate> Get(v8::Isolate* isolate,
                                      NativeClass which) const {
    return templates_[static_cast<size_t>(which)].Get(isolate);
  }
  void Set(v8::Isolate* isolate, NativeClass which,
           v8::Local<v8::FunctionTemplate> made) {
    templates_[static_cast<size_t>(which)].Reset(isolate, made);
  }

  // Whether `value` is an instance, also of a subclass.
  bool HasInstance(v8::Isolate* isolate, NativeClass which,
                   v8::Local<v8::Value> value) const {
    return Get(isolate, which)->HasInstance(value);
  }

  // Makes a JavaScript object for `native`, whose class it is. Empty if and
  // only if an exception is pending; `native` is destroyed then.
  v8::MaybeLocal<v8::Object> NewObject(
      Agent& agent, v8::Local<v8::Context> context, NativeClass which,
      std::unique_ptr<PlatformObject> native) const;

 private:
  std::array<v8::Global<v8::FunctionTemplate>, kNativeClassCount> templates_;
};

// Called on anything but an instance of `on`, these throw a TypeError before
// their callback runs. `length` is the number of arguments that are needed.
void AddMethod(v8::Isolate* isolate, v8::Local<v8::FunctionTemplate> on,
               absl::string_view name, v8::FunctionCallback callback,
               int length = 0);
void AddGetter(v8::Isolate* isolate, v8::Local<v8::FunctionTemplate> on,
               absl::string_view name, v8::FunctionCallback callback);

// What Object.prototype.toString shows of instances.
void AddToStringTag(v8::Isolate* isolate, v8::Local<v8::FunctionTemplate> on,
                    absl::string_view tag);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_NATIVE_CLASSES_H_
