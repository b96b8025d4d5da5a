#include "ferry/transfer/script_protocol.h"

#include <v8-container.h>
#include <v8-exception.h>
#include <v8-object.h>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"

namespace ferry {
namespace {

constexpr const char* kDescriptions[] = {
    "ferry.clone",         "ferry.transfer",       "ferry.transferList",
    "ferry.transferAbort", "ferry.transferCommit", "ferry.deserialize"};

constexpr absl::string_view kClasses = "ferry:classes";

}  // namespace

ProtocolSymbols::ProtocolSymbols(Agent& agent) : isolate_(agent.isolate()) {
  v8::HandleScope handles(isolate_);
  for (size_t i = 0; i < symbols_.size(); ++i) {
    v8::Local<v8::Symbol> symbol;
    if (!agent.TakeKept<v8::Symbol>(kDescriptions[i]).ToLocal(&symbol)) {
      symbol = v8::Symbol::New(isolate_, NewString(isolate_, kDescriptions[i]));
    }
    symbols_[i].Reset(isolate_, symbol);
  }
}

void ProtocolSymbols::WriteSnapshot(SnapshotWriter& snapshot) {
  v8::HandleScope handles(isolate_);
  for (size_t i = 0; i < symbols_.size(); ++i) {
    snapshot.Keep(kDescriptions[i], symbols_[i].Get(isolate_));
  }
}

v8::Local<v8::Symbol> ProtocolSymbols::Get(ProtocolSymbol symbol) const {
  return symbols_[static_cast<size_t>(symbol)].Get(isolate_);
}

ClassRegistry::ClassRegistry(Agent& agent) : isolate_(agent.isolate()) {
  v8::HandleScope handles(isolate_);
  classes_.Reset(isolate_, internal::KeptPrivate(agent, kClasses));
}

void ClassRegistry::WriteSnapshot(SnapshotWriter& snapshot) {
  v8::HandleScope handles(isolate_);
  snapshot.Keep(kClasses, classes_.Get(isolate_));
}

v8::Maybe<void> ClassRegistry::RegisterClass(
    v8::Local<v8::Context> context, v8::Local<v8::String> name,
    v8::Local<v8::Function> constructor) {
  v8::HandleScope handles(isolate_);
  auto refuse = [&](absl::string_view why) {
    isolate_->ThrowException(v8::Exception::TypeError(NewString(
        isolate_, absl::StrCat("Class \"", Shorten(ToUtf8(isolate_, name)),
                               "\" cannot be registered: ", why))));
    return v8::Nothing<void>();
  };
  if (name->Length() == 0) return refuse("it needs a name.");
  if (!constructor->IsConstructor()) return refuse("it is not a constructor.");
  v8::Local<v8::Function> earlier;
  if (Find(context, name, earlier).IsNothing()) return v8::Nothing<void>();
  if (!earlier.IsEmpty() && earlier != constructor) {
    return refuse("the name is taken by another class of this realm.");
  }
  v8::Local<v8::Object> extras = context->GetExtrasBindingObject();
  v8::Local<v8::Value> classes;
  if (!extras->GetPrivate(context, classes_.Get(isolate_)).ToLocal(&classes)) {
    return v8::Nothing<void>();
  }
  if (!classes->IsMap()) {
    v8::Context::Scope scope(context);
    classes = v8::Map::New(isolate_);
    if (extras->SetPrivate(context, classes_.Get(isolate_), classes)
            .IsNothing()) {
      return v8::Nothing<void>();
    }
  }
  if (classes.As<v8::Map>()->Set(context, name, constructor).IsEmpty()) {
    return v8::Nothing<void>();
  }
  return v8::JustVoid();
}

v8::Maybe<void> ClassRegistry::Find(v8::Local<v8::Context> context,
                                    v8::Local<v8::String> name,
                                    v8::Local<v8::Function>& found) {
  v8::Local<v8::Value> classes;
  if (!context->GetExtrasBindingObject()
           ->GetPrivate(context, classes_.Get(isolate_))
           .ToLocal(&classes)) {
    return v8::Nothing<void>();
  }
  v8::Local<v8::Value> constructor;
  if (!classes->IsMap()) return v8::JustVoid();
  if (!classes.As<v8::Map>()->Get(context, name).ToLocal(&constructor)) {
    return v8::Nothing<void>();
  }
  if (constructor->IsFunction()) found = constructor.As<v8::Function>();
  return v8::JustVoid();
}

}  // namespace ferry
