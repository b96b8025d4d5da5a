#ifndef FERRY_EXCEPTIONS_DOM_EXCEPTION_H_
#define FERRY_EXCEPTIONS_DOM_EXCEPTION_H_

#include <v8-context.h>
#include <v8-function-callback.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-template.h>
#include <v8-value.h>

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"

namespace ferry {

// WebIDL's DOMException, made natively: name, message, code and stack, the
// legacy constants, Error.prototype above its own.
//
// Isolate-bound; an extension of the Agent. Its objects outlive the agent.
class DOMExceptionClass final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit DOMExceptionClass(Agent& agent);
  void WriteSnapshot(SnapshotWriter& snapshot) override;
  // For ExternalReferences.
  static void AddReferences(std::vector<intptr_t>& references);

  static DOMExceptionClass& Of(Agent& agent) {
    return agent.extension<DOMExceptionClass>();
  }

  // The constructor `DOMException` of `context`, the same at each call.
  v8::MaybeLocal<v8::Function> GetConstructor(v8::Local<v8::Context> context);

  // A class that `context` has already, as that of an add-on's host: what New
  // makes there is `new constructor(message, name)` from now on.
  v8::Maybe<void> Adopt(v8::Local<v8::Context> context,
                        v8::Local<v8::Function> constructor);
  // It; empty where there is none.
  v8::MaybeLocal<v8::Function> GetAdopted(v8::Local<v8::Context> context);

  // A new exception of `context`, with the present stack. When it throws, and
  // where execution is terminating, the result is empty.
  v8::MaybeLocal<v8::Object> New(v8::Local<v8::Context> context,
                                 absl::string_view name,
                                 absl::string_view message);

  // The same without `stack`, for one that gets another's.
  v8::MaybeLocal<v8::Object> NewWithoutStack(v8::Local<v8::Context> context,
                                             absl::string_view name,
                                             absl::string_view message);

  // Instances of classes that inherit from it count.
  bool HasInstance(v8::Local<v8::Object> object) const;

  v8::Local<v8::FunctionTemplate> class_template() const {
    return template_.Get(isolate_);
  }

  // `name` and `message` of an instance: strings.
  static v8::Local<v8::Value> GetName(v8::Local<v8::Object> exception);
  static v8::Local<v8::Value> GetMessage(v8::Local<v8::Object> exception);

 private:
  v8::Isolate* const isolate_;
  v8::Global<v8::FunctionTemplate> template_;
  // Marks a realm's constructor as complete.
  v8::Global<v8::Private> complete_;
  // What a realm's constructor has of Adopt. Made when it is first needed.
  v8::Global<v8::Private> adopted_;
};

// Whether `object` is a DOMException of the library, of any class and realm.
// What Error.isError asks where InstallGlobals has installed DOMException; an
// embedder with errors of its own asks it in the callback that it gives to
// v8::Isolate::SetIsJSApiWrapperNativeErrorCallback afterwards.
bool IsDOMException(v8::Isolate* isolate, v8::Local<v8::Object> object);

// For classes that inherit from it: their instances have these internal fields
// first, filled by InitializeDOMException.
inline constexpr int kDOMExceptionFieldCount = 2;
// Instances of `exception` are known to IsDOMException.
void BrandDOMExceptions(v8::Isolate* isolate,
                        v8::Local<v8::FunctionTemplate> exception);
void InitializeDOMException(v8::Local<v8::Object> exception,
                            v8::Local<v8::String> name,
                            v8::Local<v8::String> message);
// Gives it the present `stack`.
void SetDOMExceptionStack(v8::Local<v8::Context> context,
                          v8::Local<v8::Object> exception);
void SetDOMExceptionGetter(v8::Isolate* isolate,
                           v8::Local<v8::FunctionTemplate> on,
                           absl::string_view name, v8::FunctionCallback getter);

// Throws a DOMException of that name in `context`.
void ThrowDOMException(Agent& agent, v8::Local<v8::Context> context,
                       absl::string_view name, absl::string_view message);

// Throws the DOMException "DataCloneError" (code 25).
void ThrowDataCloneError(Agent& agent, v8::Local<v8::Context> context,
                         absl::string_view message);

// The same, with one more own property that is not enumerable: `path`, where in
// the value it happened, or `index`, the entry of the transfer list.
void ThrowDataCloneError(Agent& agent, v8::Local<v8::Context> context,
                         absl::string_view message, absl::string_view property,
                         v8::Local<v8::Value> value);

}  // namespace ferry

#endif  // FERRY_EXCEPTIONS_DOM_EXCEPTION_H_
