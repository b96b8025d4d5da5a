#include "ferry/serializer/internal/direct/hidden_classes.h"

#include <v8-container.h>
#include <v8-exception.h>
#include <v8-maybe.h>

#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/serializer/internal/direct/address.h"
#include "ferry/transfer/transfer_mode_registry.h"

namespace ferry::internal {
namespace {

constexpr size_t kSmallest = 64;

using v8::internal::Address;
using v8::internal::Internals;

// The kind of what is neither an ordinary object nor an array.
ObjectKind ExoticKind(v8::Local<v8::Object> object) {
  if (object->IsMap()) return ObjectKind::kMap;
  if (object->IsSet()) return ObjectKind::kSet;
  if (object->IsArrayBufferView()) return ObjectKind::kView;
  if (object->IsArrayBuffer()) return ObjectKind::kBuffer;
  if (object->IsDate() || object->IsRegExp() || object->IsNumberObject() ||
      object->IsStringObject() || object->IsBooleanObject() ||
      object->IsBigIntObject()) {
    return ObjectKind::kLeaf;
  }
  return ObjectKind::kOther;
}

// What an object like `copy` does when it gets an accessor of this name: it
// gets another hidden class, keeps its own (or has one there), or cannot get
// one.
enum class WithAccessor { kLeaves, kStays, kRefuses };

WithAccessor TryAccessor(v8::Isolate* isolate, v8::Local<v8::Context> context,
                         v8::Local<v8::Object> copy, v8::Local<v8::Name> name) {
  const Address before = HiddenClasses::Of(copy);
  // V8 would read a native one there before it is replaced.
  if (copy->HasRealNamedCallbackProperty(context, name).FromMaybe(true)) {
    return WithAccessor::kStays;
  }
  v8::PropertyDescriptor accessor(v8::Undefined(isolate),
                                  v8::Undefined(isolate));
  accessor.set_configurable(true);
  if (!copy->DefineProperty(context, name, accessor).FromMaybe(false)) {
    return WithAccessor::kRefuses;
  }
  return HiddenClasses::Of(copy) == before ? WithAccessor::kStays
                                           : WithAccessor::kLeaves;
}

// Whether these own properties of `object` are data with strings for names.
// Those whose names are numbers are not looked at.
bool AreData(v8::Local<v8::Context> context, v8::Local<v8::Object> object,
             v8::Local<v8::Array> names) {
  struct Looking {
    v8::Local<v8::Context> context;
    v8::Local<v8::Object> object;
    bool are_data = true;
  } looking{context, object};
  auto look = [](uint32_t, v8::Local<v8::Value> name, void* data) {
    auto& [context, object, are_data] = *static_cast<Looking*>(data);
    are_data =
        name->IsNumber() ||
        (name->IsString() &&
         !object->HasRealNamedCallbackProperty(context, name.As<v8::Name>())
              .FromMaybe(true));
    return are_data ? v8::Array::CallbackResult::kContinue
                    : v8::Array::CallbackResult::kBreak;
  };
  return names->Iterate(context, look, &looking).IsJust() && looking.are_data;
}

// The same of all own properties; of those of integer names, too, unless
// `elements_are_data`.
bool HasPlainData(v8::Local<v8::Context> context, v8::Local<v8::Object> object,
                  bool elements_are_data) {
  v8::Local<v8::Array> names;
  return object
             ->GetOwnPropertyNames(
                 context, v8::ALL_PROPERTIES,
                 elements_are_data ? v8::KeyConversionMode::kKeepNumbers
                                   : v8::KeyConversionMode::kConvertToString)
             .ToLocal(&names) &&
         AreData(context, object, names);
}

}  // namespace

HiddenClasses::HiddenClasses(Agent& agent)
    : agent_(agent), isolate_(agent.isolate()), table_(kSmallest) {
  v8::HandleScope handles(isolate_);
  unused_name_.Reset(isolate_, v8::Symbol::New(isolate_));
}

Address HiddenClasses::Of(v8::Local<v8::Object> object) {
  return Internals::ReadTaggedPointerField(AddressOf(object),
                                           Internals::kHeapObjectMapOffset);
}

bool HiddenClasses::IsOrdinary(v8::Local<v8::Object> object) {
  return Internals::GetInstanceType(AddressOf(object)) ==
         Internals::kJSObjectType;
}

size_t HiddenClasses::SlotOf(Address address) const {
  for (size_t slot = HashOf(address);; ++slot) {
    slot &= table_.size() - 1;
    if (table_[slot].address == address || table_[slot].address == 0) {
      return slot;
    }
  }
}

const HiddenClass* HiddenClasses::Find(Address address) const {
  const HiddenClass& entry = table_[SlotOf(address)];
  return entry.address == 0 ? nullptr : &entry;
}

HiddenClass& HiddenClasses::Enter(const HiddenClass& entry) {
  if (size_ * 2 >= table_.size()) Grow();
  HiddenClass& slot = table_[SlotOf(entry.address)];
  if (slot.address == 0) ++size_;
  return slot = entry;
}

void HiddenClasses::Grow() {
  std::vector<HiddenClass> old(table_.size() * 2);
  old.swap(table_);
  for (const HiddenClass& entry : old) {
    if (entry.address != 0) table_[SlotOf(entry.address)] = entry;
  }
}

void HiddenClasses::Clear() {
  table_ = std::vector<HiddenClass>(kSmallest);
  size_ = 0;
}

void HiddenClasses::Add(v8::Local<v8::Object> array, ObjectKind kind) {
  Enter({.address = Of(array), .kind = kind});
}

const HiddenClass* HiddenClasses::Learn(v8::Local<v8::Context> context,
                                        v8::Local<v8::Object> object,
                                        v8::Local<v8::Value> object_prototype) {
  v8::HandleScope handles(isolate_);
  v8::TryCatch try_catch(isolate_);
  const HiddenClass hidden_class = Classify(context, object, object_prototype);
  if (try_catch.HasTerminated()) {
    try_catch.ReThrow();
    return nullptr;
  }
  return &Enter(hidden_class);
}

HiddenClass HiddenClasses::Classify(
    v8::Local<v8::Context> context, v8::Local<v8::Object> object,
    v8::Local<v8::Value> object_prototype) const {
  HiddenClass result{.address = Of(object)};
  if (!IsOrdinary(object)) {
    result.kind = ExoticKind(object);
    return result;
  }
  v8::Local<v8::Value> prototype = GetPrototype(object);
  result.has_class = prototype->IsObject() && prototype != object_prototype;
  result.kind = OrdinaryKind(context, object, object_prototype);
  return result;
}

ObjectKind HiddenClasses::OrdinaryKind(
    v8::Local<v8::Context> context, v8::Local<v8::Object> object,
    v8::Local<v8::Value> object_prototype) const {
  TransferModeRegistry& marks = TransferModeRegistry::Of(agent_);
  if (marks.has_marks() &&
      marks.IsMarked(context, object, object_prototype).FromMaybe(true)) {
    return ObjectKind::kOther;
  }
  v8::Local<v8::Object> tried = CloneShallow(isolate_, object);
  for (v8::Local<v8::Name> name :
       {unused_name_.Get(isolate_).As<v8::Name>(),
        NewString(isolate_, "4294967294").As<v8::Name>()}) {
    switch (TryAccessor(isolate_, context, tried, name)) {
      case WithAccessor::kLeaves:
        break;
      case WithAccessor::kStays:
        return ObjectKind::kDictionary;
      case WithAccessor::kRefuses:
        return ObjectKind::kFrozen;
    }
  }
  return HasPlainData(context, object, /*elements_are_data=*/true)
             ? ObjectKind::kPlain
             : ObjectKind::kOther;
}

bool HasOnlyPlainData(v8::Local<v8::Context> context,
                      v8::Local<v8::Object> object) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::HandleScope handles(isolate);
  v8::TryCatch try_catch(isolate);
  const bool result =
      HasPlainData(context, object, /*elements_are_data=*/false);
  if (try_catch.HasTerminated()) try_catch.ReThrow();
  return result;
}

v8::MaybeLocal<v8::Array> NamesOfPlainData(v8::Local<v8::Context> context,
                                           v8::Local<v8::Object> object) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::EscapableHandleScope handles(isolate);
  v8::TryCatch try_catch(isolate);
  v8::Local<v8::Array> names;
  if (object
          ->GetOwnPropertyNames(context, v8::ONLY_ENUMERABLE,
                                v8::KeyConversionMode::kConvertToString)
          .ToLocal(&names) &&
      AreData(context, object, names)) {
    return handles.Escape(names);
  }
  if (try_catch.HasTerminated()) try_catch.ReThrow();
  return {};
}

}  // namespace ferry::internal
