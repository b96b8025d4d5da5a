#include "ferry/delegates/internal/child_cursor.h"

#include <v8-isolate.h>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/delegates/internal/path_text.h"

namespace ferry::internal {

ChildCursor::ChildCursor(v8::Local<v8::Context> context,
                         v8::Local<v8::Object> object)
    : context_(context), object_(object) {
  if (object->IsArray()) {
    elements_ = object.As<v8::Array>()->Length();
  } else if (object->IsMap()) {
    kind_ = Kind::kMap;
    list_ = object.As<v8::Map>()->AsArray();
  } else if (object->IsSet()) {
    kind_ = Kind::kSet;
    list_ = object.As<v8::Set>()->AsArray();
  }
}

ChildCursor::Step ChildCursor::Next(v8::Local<v8::Value>& child) {
  if (kind_ != Kind::kProperties) return NextEntry(child);
  return next_ < elements_ ? NextElement(child) : NextProperty(child);
}

ChildCursor::Step ChildCursor::NextElement(v8::Local<v8::Value>& child) {
  uint32_t i = static_cast<uint32_t>(next_++);
  bool found;
  if (!object_->HasRealIndexedProperty(context_, i).To(&found)) {
    return Step::kUnknown;
  }
  if (!found) return Step::kNothing;
  v8::Local<v8::String> name;
  v8::PropertyAttribute attributes;
  if (!v8::Integer::NewFromUnsigned(v8::Isolate::GetCurrent(), i)
           ->ToString(context_)
           .ToLocal(&name) ||
      !object_->GetPropertyAttributes(context_, name).To(&attributes)) {
    return Step::kUnknown;
  }
  return (attributes & v8::DontEnum) != 0 ? Step::kNothing : Read(name, child);
}

ChildCursor::Step ChildCursor::NextProperty(v8::Local<v8::Value>& child) {
  if (list_.IsEmpty() && !CollectNames()) return Step::kUnknown;
  uint64_t i = next_ - elements_;
  if (i == list_->Length()) return Step::kEnd;
  ++next_;
  v8::Local<v8::Value> key;
  v8::Local<v8::String> name;
  if (!list_->Get(context_, static_cast<uint32_t>(i)).ToLocal(&key) ||
      !key->ToString(context_).ToLocal(&name)) {
    return Step::kUnknown;
  }
  return Read(name, child);
}

ChildCursor::Step ChildCursor::NextEntry(v8::Local<v8::Value>& child) {
  if (next_ == list_->Length()) return Step::kEnd;
  return list_->Get(context_, static_cast<uint32_t>(next_++)).ToLocal(&child)
             ? Step::kChild
             : Step::kUnknown;
}

bool ChildCursor::CollectNames() {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  if (!object_->IsNativeError()) {
    return object_
        ->GetPropertyNames(context_, v8::KeyCollectionMode::kOwnOnly,
                           static_cast<v8::PropertyFilter>(v8::ONLY_ENUMERABLE |
                                                           v8::SKIP_SYMBOLS),
                           object_->IsArray()
                               ? v8::IndexFilter::kSkipIndices
                               : v8::IndexFilter::kIncludeIndices,
                           v8::KeyConversionMode::kKeepNumbers)
        .ToLocal(&list_);
  }
  // Of an error's properties only the cause is a value of its own, and it is
  // left out where it is an accessor.
  v8::Local<v8::Value> cause = v8::String::NewFromUtf8Literal(isolate, "cause");
  bool found;
  bool is_accessor;
  if (!object_->HasRealNamedProperty(context_, cause.As<v8::Name>())
           .To(&found) ||
      !object_->HasRealNamedCallbackProperty(context_, cause.As<v8::Name>())
           .To(&is_accessor)) {
    return false;
  }
  list_ = v8::Array::New(isolate, &cause, found && !is_accessor ? 1 : 0);
  return true;
}

ChildCursor::Step ChildCursor::Read(v8::Local<v8::Name> name,
                                    v8::Local<v8::Value>& child) {
  bool is_accessor;
  if (!object_->HasRealNamedCallbackProperty(context_, name).To(&is_accessor) ||
      is_accessor) {
    return Step::kUnknown;
  }
  return object_->Get(context_, name).ToLocal(&child) ? Step::kChild
                                                      : Step::kUnknown;
}

void ChildCursor::AppendTo(std::string& path) const {
  uint64_t last = next_ - 1;
  if (kind_ == Kind::kMap) {
    AppendMapStep(path, static_cast<uint32_t>(last));
  } else if (kind_ == Kind::kSet) {
    absl::StrAppend(&path, ".values().toArray()[", last, "]");
  } else if (last < elements_) {
    absl::StrAppend(&path, "[", last, "]");
  } else {
    v8::Local<v8::Value> key;
    if (list_->Get(context_, static_cast<uint32_t>(last - elements_))
            .ToLocal(&key)) {
      AppendProperty(context_, key, path);
    }
  }
}

// Keys and values alternate.
void ChildCursor::AppendMapStep(std::string& path, uint32_t i) const {
  v8::Local<v8::Value> key;
  if (i % 2 == 0) {
    absl::StrAppend(&path, ".keys().toArray()[", i / 2, "]");
  } else if (list_->Get(context_, i - 1).ToLocal(&key) && !key->IsObject()) {
    absl::StrAppend(&path, ".get(", LiteralOf(context_, key), ")");
  } else {
    absl::StrAppend(&path, ".values().toArray()[", i / 2, "]");
  }
}

}  // namespace ferry::internal
