#include "benchmarks/support/marked_class.h"

#include <v8-external.h>
#include <v8-function-callback.h>
#include <v8-primitive.h>

#include <string>

#include "absl/log/absl_check.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"
#include "ferry/transfer/script_protocol.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/transfer_mode_registry.h"

namespace ferry::benchmarks {
namespace {

// `env` brings what the classes use; CLASS is the class `Thing`.
constexpr absl::string_view kFunctions = R"js(({
  mark, markInNative, makeTransferable, JSTransferable, NativeThing,
  kClone, kTransfer, kDeserialize,
}) => {
  CLASS
  return {
    Thing,
    make: (i) => new Thing(i),
    makeThousand() {
      let last;
      for (let i = 0; i < 1000; ++i) last = new Thing(i);
      return last;
    },
    makeMany(count) {
      return Array.from({length: count}, (_, i) => new Thing(i));
    },
  };
})js";

constexpr absl::string_view kClass = R"js(
  class Thing HERITAGE {
    constructor(i) {
      SUPER
      FIELDS
      MARK
    }
    [kClone]() { return {data: {DATA}, deserializeInfo: 'NAME'}; }
    [kTransfer]() { return {data: {DATA}, deserializeInfo: 'NAME'}; }
    [kDeserialize](data) { READ }
  }
)js";

// Repeats `pattern` for each field, with # as its number.
std::string ForEachField(int fields, absl::string_view pattern) {
  std::string text;
  for (int i = 0; i < fields; ++i) {
    absl::StrAppend(&text,
                    absl::StrReplaceAll(pattern, {{"#", absl::StrCat(i)}}));
  }
  return text;
}

std::string SourceOf(Marking marking, int fields) {
  if (marking == Marking::kNative) return "const Thing = NativeThing;";
  bool extends = marking == Marking::kExtends;
  const char* mark =
      marking == Marking::kMakeTransferable ? "return makeTransferable(this);"
      : marking == Marking::kInstanceMark   ? "mark(this, true, true);"
      : marking == Marking::kNativeMark     ? "markInNative(this);"
                                            : "";
  return absl::StrReplaceAll(
      kClass, {{"NAME", NameOf(marking)},
               {"HERITAGE", extends ? "extends JSTransferable" : ""},
               {"SUPER", extends ? "super();" : ""},
               {"FIELDS", ForEachField(fields, "this.f# = i + #;")},
               {"MARK", mark},
               {"DATA", ForEachField(fields, "f#: this.f#,")},
               {"READ", ForEachField(fields, "this.f# = data.f#;")}});
}

void MarkInNative(const v8::FunctionCallbackInfo<v8::Value>& info) {
  Agent& agent = *static_cast<Agent*>(info.Data().As<v8::External>()->Value());
  (void)TransferModeRegistry::Of(agent)
      .MarkTransferMode(info.GetIsolate()->GetCurrentContext(), info[0],
                        TransferMode::kCloneableAndTransferable)
      .FromMaybe(false);
}

v8::Local<v8::String> NewString(Realm& realm, const char* text) {
  return v8::String::NewFromUtf8(realm.isolate(), text).ToLocalChecked();
}

}  // namespace

v8::Local<v8::Object> MarkedClass::NewEnvironment() {
  v8::Local<v8::Context> context = realm_.context();
  Agent& agent = realm_.agent();
  v8::Local<v8::Object> env = v8::Object::New(realm_.isolate());
  auto set = [&](const char* name, v8::Local<v8::Value> value) {
    env->Set(context, NewString(realm_, name), value).Check();
  };
  set("mark", TransferModeRegistry::Of(agent)
                  .GetMarkFunction(context)
                  .ToLocalChecked());
  set("markInNative",
      v8::Function::New(context, MarkInNative,
                        v8::External::New(realm_.isolate(), &agent))
          .ToLocalChecked());
  set("makeTransferable",
      legacy_.NewMakeTransferableFunction(context).ToLocalChecked());
  set("JSTransferable", legacy_.GetConstructor(context).ToLocalChecked());
  set("NativeThing", native_.constructor());
  set("kClone", ProtocolSymbols::Of(agent).Get(ProtocolSymbol::kClone));
  set("kTransfer", ProtocolSymbols::Of(agent).Get(ProtocolSymbol::kTransfer));
  set("kDeserialize",
      ProtocolSymbols::Of(agent).Get(ProtocolSymbol::kDeserialize));
  return env;
}

absl::Span<const Marking> Markings() {
  static constexpr Marking kAll[] = {
      Marking::kPlain,        Marking::kMakeTransferable, Marking::kExtends,
      Marking::kInstanceMark, Marking::kNativeMark,       Marking::kClassMark,
      Marking::kNative};
  return kAll;
}

const char* NameOf(Marking marking) {
  switch (marking) {
    case Marking::kPlain:
      return "plain";
    case Marking::kMakeTransferable:
      return "make_transferable";
    case Marking::kExtends:
      return "extends_js_transferable";
    case Marking::kInstanceMark:
      return "instance_mark";
    case Marking::kNativeMark:
      return "instance_mark_in_native";
    case Marking::kClassMark:
      return "class_mark";
    case Marking::kNative:
      return "native_transferable";
  }
  return "";
}

MarkedClass::MarkedClass(Realm& realm, Marking marking, int fields)
    : realm_(realm),
      legacy_(realm.agent()),
      native_(realm.agent(), realm.context(), fields) {
  v8::Local<v8::Context> context = realm.context();
  v8::Local<v8::Value> env = NewEnvironment();
  functions_ =
      realm
          .Evaluate(absl::StrReplaceAll(kFunctions,
                                        {{"CLASS", SourceOf(marking, fields)}})
                        .c_str())
          .As<v8::Function>()
          ->Call(context, v8::Undefined(realm.isolate()), 1, &env)
          .ToLocalChecked()
          .As<v8::Object>();
  v8::Local<v8::Function> thing =
      functions_->Get(context, NewString(realm, "Thing"))
          .ToLocalChecked()
          .As<v8::Function>();
  ABSL_CHECK(
      ClassRegistry::Of(realm.agent())
          .RegisterClass(context, NewString(realm, NameOf(marking)), thing)
          .IsJust());
  if (marking == Marking::kClassMark) {
    ABSL_CHECK(
        TransferModeRegistry::Of(realm.agent())
            .MarkClass(context, thing, TransferMode::kCloneableAndTransferable)
            .IsJust());
  }
}

v8::Local<v8::Object> MarkedClass::Make() {
  return Call("make", 7).As<v8::Object>();
}

void MarkedClass::MakeThousand() {
  v8::HandleScope handles(realm_.isolate());
  Call("makeThousand", 0);
}

v8::Local<v8::Object> MarkedClass::MakeMany(int count) {
  return Call("makeMany", count).As<v8::Object>();
}

v8::Local<v8::Value> MarkedClass::Call(const char* function, int argument) {
  v8::Local<v8::Value> value = v8::Integer::New(realm_.isolate(), argument);
  return functions_->Get(realm_.context(), NewString(realm_, function))
      .ToLocalChecked()
      .As<v8::Function>()
      ->Call(realm_.context(), functions_, 1, &value)
      .ToLocalChecked();
}

}  // namespace ferry::benchmarks
