#include "ferry/delegates/internal/path_finder.h"

#include <v8-array-buffer.h>
#include <v8-exception.h>
#include <v8-isolate.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ferry/delegates/internal/child_cursor.h"
#include "ferry/delegates/internal/error_reading.h"
#include "ferry/delegates/internal/object_index.h"
#include "ferry/delegates/internal/refusal.h"
#include "ferry/delegates/internal/serializer_probe.h"
#include "ferry/transfer/internal/builtins.h"

namespace ferry::internal {
namespace {

constexpr int kMaxSteps = 100'000;
constexpr size_t kMaxPath = 10'000;

class PathFinder {
 public:
  PathFinder(v8::Local<v8::Context> context, const FailedSerialization& failed,
             absl::FunctionRef<bool(v8::Local<v8::Object>)> is_host_object)
      : context_(context),
        failed_(failed),
        is_host_object_(is_host_object),
        probe_(v8::Isolate::GetCurrent(), context, failed.refusal),
        host_paths_(failed.data.size()) {
    for (const WrittenData& data : failed.data) hosts_.Add(data.object);
  }

  std::optional<FoundPlace> Find() {
    size_t parts = failed_.data.size();
    Progress progress = Walk(failed_.value, "$", parts == 0);
    for (size_t i = 0; i < parts && progress == Progress::kOn; ++i) {
      const WrittenData& data = failed_.data[i];
      std::string start = host_paths_[i];
      if (!start.empty()) absl::StrAppend(&start, data.step);
      progress = Walk(data.data, std::move(start), i + 1 == parts);
    }
    if (progress != Progress::kFound) return std::nullopt;
    std::string path = CurrentPath();
    // Empty where the host object is in the transfer list only.
    if (path.empty() || path.size() > kMaxPath) return std::nullopt;
    return FoundPlace{.path = std::move(path), .message = std::move(message_)};
  }

 private:
  enum class Progress { kOn, kFound, kUnknown };

  // V8 refuses nothing but in the last part that it writes.
  Progress Walk(v8::Local<v8::Value> value, std::string start, bool is_last) {
    start_ = std::move(start);
    stack_.clear();
    Progress progress = Visit(value);
    while (progress == Progress::kOn && !stack_.empty()) {
      if (++steps_ > kMaxSteps) return Progress::kUnknown;
      progress = Advance();
    }
    bool is_refusal = failed_.object.IsEmpty();
    return progress == Progress::kFound && is_refusal && !is_last
               ? Progress::kUnknown
               : progress;
  }

  Progress Advance() {
    v8::Local<v8::Value> child;
    switch (stack_.back().Next(child)) {
      case ChildCursor::Step::kChild:
        return Visit(child);
      case ChildCursor::Step::kNothing:
        return Progress::kOn;
      case ChildCursor::Step::kEnd:
        stack_.pop_back();
        return Progress::kOn;
      case ChildCursor::Step::kUnknown:
        break;
    }
    return Progress::kUnknown;
  }

  Progress Visit(v8::Local<v8::Value> value) {
    if (value->IsSymbol()) return Probe(value);
    if (!value->IsObject()) return Progress::kOn;
    v8::Local<v8::Object> object = value.As<v8::Object>();
    if (seen_.Find(object)) return Progress::kOn;
    if (value->IsArrayBufferView()) return VisitView(object);
    seen_.Add(object);
    if (object == failed_.object) return Progress::kFound;
    if (value->IsArray() || value->IsMap() || value->IsSet()) {
      return Enter(object);
    }
    if (value->IsNativeError()) return VisitError(object);
    if (value->IsArrayBuffer()) return VisitBuffer(value.As<v8::ArrayBuffer>());
    return Probe(value);
  }

  Progress Enter(v8::Local<v8::Object> object) {
    stack_.emplace_back(context_, object);
    return Progress::kOn;
  }

  Progress VisitError(v8::Local<v8::Object> error) {
    if (AsksAboutErrors() && is_host_object_(error)) return LeaveOut(error);
    return IsReadWithoutUserCode(context_, error) ? Enter(error)
                                                  : Progress::kUnknown;
  }

  // V8 copies any attached buffer that is not too large for the format, and
  // there is no need to see it done.
  Progress VisitBuffer(v8::Local<v8::ArrayBuffer> buffer) {
    return buffer->WasDetached() ||
                   buffer->ByteLength() > std::numeric_limits<uint32_t>::max()
               ? Probe(buffer)
               : Progress::kOn;
  }

  // V8 writes the buffer before the view.
  Progress VisitView(v8::Local<v8::Object> view) {
    Progress progress = Visit(view.As<v8::ArrayBufferView>()->Buffer());
    if (progress != Progress::kOn) {
      last_step_ = ".buffer";
      return progress;
    }
    seen_.Add(view);
    return view == failed_.object ? Progress::kFound : Probe(view);
  }

  Progress Probe(v8::Local<v8::Value> value) {
    switch (probe_.Ask(value)) {
      case SerializerProbe::Answer::kLeaf:
        return Progress::kOn;
      case SerializerProbe::Answer::kOrdinary:
        return is_host_object_(value.As<v8::Object>())
                   ? LeaveOut(value.As<v8::Object>())
                   : Enter(value.As<v8::Object>());
      case SerializerProbe::Answer::kRefused:
        Explain(value);
        return Progress::kFound;
      case SerializerProbe::Answer::kUnknown:
        break;
    }
    // Other words here mean that user code changed the value.
    return Progress::kUnknown;
  }

  void Explain(v8::Local<v8::Value> refused) {
    absl::string_view reason = RefusalReason(refused);
    if (reason.empty()) return;
    message_ = RefusalMessage(v8::Isolate::GetCurrent(),
                              refused.As<v8::Object>(), reason);
  }

  // A host object, whose data comes after the main value.
  Progress LeaveOut(v8::Local<v8::Object> host) {
    if (std::optional<size_t> i = hosts_.Find(host)) {
      host_paths_[*i] = CurrentPath();
    }
    return Progress::kOn;
  }

  std::string CurrentPath() const {
    if (start_.empty()) return start_;
    std::string path = start_;
    for (const ChildCursor& cursor : stack_) {
      if (path.size() > kMaxPath) break;
      cursor.AppendTo(path);
    }
    absl::StrAppend(&path, last_step_);
    return path;
  }

  const v8::Local<v8::Context> context_;
  const FailedSerialization& failed_;
  const absl::FunctionRef<bool(v8::Local<v8::Object>)> is_host_object_;
  SerializerProbe probe_;
  ObjectIndex seen_;
  ObjectIndex hosts_;
  // By the index of hosts_.
  std::vector<std::string> host_paths_;
  std::string start_;
  std::vector<ChildCursor> stack_;
  absl::string_view last_step_;
  std::string message_;
  int steps_ = 0;
};

}  // namespace

std::optional<FoundPlace> FindPlace(
    v8::Local<v8::Context> context, const FailedSerialization& failed,
    absl::FunctionRef<bool(v8::Local<v8::Object>)> is_host_object) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::HandleScope handles(isolate);
  v8::TryCatch try_catch(isolate);
  // What would run all the same ends the walk.
  v8::Isolate::DisallowJavascriptExecutionScope no_scripts(
      isolate, v8::Isolate::DisallowJavascriptExecutionScope::THROW_ON_FAILURE);
  std::optional<FoundPlace> place =
      PathFinder(context, failed, is_host_object).Find();
  if (try_catch.HasTerminated()) try_catch.ReThrow();
  return try_catch.HasCaught() ? std::nullopt : place;
}

}  // namespace ferry::internal
