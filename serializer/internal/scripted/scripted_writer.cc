#include "ferry/serializer/internal/scripted/scripted_writer.h"

#include <v8-container.h>
#include <v8-date.h>
#include <v8-exception.h>
#include <v8-external.h>
#include <v8-internal.h>
#include <v8-microtask-queue.h>
#include <v8-primitive-object.h>
#include <v8-typed-array.h>
#include <v8-value-serializer.h>

#include <algorithm>
#include <chrono>  // NOLINT(build/c++11)
#include <cstdlib>
#include <utility>

#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/serializer/internal/direct/realm_script.h"
#include "ferry/serializer/internal/scripted/scripts.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/little_endian.h"

namespace ferry::internal {
namespace {

// About what V8's serializer takes.
Trials::Duration Expected(size_t bytes) {
  return std::chrono::nanoseconds(200 + 2 * bytes);
}

// Whatever wire::Limits allow by default is more than five times as much, which
// is the most that V8 may take for the same message.
constexpr size_t kLargestMessage = size_t{64} << 20;
constexpr uint32_t kMaxObjects = 1 << 24;
// In words. The empty key, and 4096 of 66 bytes.
constexpr size_t kWords = 1 + 4096 * 17;
// It was a bad idea to write a message by the script that had more unknown keys
// than one for so many objects, or more strings than so many for each object
// and these beside: V8 writes strings faster.
constexpr int32_t kObjectsForUnknown = 8;
constexpr int32_t kStringsOfObject = 8;
constexpr int32_t kStringsAtFirst = 32;
// An array of so many strings or doubles is V8's.
constexpr uint32_t kManyElements = 16;

// The methods that write.js calls of a DataView.
constexpr const char* kViewMethods[] = {"setInt32", "setFloat64", "setUint16"};

std::vector<uint8_t> HeaderOfV8(v8::Isolate* isolate) {
  v8::ValueSerializer serializer(isolate);
  serializer.WriteHeader();
  auto [header, size] = serializer.Release();
  std::vector<uint8_t> result(header, header + size);
  std::free(header);
  return result;
}

size_t VarintSize(uint64_t value) {
  size_t size = 1;
  for (; value > 127; value >>= 7) ++size;
  return size;
}

uint8_t* PutVarint(uint8_t* at, uint64_t value) {
  for (; value > 127; value >>= 7) *at++ = static_cast<uint8_t>(value | 128);
  *at++ = static_cast<uint8_t>(value);
  return at;
}

}  // namespace

ScriptedWriter::ScriptedWriter(Agent& agent)
    : agent_(agent),
      isolate_(agent.isolate()),
      walks_(Walks::Of(agent)),
      realm_key_(isolate_, v8::Private::New(isolate_)),
      header_(HeaderOfV8(isolate_)),
      memory_(isolate_),
      outcome_store_(
          v8::ArrayBuffer::NewBackingStore(isolate_, sizeof(Outcome))),
      outcome_(static_cast<Outcome*>(outcome_store_->Data())) {}

// A script is of one agent: the realms make new ones.
void ScriptedWriter::WriteSnapshot(SnapshotWriter&) {
  v8::HandleScope handles(isolate_);
  realms_.Forget(isolate_, realm_key_.Get(isolate_));
}

std::optional<v8::Maybe<absl::Span<const uint8_t>>> ScriptedWriter::Write(
    v8::Local<v8::Context> context, v8::Local<v8::Object> object) {
  // Where V8 has not written the last message, it was refused.
  left_ = nullptr;
  // An interrupt of an embedder may write while a message is written. And the
  // script writes the order of bytes that most machines have.
  if (walks_.is_walking() || is_writing_ || !wire::internal::kLittleEndian ||
      !(object->IsArray() || HiddenClasses::IsOrdinary(object))) {
    return std::nullopt;
  }
  Realm& realm = RealmOf(context);
  const bool is_trial = !realm.trials.is_taken();
  if (is_trial) left_ = &realm.trials;
  if (is_trial ? !realm.trials.MayTry() : realm.trials.Rests()) {
    ++counters_.rested;
    return std::nullopt;
  }
  const Trials::Clock::time_point start =
      is_trial ? Trials::Clock::now() : Trials::Clock::time_point();
  is_writing_ = true;
  const End end = Run(context, realm, object);
  is_writing_ = false;
  switch (end) {
    case End::kTerminated:
      return v8::Nothing<absl::Span<const uint8_t>>();
    case End::kLeft:
      ++counters_.rested;
      return std::nullopt;
    case End::kWritten:
      ++counters_.values;
      break;
    default:
      ++counters_.given_up;
  }
  const bool was_bad = end != End::kWritten || this->was_bad();
  if (!is_trial) {
    realm.trials.OnScript(was_bad);
  } else if (end == End::kWritten) {
    realm.trials.OnUsedTrial(start, was_bad, Expected(size_));
  } else {
    realm.trials.OnVainTrial(start, was_bad);
  }
  if (end == End::kWritten) {
    return v8::Just(absl::Span<const uint8_t>(memory_.data(), size_));
  }
  Release(context);
  return std::nullopt;
}

void ScriptedWriter::Release(v8::Local<v8::Context> context) {
  if (!memory_.Trim()) return;
  v8::HandleScope handles(isolate_);
  v8::Isolate::SuppressMicrotaskExecutionScope no_microtasks(
      isolate_, context->GetMicrotaskQueue());
  v8::TryCatch try_catch(isolate_);
  // Else the realm would keep what was given back until its next message.
  is_writing_ = true;
  SetMemory(context, RealmOf(context), 0, 0).IsNothing();
  is_writing_ = false;
  if (try_catch.HasTerminated()) try_catch.ReThrow();
}

bool ScriptedWriter::was_bad() const {
  return walks_.met_mostly_unknown() ||
         outcome_->unknown * kObjectsForUnknown > outcome_->objects ||
         outcome_->strings >
             kStringsAtFirst + outcome_->objects * kStringsOfObject;
}

void ScriptedWriter::OnNative(size_t bytes) {
  if (Trials* left = std::exchange(left_, nullptr)) {
    left->OnNative(Expected(bytes));
  }
}

void ScriptedWriter::TakeScript(v8::Local<v8::Context> context, bool take) {
  Trials& trials = RealmOf(context).trials;
  trials = Trials();
  if (take) trials.Take();
}

ScriptedWriter::Realm& ScriptedWriter::RealmOf(v8::Local<v8::Context> context) {
  return realms_.Of(isolate_, context,
                    [] { return std::make_unique<Realm>(); });
}

ScriptedWriter::End ScriptedWriter::Run(v8::Local<v8::Context> context,
                                        Realm& realm,
                                        v8::Local<v8::Object> object) {
  // They would run when the script returns, before a message is written.
  v8::Isolate::SuppressMicrotaskExecutionScope no_microtasks(
      isolate_, context->GetMicrotaskQueue());
  v8::TryCatch try_catch(isolate_);
  if (!realm.is_initialized) Initialize(context, realm);
  End end = End::kGaveUp;
  if (!realm.run.IsEmpty() && SetMemory(context, realm, 0, 0).IsJust()) {
    end = Walk(context, realm, object);
    // Walks make little garbage, so that is rare.
    if (end == End::kMoved) end = Walk(context, realm, object);
  }
  if (!try_catch.HasTerminated()) return end;
  try_catch.ReThrow();
  return End::kTerminated;
}

ScriptedWriter::End ScriptedWriter::Walk(v8::Local<v8::Context> context,
                                         Realm& realm,
                                         v8::Local<v8::Object> object) {
  if (!walks_.Begin(context)) return End::kGaveUp;
  walks_.Number(object);
  const std::optional<Written> kind = KindOf(object);
  if (!kind || IsForV8(context, object, *kind)) {
    walks_.End();
    return kind ? End::kLeft : End::kGaveUp;
  }
  v8::Local<v8::Value> arguments[] = {object,
                                      v8::Integer::New(isolate_, *kind)};
  running_ = &realm;
  // Empty where the stack had no room for it to begin.
  v8::MaybeLocal<v8::Value> result = realm.run.Get(isolate_)->Call(
      context, v8::Undefined(isolate_), 2, arguments);
  running_ = nullptr;
  const bool moved = walks_.has_moved();
  walks_.End();
  v8::Local<v8::Value> size;
  if (!result.ToLocal(&size) || !size->IsUint32()) {
    return moved ? End::kMoved : End::kGaveUp;
  }
  size_ = size.As<v8::Uint32>()->Value();
  return size_ <= memory_.size() ? End::kWritten : End::kGaveUp;
}

bool ScriptedWriter::IsForV8(v8::Local<v8::Context> context,
                             v8::Local<v8::Object> object, Written kind) const {
  if (!object->IsArray() || object.As<v8::Array>()->Length() < kManyElements) {
    return false;
  }
  v8::Local<v8::Value> first;
  return kind == kDoubles ||
         (kind == kElements && object->Get(context, 0).ToLocal(&first) &&
          first->IsString());
}

std::optional<ScriptedWriter::Written> ScriptedWriter::KindOf(
    v8::Local<v8::Object> object) {
  const HiddenClass* hidden_class = walks_.ClassOf(object);
  if (hidden_class == nullptr) return std::nullopt;
  switch (hidden_class->kind) {
    case ObjectKind::kPlain:
    case ObjectKind::kFrozen:
    case ObjectKind::kDictionary:
      if (!walks_.IsPlain(object, *hidden_class)) return std::nullopt;
      return hidden_class->has_class                         ? kInstance
             : hidden_class->kind == ObjectKind::kDictionary ? kDictionary
                                                             : kPlain;
    case ObjectKind::kIntegers:
      return kIntegers;
    case ObjectKind::kDoubles:
      return kDoubles;
    case ObjectKind::kElements:
      return kElements;
    case ObjectKind::kMap:
      return kMap;
    case ObjectKind::kSet:
      return kSet;
    case ObjectKind::kLeaf:
      if (object->IsDate()) return kDate;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

void ScriptedWriter::Initialize(v8::Local<v8::Context> context, Realm& realm) {
  v8::HandleScope handles(isolate_);
  v8::Context::Scope scope(context);
  realm.Initialize(isolate_, context, realm_key_.Get(isolate_), kWriteScript,
                   "ferry:write", NewNatives(context));
}

v8::Local<v8::Object> ScriptedWriter::NewNatives(
    v8::Local<v8::Context> context) {
  v8::Local<v8::Value> data = v8::External::New(isolate_, this);
  auto function = [&](v8::FunctionCallback callback) {
    return v8::Function::New(context, callback, data, 0,
                             v8::ConstructorBehavior::kThrow)
        .ToLocalChecked();
  };
  auto integers = [&](v8::Local<v8::ArrayBuffer> buffer, size_t length) {
    return v8::Int32Array::New(buffer, 0, length);
  };
  v8::Local<v8::Map> known = v8::Map::New(isolate_);
  v8::Local<v8::Value> map_prototype = GetPrototype(known);
  for (const char* method : {"get", "set", "clear"}) {
    known
        ->CreateDataProperty(
            context, NewString(isolate_, method),
            BuiltinMethod(isolate_, context, map_prototype, method))
        .Check();
  }
  v8::Local<v8::Value> string =
      v8::StringObject::New(isolate_, v8::String::Empty(isolate_));
  Members members = WalkMembers(isolate_, context);
  for (const auto& [name, value] : Members{
           {"enter", function(Enter)},
           {"growMemory", function(GrowMemory)},
           {"writeText", function(WriteText)},
           {"dateValue", function(DateValue)},
           {"charCodeAt",
            BuiltinMethod(isolate_, context,
                          GetPrototype(string.As<v8::Object>()), "charCodeAt")},
           {"known", WithoutPrototype(isolate_, context, known)},
           {"words",
            integers(v8::ArrayBuffer::New(isolate_, kWords * sizeof(int32_t)),
                     kWords)},
           {"outcome", integers(v8::ArrayBuffer::New(isolate_, outcome_store_),
                                sizeof(Outcome) / sizeof(int32_t))},
           {"begin", v8::Integer::NewFromUnsigned(isolate_, header_.size())},
           {"slack",
            v8::Integer::NewFromUnsigned(isolate_, ScriptMemory::kSlack)},
           {"smallest", v8::Integer::New(isolate_, v8::internal::kSmiMinValue)},
           {"largest", v8::Integer::New(isolate_, v8::internal::kSmiMaxValue)},
       }) {
    members.emplace_back(name, value);
  }
  return NewMembers(isolate_, members);
}

v8::Maybe<void> ScriptedWriter::SetMemory(v8::Local<v8::Context> context,
                                          Realm& realm, size_t size,
                                          size_t kept) {
  if (size > kLargestMessage || !memory_.Reserve(size, kept)) {
    return v8::Nothing<void>();
  }
  if (!memory_.IsShownTo(realm)) {
    std::copy(header_.begin(), header_.end(), memory_.data());
  }
  return memory_.ShowTo(context, realm, kViewMethods);
}

ScriptedWriter& ScriptedWriter::Of(const Info& info) {
  return *static_cast<ScriptedWriter*>(info.Data().As<v8::External>()->Value());
}

void ScriptedWriter::Enter(const Info& info) {
  ScriptedWriter& writer = Of(info);
  Walks& walks = writer.walks_;
  if (walks.has_moved()) return;
  v8::Local<v8::Object> object = info[0].As<v8::Object>();
  const uint32_t met = walks.met();
  const uint32_t number = walks.Number(object);
  if (number < met) {
    info.GetReturnValue().Set(~static_cast<int32_t>(number));
    return;
  }
  if (met == kMaxObjects) return;
  if (std::optional<Written> kind = writer.KindOf(object)) {
    info.GetReturnValue().Set(static_cast<int32_t>(*kind));
  }
}

void ScriptedWriter::GrowMemory(const Info& info) {
  ScriptedWriter& writer = Of(info);
  info.GetReturnValue().Set(
      writer
          .SetMemory(info.GetIsolate()->GetCurrentContext(), *writer.running_,
                     static_cast<size_t>(info[1].As<v8::Number>()->Value()),
                     info[0].As<v8::Uint32>()->Value())
          .IsJust());
}

void ScriptedWriter::WriteText(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  ScriptedWriter& writer = Of(info);
  v8::Local<v8::String> text = info[0].As<v8::String>();
  const size_t begin = info[1].As<v8::Uint32>()->Value();
  const bool is_one_byte = text->IsOneByte();
  const size_t length = static_cast<size_t>(text->Length());
  const size_t size = is_one_byte ? length : 2 * length;
  if (writer
          .SetMemory(isolate->GetCurrentContext(), *writer.running_,
                     begin + size + ScriptMemory::kSlack, begin)
          .IsNothing()) {
    return;
  }
  uint8_t* const message = writer.memory_.data();
  uint8_t* at = message + begin;
  if (is_one_byte) {
    *at++ = wire::kTagLatin1String;
    at = PutVarint(at, size);
    WriteOneByte(isolate, text, at);
  } else {
    // They are aligned.
    if ((begin + 1 + VarintSize(size)) % 2 != 0) *at++ = wire::kTagPadding;
    *at++ = wire::kTagUtf16String;
    at = PutVarint(at, size);
    WriteTwoByte(isolate, text, reinterpret_cast<uint16_t*>(at));
  }
  info.GetReturnValue().Set(static_cast<uint32_t>(at + size - message));
}

void ScriptedWriter::DateValue(const Info& info) {
  info.GetReturnValue().Set(info[0].As<v8::Date>()->ValueOf());
}

}  // namespace ferry::internal
