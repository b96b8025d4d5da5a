#ifndef FERRY_BINDINGS_INTERNAL_TARGET_CLASS_H_
#define FERRY_BINDINGS_INTERNAL_TARGET_CLASS_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-template.h>

#include <vector>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/bindings/internal/realm_bindings.h"

namespace ferry::internal {

// An interface of native objects that inherits from EventTarget.
struct TargetClass {
  // What its objects are instances of.
  v8::Local<v8::FunctionTemplate> interface;
  // Where scripts call another one than that template's function.
  v8::Local<v8::Function> constructor = {};
  // Event handler attributes, without "on".
  std::vector<absl::string_view> handlers;
  // Called as (object, type) when one of them is set; may be empty.
  v8::Local<v8::Function> handler_changed = {};
};

// Completes the interface in a realm, and returns its constructor. When it
// throws, the result is empty.
v8::MaybeLocal<v8::Function> CompleteTargetClass(Agent& agent,
                                                 v8::Local<v8::Context> context,
                                                 const RealmBindings& realm,
                                                 const TargetClass& target);

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_TARGET_CLASS_H_
