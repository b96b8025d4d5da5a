#include "ferry/transfer/transfer_mode_registry.h"

#include <v8-exception.h>
#include <v8-local-handle.h>
#include <v8-script.h>
#include <v8-template.h>
#include <v8-typed-array.h>

#include <utility>

#include "absl/status/status.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/transfer/internal/builtins.h"

namespace ferry {
namespace {

constexpr absl::string_view kOwnMark = "ferry:transfer_mode";
constexpr absl::string_view kClassMark = "ferry:class_transfer_mode";
constexpr absl::string_view kUntransferable = "ferry:untransferable";
constexpr absl::string_view kMarkFunction = "ferry:mark_function";
// Whether a snapshot has marks of classes, and of objects.
constexpr absl::string_view kHasClassMarks = "TransferModeRegistry classes";
constexpr absl::string_view kHasInstanceMarks = "TransferModeRegistry objects";

// A mark below is a mode, the others are steps of a class.
constexpr int32_t kFirstSteps = 4;

// Gives -1 where there is none.
v8::Maybe<int32_t> ReadMark(v8::Isolate* isolate,
                            v8::Local<v8::Context> context,
                            v8::Local<v8::Object> object,
                            const v8::Global<v8::Private>& symbol) {
  v8::Local<v8::Value> mark;
  if (!object->GetPrivate(context, symbol.Get(isolate)).ToLocal(&mark)) {
    return v8::Nothing<int32_t>();
  }
  return v8::Just(mark->IsInt32() ? mark.As<v8::Int32>()->Value() : -1);
}

// Runs in every realm that marks. `symbol` is the private symbol as a plain
// value, which only V8's API can hand out.
constexpr absl::string_view kMarkFunctionSource = R"js(
  const {symbol} = holder;
  let seen;
  function markTransferMode(object, cloneable, transferable) {
    if (object === null ||
        (typeof object !== 'object' && typeof object !== 'function')) {
      return;
    }
    object[symbol] = (cloneable ? 2 : 0) | (transferable ? 1 : 0);
    seen[0] = 1;
  }
  function setSeen(array) {
    seen = array;
    return markTransferMode;
  }
  return setSeen;
)js";

}  // namespace

TransferModeRegistry::TransferModeRegistry(Agent& agent)
    : isolate_(agent.isolate()),
      seen_(v8::ArrayBuffer::NewBackingStore(isolate_, 1)),
      seen_byte_(static_cast<uint8_t*>(seen_->Data())) {
  v8::HandleScope handles(isolate_);
  internal::AsksAboutErrors();
  own_mark_.Reset(isolate_, internal::KeptPrivate(agent, kOwnMark));
  class_mark_.Reset(isolate_, internal::KeptPrivate(agent, kClassMark));
  untransferable_mark_.Reset(isolate_,
                             internal::KeptPrivate(agent, kUntransferable));
  mark_function_.Reset(isolate_, internal::KeptPrivate(agent, kMarkFunction));
  has_class_marks_ = !agent.TakeKept<v8::Value>(kHasClassMarks).IsEmpty();
  if (!agent.TakeKept<v8::Value>(kHasInstanceMarks).IsEmpty()) *seen_byte_ = 1;
}

absl::Status TransferModeRegistry::CheckSnapshot() {
  if (steps_.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "A startup snapshot cannot keep classes whose steps are in C++, as those "
      "of streams. Call MarkClass with steps, or InstallStreamTransfer, in "
      "each "
      "isolate that is made of the snapshot.");
}

void TransferModeRegistry::WriteSnapshot(SnapshotWriter& snapshot) {
  v8::HandleScope handles(isolate_);
  snapshot.Keep(kOwnMark, own_mark_.Get(isolate_));
  snapshot.Keep(kClassMark, class_mark_.Get(isolate_));
  snapshot.Keep(kUntransferable, untransferable_mark_.Get(isolate_));
  snapshot.Keep(kMarkFunction, mark_function_.Get(isolate_));
  const v8::Local<v8::Value> yes = v8::True(isolate_);
  if (has_class_marks_) snapshot.Keep(kHasClassMarks, yes);
  if (has_instance_marks()) snapshot.Keep(kHasInstanceMarks, yes);
}

v8::Maybe<bool> TransferModeRegistry::MarkTransferMode(
    v8::Local<v8::Context> context, v8::Local<v8::Value> value,
    TransferMode mode) {
  if (!value->IsObject()) return v8::Just(false);
  v8::HandleScope handles(isolate_);
  if (value.As<v8::Object>()
          ->SetPrivate(context, own_mark_.Get(isolate_),
                       v8::Integer::New(isolate_, static_cast<int32_t>(mode)))
          .IsNothing()) {
    return v8::Nothing<bool>();
  }
  *seen_byte_ = 1;
  return v8::Just(internal::MayBeHostObject(value));
}

v8::Maybe<void> TransferModeRegistry::MarkClass(
    v8::Local<v8::Context> context, v8::Local<v8::Function> constructor,
    TransferMode mode) {
  return StoreClassMark(context, constructor, static_cast<int32_t>(mode));
}

v8::Maybe<void> TransferModeRegistry::MarkClass(
    v8::Local<v8::Context> context, v8::Local<v8::Function> constructor,
    std::unique_ptr<PlatformObject> steps) {
  steps_.push_back(std::move(steps));
  return StoreClassMark(context, constructor,
                        kFirstSteps + static_cast<int32_t>(steps_.size()) - 1);
}

v8::Maybe<void> TransferModeRegistry::StoreClassMark(
    v8::Local<v8::Context> context, v8::Local<v8::Function> constructor,
    int32_t mark) {
  v8::HandleScope handles(isolate_);
  auto refuse = [&](absl::string_view why) {
    isolate_->ThrowException(
        v8::Exception::TypeError(NewString(isolate_, why)));
    return v8::Nothing<void>();
  };
  v8::Local<v8::Value> prototype;
  if (!constructor->Get(context, NewString(isolate_, "prototype"))
           .ToLocal(&prototype)) {
    return v8::Nothing<void>();
  }
  if (!constructor->IsConstructor() || !prototype->IsObject()) {
    return refuse("Only a class can be marked: the function has no prototype.");
  }
  if (internal::IsObjectPrototype(context, prototype)) {
    return refuse(
        "Object cannot be marked: every object would be a host object.");
  }
  if (prototype->IsProxy()) {
    return refuse("A class whose prototype is a Proxy cannot be marked.");
  }
  bool is_builtin;
  if (!internal::InheritsFromBuiltin(context, prototype.As<v8::Object>())
           .To(&is_builtin)) {
    return v8::Nothing<void>();
  }
  if (is_builtin) {
    return refuse(
        "A subclass of a built-in such as Array, Map, Date or a buffer cannot "
        "be marked: V8 never asks about its instances.");
  }
  if (prototype.As<v8::Object>()
          ->SetPrivate(context, class_mark_.Get(isolate_),
                       v8::Integer::New(isolate_, mark))
          .IsNothing()) {
    return v8::Nothing<void>();
  }
  has_class_marks_ = true;
  return v8::JustVoid();
}

v8::Maybe<bool> TransferModeRegistry::MarkAsUncloneable(
    v8::Local<v8::Context> context, v8::Local<v8::Value> value) {
  if (!value->IsObject()) return v8::Just(false);
  auto mode = GetTransferMode(context, value.As<v8::Object>());
  if (!mode) return v8::Nothing<bool>();
  // The mark of a native object only takes away from its own mode.
  TransferMode unmarked = internal::IsApiWrapper(value.As<v8::Object>())
                              ? TransferMode::kCloneableAndTransferable
                              : TransferMode::kDisallowCloneAndTransfer;
  return MarkTransferMode(
      context, value, mode->value_or(unmarked) & TransferMode::kTransferable);
}

v8::Maybe<bool> TransferModeRegistry::MarkAsUntransferable(
    v8::Local<v8::Context> context, v8::Local<v8::Value> value) {
  if (!value->IsObject()) return v8::Just(false);
  return value.As<v8::Object>()->SetPrivate(
      context, untransferable_mark_.Get(isolate_), v8::True(isolate_));
}

v8::Maybe<bool> TransferModeRegistry::IsMarkedAsUntransferable(
    v8::Local<v8::Context> context, v8::Local<v8::Object> object) {
  return object->HasPrivate(context, untransferable_mark_.Get(isolate_));
}

std::optional<std::optional<TransferMode>>
TransferModeRegistry::GetOwnTransferMode(v8::Local<v8::Context> context,
                                         v8::Local<v8::Object> object) {
  int32_t mark;
  if (!ReadMark(isolate_, context, object, own_mark_).To(&mark)) {
    return std::nullopt;
  }
  if (mark < 0) return std::optional<TransferMode>();
  return static_cast<TransferMode>(mark & 3);
}

v8::Maybe<TransferModeRegistry::ClassMark> TransferModeRegistry::GetClassMark(
    v8::Local<v8::Context> context, v8::Local<v8::Object> object) {
  if (!has_class_marks_ || object->IsProxy()) return v8::Just(ClassMark());
  v8::HandleScope handles(isolate_);
  // Private symbols are not inherited, so the prototypes are asked one by one.
  for (v8::Local<v8::Value> prototype = internal::GetPrototype(object);
       prototype->IsObject() && !prototype->IsProxy();
       prototype = internal::GetPrototype(prototype.As<v8::Object>())) {
    int32_t mark;
    if (!ReadMark(isolate_, context, prototype.As<v8::Object>(), class_mark_)
             .To(&mark)) {
      return v8::Nothing<ClassMark>();
    }
    if (mark < 0) continue;
    if (mark < kFirstSteps) {
      return v8::Just(ClassMark{.mode = static_cast<TransferMode>(mark)});
    }
    PlatformObject* steps = steps_[mark - kFirstSteps].get();
    return v8::Just(
        ClassMark{.mode = steps->GetTransferMode(), .steps = steps});
  }
  return v8::Just(ClassMark());
}

std::optional<std::optional<TransferMode>>
TransferModeRegistry::GetTransferMode(v8::Local<v8::Context> context,
                                      v8::Local<v8::Object> object) {
  if (has_instance_marks()) {
    auto own = GetOwnTransferMode(context, object);
    if (!own || *own) return own;
  }
  ClassMark mark;
  if (!GetClassMark(context, object).To(&mark)) return std::nullopt;
  return mark.mode;
}

v8::Maybe<bool> TransferModeRegistry::IsMarked(
    v8::Local<v8::Context> context, v8::Local<v8::Object> object,
    v8::Local<v8::Value> object_prototype) {
  if (has_instance_marks()) {
    v8::Maybe<bool> own = object->HasPrivate(context, own_mark_.Get(isolate_));
    if (own.FromMaybe(true)) return own;
  }
  if (!has_class_marks_) return v8::Just(false);
  v8::Local<v8::Value> prototype = internal::GetPrototype(object);
  if (prototype == object_prototype) return v8::Just(false);
  return IsMarkedByClass(context, prototype);
}

v8::Maybe<bool> TransferModeRegistry::IsMarkedByClass(
    v8::Local<v8::Context> context, v8::Local<v8::Value> prototype) {
  v8::Local<v8::Private> symbol = class_mark_.Get(isolate_);
  for (; prototype->IsObject() && !prototype->IsProxy();
       prototype = internal::GetPrototype(prototype.As<v8::Object>())) {
    bool marked;
    if (!prototype.As<v8::Object>()->HasPrivate(context, symbol).To(&marked)) {
      return v8::Nothing<bool>();
    }
    if (marked) return v8::Just(true);
  }
  return v8::Just(false);
}

v8::MaybeLocal<v8::Function> TransferModeRegistry::GetMarkFunction(
    v8::Local<v8::Context> context) {
  v8::EscapableHandleScope handles(isolate_);
  v8::Context::Scope scope(context);
  v8::Local<v8::Object> extras = context->GetExtrasBindingObject();
  v8::Local<v8::Private> key = mark_function_.Get(isolate_);
  v8::Local<v8::Value> set_seen;
  v8::Local<v8::Value> function;
  if (!extras->GetPrivate(context, key).ToLocal(&set_seen) ||
      (!set_seen->IsFunction() &&
       (!NewSetSeen(context).ToLocal(&set_seen) ||
        extras->SetPrivate(context, key, set_seen).IsNothing()))) {
    return {};
  }
  v8::Local<v8::Value> seen =
      v8::Uint8Array::New(v8::ArrayBuffer::New(isolate_, seen_), 0, 1);
  if (!set_seen.As<v8::Function>()
           ->Call(context, v8::Undefined(isolate_), 1, &seen)
           .ToLocal(&function)) {
    return {};
  }
  return handles.Escape(function.As<v8::Function>());
}

v8::MaybeLocal<v8::Value> TransferModeRegistry::NewSetSeen(
    v8::Local<v8::Context> context) {
  // A template takes any v8::Data as a property, also a private symbol.
  v8::Local<v8::ObjectTemplate> holder_template =
      v8::ObjectTemplate::New(isolate_);
  holder_template->Set(NewString(isolate_, "symbol"), own_mark_.Get(isolate_));
  v8::Local<v8::Object> holder;
  if (!holder_template->NewInstance(context).ToLocal(&holder)) return {};
  v8::Local<v8::Value> argument = holder;
  v8::Local<v8::String> name = NewString(isolate_, "holder");
  v8::ScriptCompiler::Source source(NewString(isolate_, kMarkFunctionSource));
  v8::Local<v8::Function> wrapper;
  if (!v8::ScriptCompiler::CompileFunction(context, &source, 1, &name)
           .ToLocal(&wrapper)) {
    return {};
  }
  return wrapper->Call(context, v8::Undefined(isolate_), 1, &argument);
}

}  // namespace ferry
