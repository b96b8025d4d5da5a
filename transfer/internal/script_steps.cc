#include "ferry/transfer/internal/script_steps.h"

#include <v8-container.h>
#include <v8-exception.h>
#include <v8-function.h>

#include <string>
#include <utility>

#include "absl/base/no_destructor.h"
#include "absl/strings/str_cat.h"
#include "ferry/agent/agent.h"
#include "ferry/agent/strings.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/internal/builtin_holder.h"
#include "ferry/transfer/script_protocol.h"

namespace ferry::internal {
namespace {

struct Method {
  ProtocolSymbol symbol;
  const char* name;
};
constexpr Method kClone{ProtocolSymbol::kClone, "kClone"};
constexpr Method kTransfer{ProtocolSymbol::kTransfer, "kTransfer"};
constexpr Method kTransferList{ProtocolSymbol::kTransferList, "kTransferList"};
constexpr Method kTransferAbort{ProtocolSymbol::kTransferAbort,
                                "kTransferAbort"};
constexpr Method kTransferCommit{ProtocolSymbol::kTransferCommit,
                                 "kTransferCommit"};
constexpr Method kDeserialize{ProtocolSymbol::kDeserialize, "kDeserialize"};

void ThrowTypeError(Agent& agent, v8::Local<v8::Object> object,
                    const Method& method, absl::string_view what) {
  v8::Isolate* isolate = agent.isolate();
  isolate->ThrowException(v8::Exception::TypeError(NewString(
      isolate,
      absl::StrCat(Describe(isolate, object), ": [", method.name, "]", what))));
}

// Looks the method up; `found` stays empty where it is undefined.
v8::Maybe<void> FindMethod(Agent& agent, v8::Local<v8::Context> context,
                           v8::Local<v8::Object> object, const Method& method,
                           v8::Local<v8::Function>& found) {
  v8::Local<v8::Value> value;
  if (!object->Get(context, ProtocolSymbols::Of(agent).Get(method.symbol))
           .ToLocal(&value)) {
    return v8::Nothing<void>();
  }
  if (value->IsFunction()) found = value.As<v8::Function>();
  return v8::JustVoid();
}

// Calls a method that must be there.
v8::MaybeLocal<v8::Value> CallMethod(Agent& agent,
                                     v8::Local<v8::Context> context,
                                     v8::Local<v8::Object> object,
                                     const Method& method) {
  v8::Local<v8::Function> function;
  if (FindMethod(agent, context, object, method, function).IsNothing()) {
    return {};
  }
  if (function.IsEmpty()) {
    ThrowTypeError(agent, object, method,
                   " is not a function. Its transfer mode needs this method.");
    return {};
  }
  return function->Call(context, object, 0, nullptr);
}

// Calls a method that an object need not have; what it throws stays pending.
void CallIfThere(Agent& agent, v8::Local<v8::Context> context,
                 v8::Local<v8::Object> object, const Method& method,
                 v8::Local<v8::Value> data) {
  v8::Local<v8::Function> function;
  if (FindMethod(agent, context, object, method, function).IsNothing() ||
      function.IsEmpty()) {
    return;
  }
  function->Call(context, object, 1, &data).IsEmpty();
}

// What travels of a JavaScript object: the name of its class.
class ScriptHolder final : public BuiltinHolder {
 public:
  explicit ScriptHolder(std::string class_name)
      : BuiltinHolder(kScriptTag), class_name_(std::move(class_name)) {}

  absl::string_view type_name() const override { return class_name_; }
  absl::StatusOr<std::string> ToBytes() const override { return class_name_; }

  v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) override {
    v8::Local<v8::Function> constructor;
    // A name that V8 cannot hold is the name of no class.
    if (class_name_.size() <= v8::String::kMaxLength &&
        ClassRegistry::Of(agent)
            .Find(context, NewString(agent.isolate(), class_name_), constructor)
            .IsNothing()) {
      return {};
    }
    if (constructor.IsEmpty()) {
      ThrowDataCloneError(
          agent, context,
          absl::StrCat("Class \"", Shorten(class_name_),
                       "\" is not registered in this realm. Register it "
                       "before the message is read."));
      return {};
    }
    return constructor->NewInstance(context);
  }

  v8::Maybe<void> DeserializeData(Agent& agent, v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> object,
                                  v8::Local<v8::Value> data) override {
    v8::Local<v8::Function> function;
    if (FindMethod(agent, context, object, kDeserialize, function)
            .IsNothing()) {
      return v8::Nothing<void>();
    }
    if (function.IsEmpty()) {
      ThrowTypeError(agent, object, kDeserialize, " is not a function.");
      return v8::Nothing<void>();
    }
    if (function->Call(context, object, 1, &data).IsEmpty()) {
      return v8::Nothing<void>();
    }
    return v8::JustVoid();
  }

 private:
  const std::string class_name_;
};

// Calls [kClone]() or [kTransfer]() and takes {data, deserializeInfo} apart.
// What there is of data, without a holder, where deserializeInfo is no name.
HostObjectData CallForData(Agent& agent, v8::Local<v8::Context> context,
                           v8::Local<v8::Object> object, const Method& method) {
  v8::Isolate* isolate = agent.isolate();
  v8::Local<v8::Value> result;
  if (!CallMethod(agent, context, object, method).ToLocal(&result)) return {};
  v8::Local<v8::Value> data;
  v8::Local<v8::Value> info;
  if (!result->IsObject()) {
    ThrowTypeError(agent, object, method,
                   "() must return an object {data, deserializeInfo}.");
    return {};
  }
  if (!result.As<v8::Object>()
           ->Get(context, NewString(isolate, "data"))
           .ToLocal(&data)) {
    return {};
  }
  if (!result.As<v8::Object>()
           ->Get(context, NewString(isolate, "deserializeInfo"))
           .ToLocal(&info)) {
    return {.data = data};
  }
  if (!info->IsString() || info.As<v8::String>()->Length() == 0) {
    ThrowTypeError(agent, object, method,
                   "() must return a string as deserializeInfo: the name that "
                   "its class is registered under.");
    return {.data = data};
  }
  return {.holder = NewScriptHolder(ToUtf8(isolate, info)), .data = data};
}

}  // namespace

std::unique_ptr<DataHolder> NewScriptHolder(std::string class_name) {
  return std::make_unique<ScriptHolder>(std::move(class_name));
}

ScriptSteps* ScriptSteps::Get() {
  static absl::NoDestructor<ScriptSteps> steps;
  return steps.get();
}

HostObjectData ScriptSteps::Serialize(Agent& agent,
                                      v8::Local<v8::Context> context,
                                      v8::Local<v8::Object> object) {
  return CallForData(agent, context, object, kClone);
}

HostObjectData ScriptSteps::PrepareTransfer(Agent& agent,
                                            v8::Local<v8::Context> context,
                                            v8::Local<v8::Object> object) {
  v8::TryCatch try_catch(agent.isolate());
  HostObjectData prepared = CallForData(agent, context, object, kTransfer);
  if (prepared.holder != nullptr) return prepared;
  // [kTransfer]() has given the state up already if it gave data, only not in
  // the right form.
  if (!prepared.data.IsEmpty() && !try_catch.HasTerminated()) {
    v8::Local<v8::Value> error = try_catch.Exception();
    try_catch.Reset();
    AbortTransfer(agent, context, object, prepared.data);
    if (!try_catch.HasTerminated()) {
      try_catch.Reset();
      agent.isolate()->ThrowException(error);
    }
  }
  try_catch.ReThrow();
  return {};
}

// What it throws the caller reports.
void ScriptSteps::AfterCommit(Agent& agent, v8::Local<v8::Context> context,
                              v8::Local<v8::Object> object, DataHolder& holder,
                              v8::Local<v8::Value> data) {
  CallIfThere(agent, context, object, kTransferCommit, data);
}

// What it throws the caller drops: the error that made it necessary counts.
void ScriptSteps::AbortTransfer(Agent& agent, v8::Local<v8::Context> context,
                                v8::Local<v8::Object> object,
                                v8::Local<v8::Value> data) {
  CallIfThere(agent, context, object, kTransferAbort, data);
}

v8::Maybe<void> ScriptSteps::NestedTransferables(
    Agent& agent, v8::Local<v8::Context> context, v8::Local<v8::Object> object,
    std::vector<v8::Local<v8::Object>>& nested) {
  v8::Local<v8::Function> function;
  if (FindMethod(agent, context, object, kTransferList, function).IsNothing()) {
    return v8::Nothing<void>();
  }
  if (function.IsEmpty()) return v8::JustVoid();
  v8::Local<v8::Value> list;
  if (!function->Call(context, object, 0, nullptr).ToLocal(&list)) {
    return v8::Nothing<void>();
  }
  if (!list->IsArray()) {
    ThrowTypeError(agent, object, kTransferList, "() must return an array.");
    return v8::Nothing<void>();
  }
  for (uint32_t i = 0; i < list.As<v8::Array>()->Length(); ++i) {
    v8::Local<v8::Value> item;
    if (!list.As<v8::Array>()->Get(context, i).ToLocal(&item)) {
      return v8::Nothing<void>();
    }
    if (!item->IsObject()) {
      ThrowTypeError(agent, object, kTransferList,
                     absl::StrCat("() item ", i, " is not an object."));
      return v8::Nothing<void>();
    }
    nested.push_back(item.As<v8::Object>());
  }
  return v8::JustVoid();
}

}  // namespace ferry::internal
