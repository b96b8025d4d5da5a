#include "ferry/tests/support/typed_tree.h"

#include <v8-array-buffer.h>
#include <v8-container.h>
#include <v8-date.h>
#include <v8-isolate.h>
#include <v8-json.h>
#include <v8-object.h>
#include <v8-primitive-object.h>
#include <v8-primitive.h>
#include <v8-regexp.h>
#include <v8-typed-array.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"

namespace ferry::testing_support {
namespace {

class Printer {
 public:
  explicit Printer(v8::Local<v8::Context> context)
      : isolate_(v8::Isolate::GetCurrent()), context_(context) {}

  std::string Print(v8::Local<v8::Value> value) {
    if (value->IsUndefined()) return R"({"k":"undefined"})";
    if (value->IsNull()) return R"({"k":"null"})";
    if (value->IsTrue()) return R"({"k":"true"})";
    if (value->IsFalse()) return R"({"k":"false"})";
    if (value->IsNumber()) return Primitive("number", Quote(Number(value)));
    if (value->IsBigInt()) return Primitive("bigint", Quote(value));
    if (value->IsString()) return Primitive("string", Quote(value));
    if (!value->IsObject()) return R"({"k":"symbol"})";
    return PrintObject(value.As<v8::Object>());
  }

 private:
  std::string PrintObject(v8::Local<v8::Object> object) {
    for (size_t id = 0; id < met_.size(); ++id) {
      if (met_[id] == object) return absl::StrCat(Open("ref", id), "}");
    }
    size_t id = met_.size();
    met_.push_back(object);
    if (object->IsArray()) {
      return absl::StrCat(Open("array", id), R"(,"length":)",
                          object.As<v8::Array>()->Length(), ",", Props(object));
    }
    if (object->IsDate()) {
      double time = object.As<v8::Date>()->ValueOf();
      return Wrapped("date", id,
                     Quote(Number(v8::Number::New(isolate_, time))));
    }
    if (object->IsRegExp()) {
      return absl::StrCat(Open("regexp", id), R"(,"source":)",
                          Quote(Get(object, "source")), R"(,"flags":)",
                          Quote(Get(object, "flags")), "}");
    }
    if (object->IsMap()) return PrintMap(object.As<v8::Map>(), id);
    if (object->IsSet()) return PrintSet(object.As<v8::Set>(), id);
    if (object->IsNativeError()) return PrintError(object, id);
    if (object->IsArrayBuffer() || object->IsSharedArrayBuffer()) {
      return PrintBuffer(object, id);
    }
    if (object->IsArrayBufferView()) {
      return PrintView(object.As<v8::ArrayBufferView>(), id);
    }
    std::string wrapper = PrintWrapper(object, id);
    if (!wrapper.empty()) return wrapper;
    return absl::StrCat(Open("object", id), ",", Props(object));
  }

  std::string PrintWrapper(v8::Local<v8::Object> object, size_t id) {
    if (object->IsBooleanObject()) {
      return Wrapped(
          "Boolean", id,
          object.As<v8::BooleanObject>()->ValueOf() ? "true" : "false");
    }
    if (object->IsNumberObject()) {
      double number = object.As<v8::NumberObject>()->ValueOf();
      return Wrapped("Number", id,
                     Quote(Number(v8::Number::New(isolate_, number))));
    }
    if (object->IsBigIntObject()) {
      return Wrapped("BigInt", id,
                     Quote(object.As<v8::BigIntObject>()->ValueOf()));
    }
    if (object->IsStringObject()) {
      return Wrapped("String", id,
                     Quote(object.As<v8::StringObject>()->ValueOf()));
    }
    return "";
  }

  std::string PrintMap(v8::Local<v8::Map> map, size_t id) {
    v8::Local<v8::Array> flat = map->AsArray();
    std::string entries;
    for (uint32_t i = 0; i < flat->Length(); i += 2) {
      std::string key = Print(At(flat, i));
      absl::StrAppend(&entries, i == 0 ? "[" : ",[", key, ",",
                      Print(At(flat, i + 1)), "]");
    }
    return absl::StrCat(Open("map", id), R"(,"entries":[)", entries, "]}");
  }

  std::string PrintSet(v8::Local<v8::Set> set, size_t id) {
    v8::Local<v8::Array> flat = set->AsArray();
    std::string entries;
    for (uint32_t i = 0; i < flat->Length(); ++i) {
      absl::StrAppend(&entries, i == 0 ? "" : ",", Print(At(flat, i)));
    }
    return absl::StrCat(Open("set", id), R"(,"entries":[)", entries, "]}");
  }

  std::string PrintError(v8::Local<v8::Object> error, size_t id) {
    v8::Local<v8::Value> stack = Get(error, "stack");
    std::string tree = absl::StrCat(
        Open("error", id), R"(,"name":)", Quote(Get(error, "name")),
        R"(,"message":)", Quote(Get(error, "message")), R"(,"stack":)",
        stack->IsString() ? Quote(stack) : "null");
    if (error->HasOwnProperty(context_, NewString(isolate_, "cause"))
            .FromMaybe(false)) {
      absl::StrAppend(&tree, R"(,"cause":)", Print(Get(error, "cause")));
    }
    return tree + "}";
  }

  std::string PrintBuffer(v8::Local<v8::Object> buffer, size_t id) {
    bool shared = buffer->IsSharedArrayBuffer();
    auto store = shared ? buffer.As<v8::SharedArrayBuffer>()->GetBackingStore()
                        : buffer.As<v8::ArrayBuffer>()->GetBackingStore();
    absl::string_view bytes(static_cast<const char*>(store->Data()),
                            store->ByteLength());
    std::string tree =
        absl::StrCat(Open(shared ? "sharedarraybuffer" : "arraybuffer", id),
                     R"(,"hex":")", absl::BytesToHexString(bytes), "\"");
    if (store->IsResizableByUserJavaScript()) {
      absl::StrAppend(&tree, R"(,"maxByteLength":)", store->MaxByteLength());
    }
    return tree + "}";
  }

  std::string PrintView(v8::Local<v8::ArrayBufferView> view, size_t id) {
    return absl::StrCat(Open("view", id), R"(,"type":")",
                        ToUtf8(isolate_, view->GetConstructorName()),
                        R"(","byteOffset":)", view->ByteOffset(),
                        R"(,"byteLength":)", view->ByteLength(),
                        R"(,"buffer":)", Print(Get(view, "buffer")), "}");
  }

  // The own enumerable string keys, and the end of the node.
  std::string Props(v8::Local<v8::Object> object) {
    v8::Local<v8::Array> keys =
        object
            ->GetOwnPropertyNames(context_,
                                  static_cast<v8::PropertyFilter>(
                                      v8::ONLY_ENUMERABLE | v8::SKIP_SYMBOLS),
                                  v8::KeyConversionMode::kConvertToString)
            .ToLocalChecked();
    std::string props;
    for (uint32_t i = 0; i < keys->Length(); ++i) {
      v8::Local<v8::Value> key = At(keys, i);
      std::string value = Print(object->Get(context_, key).ToLocalChecked());
      absl::StrAppend(&props, i == 0 ? "[" : ",[", Quote(key), ",", value, "]");
    }
    return absl::StrCat(R"("props":[)", props, "]}");
  }

  static std::string Open(absl::string_view kind, size_t id) {
    return absl::StrCat(R"({"k":")", kind, R"(","id":)", id);
  }
  static std::string Wrapped(absl::string_view kind, size_t id,
                             absl::string_view value) {
    return absl::StrCat(Open(kind, id), R"(,"v":)", value, "}");
  }
  static std::string Primitive(absl::string_view kind,
                               absl::string_view value) {
    return absl::StrCat(R"({"k":")", kind, R"(","v":)", value, "}");
  }

  // A number as a string that tells -0 from 0.
  v8::Local<v8::Value> Number(v8::Local<v8::Value> number) {
    bool negative_zero = number->SameValue(v8::Number::New(isolate_, -0.0));
    return negative_zero
               ? NewString(isolate_, "-0").As<v8::Value>()
               : number->ToString(context_).ToLocalChecked().As<v8::Value>();
  }

  // As a JSON string literal, lone surrogates escaped.
  std::string Quote(v8::Local<v8::Value> value) {
    v8::Local<v8::String> string = value->ToString(context_).ToLocalChecked();
    return ToUtf8(isolate_,
                  v8::JSON::Stringify(context_, string).ToLocalChecked());
  }

  v8::Local<v8::Value> Get(v8::Local<v8::Object> object,
                           absl::string_view name) {
    return object->Get(context_, NewString(isolate_, name)).ToLocalChecked();
  }
  v8::Local<v8::Value> At(v8::Local<v8::Array> array, uint32_t i) {
    return array->Get(context_, i).ToLocalChecked();
  }

  v8::Isolate* const isolate_;
  const v8::Local<v8::Context> context_;
  std::vector<v8::Local<v8::Object>> met_;
};

}  // namespace

std::string TypedTree(v8::Local<v8::Context> context,
                      v8::Local<v8::Value> value) {
  return Printer(context).Print(value);
}

}  // namespace ferry::testing_support
