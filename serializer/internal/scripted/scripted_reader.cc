#include "ferry/serializer/internal/scripted/scripted_reader.h"

#include <v8-container.h>
#include <v8-date.h>
#include <v8-exception.h>
#include <v8-external.h>
#include <v8-json.h>
#include <v8-microtask-queue.h>
#include <v8-primitive-object.h>
#include <v8-script.h>
#include <v8-typed-array.h>

#include <algorithm>
#include <chrono>  // NOLINT(build/c++11)
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/serializer/internal/direct/realm_script.h"
#include "ferry/serializer/internal/scripted/scripts.h"
#include "ferry/wire/cursor.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/little_endian.h"
#include "ferry/wire/v8_release.h"

namespace ferry::internal {
namespace {

constexpr size_t kLargestMessage = size_t{64} << 20;
// In words. 4096 keys of 66 bytes, each with a mask.
constexpr size_t kWords = 4096 * 18;
// It was a bad idea to read a message by the script that had more unknown keys
// than one for so many objects, or more strings than so many for each object
// and these beside: PlainReader makes strings faster.
constexpr int32_t kObjectsForUnknown = 8;
constexpr int32_t kStringsOfObject = 8;
constexpr int32_t kStringsAtFirst = 32;

// The methods that read.js calls of a DataView.
constexpr const char* kViewMethods[] = {"getInt32", "getFloat64"};

// About what others take.
Trials::Duration Expected(size_t bytes) {
  return std::chrono::nanoseconds(100 + 2 * bytes);
}

// Where the value begins, if it may be one for the script; else 0.
size_t BeginOf(absl::Span<const uint8_t> bytes) {
  wire::Cursor in(bytes);
  uint8_t tag;
  uint32_t version;
  if (!in.ReadByte(tag) || tag != wire::kTagVersion ||
      !in.ReadVarint(version) || version < wire::kUsualVersion ||
      version > kV8Release.latest_version() || !in.PeekTag(tag)) {
    return 0;
  }
  switch (tag) {
    case wire::kTagBeginObject:
    case wire::kTagBeginDenseArray:
    case wire::kTagBeginMap:
    case wire::kTagBeginSet:
      return in.offset();
    default:
      return 0;
  }
}

// The text of an object with these keys, whose values `value` writes. A literal
// defines its properties: no setter of a prototype is met. Empty where V8 has
// no memory.
std::string LiteralOf(v8::Isolate* isolate, v8::Local<v8::Context> context,
                      v8::Local<v8::Array> keys,
                      absl::FunctionRef<std::string(uint32_t)> value) {
  std::string literal = "{";
  for (uint32_t i = 0; i < keys->Length(); ++i) {
    v8::Local<v8::Value> key;
    v8::Local<v8::String> quoted;
    if (!keys->Get(context, i).ToLocal(&key) ||
        !v8::JSON::Stringify(context, key).ToLocal(&quoted)) {
      return "";
    }
    // As a computed key "__proto__" is one like others.
    absl::StrAppend(&literal, "[", ToUtf8(isolate, quoted), "]: ", value(i),
                    ",");
  }
  return literal + "}";
}

v8::MaybeLocal<v8::Function> Compile(
    v8::Isolate* isolate, v8::Local<v8::Context> context,
    const std::string& body, std::vector<v8::Local<v8::String>> parameters) {
  v8::ScriptCompiler::Source source(
      NewString(isolate, body), v8::ScriptOrigin(NewString(isolate, "ferry")));
  return v8::ScriptCompiler::CompileFunction(
      context, &source, parameters.size(), parameters.data());
}

// A function of the values s[b], s[b + 1] and so on, which makes an object of
// them with these keys.
v8::MaybeLocal<v8::Function> CompileMaker(v8::Isolate* isolate,
                                          v8::Local<v8::Context> context,
                                          v8::Local<v8::Array> keys) {
  const std::string literal = LiteralOf(isolate, context, keys, [](uint32_t i) {
    return absl::StrCat("s[b + ", i, "]");
  });
  if (literal.empty()) return {};
  return Compile(isolate, context, absl::StrCat("return ", literal, ";"),
                 {NewString(isolate, "s"), NewString(isolate, "b")});
}

// A function that makes an object with these keys of the values that it reads:
// by value() after the first key, which was read, then by read(n), n being a
// node of `path` that knows the key.
v8::MaybeLocal<v8::Value> CompileReader(v8::Isolate* isolate,
                                        v8::Local<v8::Context> context,
                                        v8::Local<v8::Array> keys,
                                        v8::Local<v8::Array> path,
                                        v8::Local<v8::Value> value,
                                        v8::Local<v8::Value> read) {
  const std::string literal = LiteralOf(isolate, context, keys, [](uint32_t i) {
    return i == 0 ? "value()" : absl::StrCat("read(n", i, ")");
  });
  std::vector<v8::Local<v8::String>> parameters = {NewString(isolate, "value"),
                                                   NewString(isolate, "read")};
  std::vector<v8::Local<v8::Value>> arguments = {value, read};
  for (uint32_t i = 1; i < path->Length(); ++i) {
    v8::Local<v8::Value> node;
    if (!path->Get(context, i).ToLocal(&node)) return {};
    parameters.push_back(NewString(isolate, absl::StrCat("n", i)));
    arguments.push_back(node);
  }
  v8::Local<v8::Function> bind;
  if (literal.empty() ||
      !Compile(isolate, context, absl::StrCat("return () => (", literal, ");"),
               std::move(parameters))
           .ToLocal(&bind)) {
    return {};
  }
  return bind->Call(context, v8::Undefined(isolate),
                    static_cast<int>(arguments.size()), arguments.data());
}

}  // namespace

ScriptedReader::ScriptedReader(Agent& agent)
    : agent_(agent),
      isolate_(agent.isolate()),
      realm_key_(isolate_, v8::Private::New(isolate_)),
      memory_(isolate_),
      outcome_store_(
          v8::ArrayBuffer::NewBackingStore(isolate_, sizeof(Outcome))),
      outcome_(static_cast<Outcome*>(outcome_store_->Data())) {}

// A script is of one agent: the realms make new ones.
void ScriptedReader::WriteSnapshot(SnapshotWriter&) {
  v8::HandleScope handles(isolate_);
  realms_.Forget(isolate_, realm_key_.Get(isolate_));
}

std::optional<v8::MaybeLocal<v8::Value>> ScriptedReader::Read(
    v8::Local<v8::Context> context, absl::Span<const uint8_t> bytes) {
  // An interrupt of an embedder may read while the script does.
  if (is_reading_) return std::nullopt;
  // Where the last message was not read at all, nobody has asked for it.
  left_ = nullptr;
  if (bytes.size() < smallest_message_ || bytes.size() > kLargestMessage) {
    return std::nullopt;
  }
  Realm& realm = RealmOf(context);
  const size_t begin = BeginOf(bytes);
  if (begin == 0) return std::nullopt;
  Trials& trials = bytes.size() < kLarge ? realm.small : realm.large;
  const bool is_trial = !trials.is_taken();
  if (is_trial) {
    left_ = &trials;
    expected_ = Expected(bytes.size());
  }
  if (is_trial ? !trials.MayTry() : trials.Rests()) {
    ++counters_.rested;
    return std::nullopt;
  }
  const Trials::Clock::time_point start =
      is_trial ? Trials::Clock::now() : Trials::Clock::time_point();
  v8::EscapableHandleScope handles(isolate_);
  is_reading_ = true;
  v8::MaybeLocal<v8::Value> result = Run(context, realm, bytes, begin);
  is_reading_ = false;
  v8::Local<v8::Value> value;
  if (!result.ToLocal(&value)) return v8::MaybeLocal<v8::Value>();
  const bool gave_up = value->IsUndefined();
  ++(gave_up ? counters_.given_up : counters_.values);
  const bool was_bad =
      gave_up || outcome_->unknown * kObjectsForUnknown > outcome_->objects ||
      outcome_->strings >
          kStringsAtFirst + outcome_->objects * kStringsOfObject;
  if (!is_trial) {
    trials.OnScript(was_bad);
  } else if (gave_up) {
    trials.OnVainTrial(start, was_bad);
  } else {
    trials.OnUsedTrial(start, was_bad, expected_);
  }
  if (gave_up) return std::nullopt;
  return handles.Escape(value);
}

void ScriptedReader::OnNative() {
  if (Trials* left = std::exchange(left_, nullptr)) left->OnNative(expected_);
}

void ScriptedReader::TakeScript(v8::Local<v8::Context> context, bool take) {
  Realm& realm = RealmOf(context);
  smallest_message_ = take ? 0 : kSmallestMessage;
  for (Trials* trials : {&realm.small, &realm.large}) {
    *trials = Trials();
    if (take) trials->Take();
  }
}

ScriptedReader::Realm& ScriptedReader::RealmOf(v8::Local<v8::Context> context) {
  return realms_.Of(isolate_, context,
                    [] { return std::make_unique<Realm>(); });
}

v8::MaybeLocal<v8::Value> ScriptedReader::Run(v8::Local<v8::Context> context,
                                              Realm& realm,
                                              absl::Span<const uint8_t> bytes,
                                              size_t begin) {
  v8::Context::Scope scope(context);
  // They would run when the script returns, before the value is there.
  v8::Isolate::SuppressMicrotaskExecutionScope no_microtasks(
      isolate_, context->GetMicrotaskQueue());
  v8::TryCatch try_catch(isolate_);
  if (!realm.is_initialized) Initialize(context, realm);
  v8::Local<v8::Value> value = v8::Undefined(isolate_);
  if (!realm.run.IsEmpty() &&
      SetMemory(context, realm, bytes.size()).IsJust()) {
    std::memcpy(memory_.data(), bytes.data(), bytes.size());
    // A reference begins with this byte, and most messages do not have it.
    const bool may_refer =
        std::memchr(bytes.data(), wire::kTagReference, bytes.size()) != nullptr;
    v8::Local<v8::Value> arguments[] = {
        v8::Integer::NewFromUnsigned(isolate_, begin),
        v8::Integer::NewFromUnsigned(isolate_, bytes.size()),
        v8::Boolean::New(isolate_, may_refer)};
    // Empty where the stack had no room for it to begin.
    v8::MaybeLocal<v8::Value> result = realm.run.Get(isolate_)->Call(
        context, v8::Undefined(isolate_), 3, arguments);
    value = result.FromMaybe(value);
    // Else the realm would keep what was given back until its next message.
    if (memory_.Trim()) SetMemory(context, realm, 0).IsNothing();
  }
  if (try_catch.HasTerminated()) {
    try_catch.ReThrow();
    return {};
  }
  return value;
}

void ScriptedReader::Initialize(v8::Local<v8::Context> context, Realm& realm) {
  v8::HandleScope handles(isolate_);
  realm.Initialize(isolate_, context, realm_key_.Get(isolate_), kReadScript,
                   "ferry:read", NewNatives(context));
}

v8::Local<v8::Object> ScriptedReader::NewNatives(
    v8::Local<v8::Context> context) {
  v8::Local<v8::Value> data = v8::External::New(isolate_, this);
  auto function = [&](v8::FunctionCallback callback) {
    return v8::Function::New(context, callback, data, 0,
                             v8::ConstructorBehavior::kThrow)
        .ToLocalChecked();
  };
  v8::Local<v8::Map> map = v8::Map::New(isolate_);
  v8::Local<v8::Set> set = v8::Set::New(isolate_);
  v8::Local<v8::Value> string =
      v8::StringObject::New(isolate_, v8::String::Empty(isolate_));
  const std::pair<const char*, v8::Local<v8::Value>> members[] = {
      {"words", v8::Int32Array::New(
                    v8::ArrayBuffer::New(isolate_, kWords * sizeof(int32_t)), 0,
                    kWords)},
      {"outcome",
       v8::Int32Array::New(v8::ArrayBuffer::New(isolate_, outcome_store_), 0,
                           sizeof(Outcome) / sizeof(int32_t))},
      {"none", function(None)},
      {"newMap", function(NewMap)},
      {"newSet", function(NewSet)},
      {"newDate", function(NewDate)},
      {"newObject", function(NewObject)},
      {"newMaker", function(NewMaker)},
      {"newReader", function(NewReader)},
      {"newKey", function(NewKey)},
      {"latin1", function(Latin1)},
      {"utf16", function(Utf16)},
      {"elementsAreOwn", function(ElementsAreOwn)},
      {"apply", BuiltinApply(isolate_, context)},
      {"substring",
       BuiltinMethod(isolate_, context, GetPrototype(string.As<v8::Object>()),
                     "substring")},
      {"mapSet", BuiltinMethod(isolate_, context, GetPrototype(map), "set")},
      {"setAdd", BuiltinMethod(isolate_, context, GetPrototype(set), "add")},
      {"map", WithoutPrototype(isolate_, context, map)},
      {"set", WithoutPrototype(isolate_, context, set)},
  };
  return NewMembers(isolate_, members);
}

v8::Maybe<void> ScriptedReader::SetMemory(v8::Local<v8::Context> context,
                                          Realm& realm, size_t size) {
  if (!memory_.Reserve(size)) return v8::Nothing<void>();
  return memory_.ShowTo(context, realm, kViewMethods);
}

ScriptedReader& ScriptedReader::Of(const Info& info) {
  return *static_cast<ScriptedReader*>(info.Data().As<v8::External>()->Value());
}

const uint8_t* ScriptedReader::Bytes(v8::Local<v8::Value> begin,
                                     size_t size) const {
  const size_t offset = begin.As<v8::Uint32>()->Value();
  if (offset > memory_.size() || size > memory_.size() - offset) {
    return nullptr;
  }
  return memory_.data() + offset;
}

void ScriptedReader::Latin1(const Info& info) {
  const uint32_t length = info[1].As<v8::Uint32>()->Value();
  const uint8_t* bytes = Of(info).Bytes(info[0], length);
  v8::Local<v8::String> string;
  if (bytes != nullptr && v8::String::NewFromOneByte(info.GetIsolate(), bytes,
                                                     v8::NewStringType::kNormal,
                                                     static_cast<int>(length))
                              .ToLocal(&string)) {
    info.GetReturnValue().Set(string);
  }
}

void ScriptedReader::Utf16(const Info& info) {
  const uint32_t length = info[1].As<v8::Uint32>()->Value();
  const uint8_t* bytes = Of(info).Bytes(info[0], size_t{length} * 2);
  v8::Local<v8::String> string;
  // V8 aligns them, and its reader wants it.
  if (wire::internal::kLittleEndian && bytes != nullptr &&
      reinterpret_cast<uintptr_t>(bytes) % 2 == 0 &&
      v8::String::NewFromTwoByte(
          info.GetIsolate(), reinterpret_cast<const uint16_t*>(bytes),
          v8::NewStringType::kNormal, static_cast<int>(length))
          .ToLocal(&string)) {
    info.GetReturnValue().Set(string);
  }
}

void ScriptedReader::NewKey(const Info& info) {
  const uint32_t length = info[1].As<v8::Uint32>()->Value();
  const uint8_t* bytes = Of(info).Bytes(info[0], length);
  v8::Local<v8::String> key;
  if (bytes != nullptr &&
      v8::String::NewFromOneByte(info.GetIsolate(), bytes,
                                 v8::NewStringType::kInternalized,
                                 static_cast<int>(length))
          .ToLocal(&key)) {
    info.GetReturnValue().Set(key);
  }
}

void ScriptedReader::NewMap(const Info& info) {
  info.GetReturnValue().Set(v8::Map::New(info.GetIsolate()));
}

void ScriptedReader::NewSet(const Info& info) {
  info.GetReturnValue().Set(v8::Set::New(info.GetIsolate()));
}

void ScriptedReader::NewDate(const Info& info) {
  v8::Local<v8::Value> date;
  if (v8::Date::New(info.GetIsolate()->GetCurrentContext(),
                    info[0].As<v8::Number>()->Value())
          .ToLocal(&date)) {
    info.GetReturnValue().Set(date);
  }
}

void ScriptedReader::NewObject(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Local<v8::Array> keys = info[0].As<v8::Array>();
  v8::Local<v8::Array> values = info[1].As<v8::Array>();
  const uint32_t base = info[2].As<v8::Uint32>()->Value();
  v8::Local<v8::Object> object = v8::Object::New(isolate);
  for (uint32_t i = 0; i < keys->Length(); ++i) {
    v8::Local<v8::Value> key;
    v8::Local<v8::Value> value;
    if (!keys->Get(context, i).ToLocal(&key) ||
        !values->Get(context, base + i).ToLocal(&value) ||
        object->CreateDataProperty(context, key.As<v8::Name>(), value)
            .IsNothing()) {
      return;
    }
  }
  info.GetReturnValue().Set(object);
}

void ScriptedReader::NewMaker(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Function> maker;
  if (CompileMaker(isolate, isolate->GetCurrentContext(),
                   info[0].As<v8::Array>())
          .ToLocal(&maker)) {
    info.GetReturnValue().Set(maker);
  }
}

void ScriptedReader::NewReader(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Value> reader;
  if (CompileReader(isolate, isolate->GetCurrentContext(),
                    info[0].As<v8::Array>(), info[1].As<v8::Array>(), info[2],
                    info[3])
          .ToLocal(&reader)) {
    info.GetReturnValue().Set(reader);
  }
}

void ScriptedReader::ElementsAreOwn(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  info.GetReturnValue().Set(HolesAreUndefined(
      isolate, isolate->GetCurrentContext(),
      GetPrototype(v8::Array::New(isolate)).As<v8::Object>(),
      GetPrototype(v8::Object::New(isolate)).As<v8::Object>()));
}

void ScriptedReader::None(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  info.GetReturnValue().Set(WithoutPrototype(
      isolate, isolate->GetCurrentContext(), v8::Array::New(isolate)));
}

}  // namespace ferry::internal
