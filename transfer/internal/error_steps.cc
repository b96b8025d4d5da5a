#include "ferry/transfer/internal/error_steps.h"

#include <v8-container.h>
#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-primitive.h>
#include <v8-value-serializer.h>

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/base/no_destructor.h"
#include "absl/status/status.h"
#include "ferry/agent/agent.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/transfer/internal/builtin_holder.h"
#include "ferry/transfer/internal/own_element.h"

namespace ferry::internal {
namespace {

struct ErrorClass {
  absl::string_view name;
  // V8's tag for it; 0 for those that V8 writes as Error.
  uint8_t tag;
};
constexpr absl::string_view kAggregateError = "AggregateError";
constexpr ErrorClass kClasses[] = {
    {"Error", 0},         {"EvalError", 'E'},
    {"RangeError", 'R'},  {"ReferenceError", 'F'},
    {"SyntaxError", 'S'}, {"TypeError", 'T'},
    {"URIError", 'U'},    {kAggregateError, 0}};

const ErrorClass* FindClass(absl::string_view name) {
  for (const ErrorClass& error_class : kClasses) {
    if (error_class.name == name) return &error_class;
  }
  return nullptr;
}

// An object of that class without properties of its own. V8's deserializer
// makes it from the realm's intrinsics, whatever its globals say.
v8::MaybeLocal<v8::Object> NewError(v8::Isolate* isolate,
                                    v8::Local<v8::Context> context,
                                    uint8_t tag) {
  std::array<uint8_t, 5> bytes = {0xff, 15, 'r', tag, '.'};
  size_t size = bytes.size();
  if (tag == 0) bytes[3] = bytes[--size];
  v8::ValueDeserializer deserializer(isolate, bytes.data(), size);
  v8::Local<v8::Value> error;
  if (deserializer.ReadHeader(context).IsNothing() ||
      !deserializer.ReadValue(context).ToLocal(&error)) {
    return {};
  }
  return error.As<v8::Object>();
}

// AggregateError is the one class that V8 hands out nowhere but as the realm's
// global.
v8::Maybe<void> MakeAggregate(v8::Isolate* isolate,
                              v8::Local<v8::Context> context,
                              v8::Local<v8::Object> error) {
  v8::Local<v8::Value> constructor;
  v8::Local<v8::Value> prototype;
  if (!context->Global()
           ->Get(context, NewString(isolate, kAggregateError))
           .ToLocal(&constructor)) {
    return v8::Nothing<void>();
  }
  if (!constructor->IsFunction()) return v8::JustVoid();
  if (!constructor.As<v8::Object>()
           ->Get(context, NewString(isolate, "prototype"))
           .ToLocal(&prototype)) {
    return v8::Nothing<void>();
  }
  if (!prototype->IsObject()) return v8::JustVoid();
  return SetPrototype(context, error, prototype).IsJust() ? v8::JustVoid()
                                                          : v8::Nothing<void>();
}

v8::Maybe<void> DefineAll(v8::Local<v8::Context> context,
                          v8::Local<v8::Object> error,
                          v8::Local<v8::Object> properties,
                          v8::PropertyAttribute attributes) {
  v8::Local<v8::Array> keys;
  if (!properties
           ->GetOwnPropertyNames(context, v8::SKIP_SYMBOLS,
                                 v8::KeyConversionMode::kConvertToString)
           .ToLocal(&keys)) {
    return v8::Nothing<void>();
  }
  for (uint32_t i = 0; i < keys->Length(); ++i) {
    v8::Local<v8::Value> key;
    v8::Local<v8::Value> value;
    if (!keys->Get(context, i).ToLocal(&key) ||
        !properties->Get(context, key).ToLocal(&value) ||
        error->DefineOwnProperty(context, key.As<v8::Name>(), value, attributes)
            .IsNothing()) {
      return v8::Nothing<void>();
    }
  }
  return v8::JustVoid();
}

class ErrorHolder final : public BuiltinHolder {
 public:
  explicit ErrorHolder(const ErrorClass& error_class)
      : BuiltinHolder(kErrorTag), error_class_(error_class) {}

  absl::string_view type_name() const override { return error_class_.name; }
  absl::StatusOr<std::string> ToBytes() const override {
    return std::string(error_class_.name);
  }

  v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) override {
    v8::Local<v8::Object> error;
    if (!NewError(agent.isolate(), context, error_class_.tag).ToLocal(&error) ||
        (error_class_.name == kAggregateError &&
         MakeAggregate(agent.isolate(), context, error).IsNothing())) {
      return {};
    }
    return error;
  }

  v8::Maybe<void> DeserializeData(Agent& agent, v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> error,
                                  v8::Local<v8::Value> data) override {
    v8::Local<v8::Value> parts[2];
    for (uint32_t i = 0; i < 2; ++i) {
      if (GetOwnElement(context, data, i, parts[i]).IsNothing()) {
        return v8::Nothing<void>();
      }
      if (parts[i].IsEmpty() || !parts[i]->IsObject()) {
        ThrowDataCloneError(agent, context, "The message's error is damaged.");
        return v8::Nothing<void>();
      }
    }
    if (DefineAll(context, error, parts[0].As<v8::Object>(), v8::DontEnum)
            .IsNothing() ||
        DefineAll(context, error, parts[1].As<v8::Object>(), v8::None)
            .IsNothing()) {
      return v8::Nothing<void>();
    }
    return v8::JustVoid();
  }

 private:
  const ErrorClass& error_class_;
};

// --- Writing ---

// The class that V8's serializer would take; for a name that is of none (a
// custom one), the class that the error was derived from.
v8::Maybe<const ErrorClass*> ClassOf(v8::Isolate* isolate,
                                     v8::Local<v8::Context> context,
                                     v8::Local<v8::Object> error) {
  v8::Local<v8::String> key = NewString(isolate, "name");
  v8::Local<v8::Value> at = error;
  while (at->IsObject() && !at->IsProxy()) {
    v8::Local<v8::Value> name;
    if (!at.As<v8::Object>()->Get(context, key).ToLocal(&name)) {
      return v8::Nothing<const ErrorClass*>();
    }
    const ErrorClass* found =
        name->IsString() ? FindClass(ToUtf8(isolate, name)) : nullptr;
    if (found != nullptr) return v8::Just(found);
    at = GetPrototype(at.As<v8::Object>());
  }
  return v8::Just(&kClasses[0]);
}

// The own properties of an error, for its copy.
class Properties {
 public:
  Properties(v8::Isolate* isolate, v8::Local<v8::Context> context)
      : isolate_(isolate),
        context_(context),
        hidden_(v8::Object::New(isolate)),
        visible_(v8::Object::New(isolate)) {}

  v8::Maybe<void> Collect(v8::Local<v8::Object> error) {
    v8::Local<v8::Array> keys;
    if (!error
             ->GetOwnPropertyNames(context_, v8::SKIP_SYMBOLS,
                                   v8::KeyConversionMode::kConvertToString)
             .ToLocal(&keys)) {
      return v8::Nothing<void>();
    }
    for (uint32_t i = 0; i < keys->Length(); ++i) {
      v8::Local<v8::Value> key;
      if (!keys->Get(context_, i).ToLocal(&key) ||
          Add(error, key.As<v8::Name>()).IsNothing()) {
        return v8::Nothing<void>();
      }
    }
    return AddInheritedName(error);
  }

  v8::Local<v8::Value> ToData() {
    v8::Local<v8::Value> parts[] = {hidden_, visible_};
    return v8::Array::New(isolate_, parts, 2);
  }

 private:
  v8::Maybe<void> Add(v8::Local<v8::Object> error, v8::Local<v8::Name> key) {
    v8::PropertyAttribute attributes;
    v8::Local<v8::Value> value;
    if (!error->GetPropertyAttributes(context_, key).To(&attributes) ||
        !error->Get(context_, key).ToLocal(&value)) {
      return v8::Nothing<void>();
    }
    bool is_hidden = (attributes & v8::DontEnum) != 0;
    return Define(is_hidden ? hidden_ : visible_, key, value);
  }

  v8::Maybe<void> Define(v8::Local<v8::Object> on, v8::Local<v8::Name> key,
                         v8::Local<v8::Value> value) {
    return on->CreateDataProperty(context_, key, value).IsJust()
               ? v8::JustVoid()
               : v8::Nothing<void>();
  }

  // A class that gives all its errors a name of their own.
  v8::Maybe<void> AddInheritedName(v8::Local<v8::Object> error) {
    v8::Local<v8::String> key = NewString(isolate_, "name");
    v8::Local<v8::Value> name;
    bool is_own;
    if (!error->HasOwnProperty(context_, key).To(&is_own) ||
        !error->Get(context_, key).ToLocal(&name)) {
      return v8::Nothing<void>();
    }
    if (is_own || !name->IsString() ||
        FindClass(ToUtf8(isolate_, name)) != nullptr) {
      return v8::JustVoid();
    }
    return Define(hidden_, key, name);
  }

  v8::Isolate* const isolate_;
  const v8::Local<v8::Context> context_;
  const v8::Local<v8::Object> hidden_;
  const v8::Local<v8::Object> visible_;
};

}  // namespace

ErrorSteps* ErrorSteps::Get() {
  static absl::NoDestructor<ErrorSteps> steps;
  return steps.get();
}

HostObjectData ErrorSteps::Serialize(Agent& agent,
                                     v8::Local<v8::Context> context,
                                     v8::Local<v8::Object> error) {
  v8::Context::Scope scope(context);
  const ErrorClass* error_class;
  Properties properties(agent.isolate(), context);
  if (!ClassOf(agent.isolate(), context, error).To(&error_class) ||
      properties.Collect(error).IsNothing()) {
    return {};
  }
  return {.holder = std::make_unique<ErrorHolder>(*error_class),
          .data = properties.ToData()};
}

absl::StatusOr<std::unique_ptr<DataHolder>> NewErrorHolder(
    absl::string_view class_name) {
  const ErrorClass* error_class = FindClass(class_name);
  if (error_class == nullptr) {
    return absl::DataLossError("it is of no class of errors.");
  }
  return std::make_unique<ErrorHolder>(*error_class);
}

}  // namespace ferry::internal
