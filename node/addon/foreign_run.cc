#include "ferry/node/addon/foreign_run.h"

#include <cstring>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/wire/token.h"

using ferry::wire::TokenKind;
using ferry::wire::Value;
using ferry::wire::ViewType;

absl::Status ferry_run::Open() {
  absl::StatusOr<ferry::wire::Document> document =
      ferry::wire::Document::Open(input_.view());
  if (!document.ok()) return document.status();
  document_.emplace(*std::move(document));
  copier_.emplace(*document_, writer_);
  return absl::OkStatus();
}

absl::StatusOr<ferry::SerializedValue> ferry_run::TakeAnswer() {
  if (!status_.ok()) return status_;
  if (context.is_cancelled()) return absl::CancelledError();
  if (bytes_.has_value()) {
    return ferry::SerializedValue::FromBytes(context.cluster(), *bytes_);
  }
  copier_.reset();
  document_.reset();
  ferry::MessageParts parts = std::move(input_).TakeParts();
  for (std::unique_ptr<v8::BackingStore>& memory : memory_) {
    parts.array_buffers.push_back(std::move(memory));
  }
  return ferry::SerializedValue::FromWriter(
      context.cluster(), std::move(writer_), std::move(parts));
}

void ferry_run::CopyValue(const Value& value) { Fail(copier_->Copy(value)); }

namespace {

// Of FERRY_INT8 and the following.
constexpr ViewType kViewTypes[] = {
    ViewType::kInt8,     ViewType::kUint8,    ViewType::kUint8Clamped,
    ViewType::kInt16,    ViewType::kUint16,   ViewType::kInt32,
    ViewType::kUint32,   ViewType::kFloat32,  ViewType::kFloat64,
    ViewType::kBigInt64, ViewType::kBigUint64};

}  // namespace

void ferry_run::WriteMemory(ferry_memory_type type,
                            std::unique_ptr<v8::BackingStore> memory) {
  const size_t byte_length = memory->ByteLength();
  writer_.TransferredArrayBuffer(static_cast<uint32_t>(
      input_.parts().array_buffers.size() + memory_.size()));
  memory_.push_back(std::move(memory));
  if (type == FERRY_ARRAY_BUFFER) return;
  writer_.View(kViewTypes[type - FERRY_INT8], {.byte_length = byte_length});
}

void ferry_run::WriteBytes(absl::Span<const uint8_t> bytes) {
  bytes_.emplace(bytes.begin(), bytes.end());
}

const std::string& ferry_run::Keep(std::string text) {
  return kept_.emplace_back(std::move(text));
}

namespace ferry::node_addon {
namespace {

static_assert(sizeof(Value) <= sizeof(ferry_value));
static_assert(std::is_trivially_copyable_v<Value>);

ferry_value ToC(const Value& value) {
  ferry_value c = {};
  std::memcpy(static_cast<void*>(&c), &value, sizeof(value));
  return c;
}

Value FromC(const ferry_value& c) {
  Value value;
  std::memcpy(static_cast<void*>(&value), &c, sizeof(value));
  return value;
}

int IsCancelled(ferry_run* run) { return run->context.is_cancelled() ? 1 : 0; }

void Report(ferry_run* run, double done) { run->context.Report(done); }

void Fail(ferry_run* run, int is_type_error, const char* message) {
  run->Fail(is_type_error != 0 ? absl::InvalidArgumentError(message)
                               : absl::UnknownError(message));
}

ferry_value Input(ferry_run* run) { return ToC(run->document().root()); }

ferry_kind Kind(ferry_value c) {
  const Value value = FromC(c);
  if (!value.exists()) return FERRY_MISSING;
  if (value.is_array()) return FERRY_ARRAY;
  switch (value.kind()) {
    case TokenKind::kUndefined:
      return FERRY_UNDEFINED;
    case TokenKind::kNull:
      return FERRY_NULL;
    case TokenKind::kBoolean:
      return FERRY_BOOLEAN;
    case TokenKind::kInt32:
    case TokenKind::kUint32:
    case TokenKind::kDouble:
      return FERRY_NUMBER;
    case TokenKind::kString:
      return FERRY_STRING;
    case TokenKind::kHole:
      return FERRY_MISSING;
    case TokenKind::kBeginObject:
      return FERRY_OBJECT;
    case TokenKind::kArrayBuffer:
    case TokenKind::kSharedArrayBuffer:
    case TokenKind::kArrayBufferView:
      return FERRY_BUFFER;
    default:
      return FERRY_OTHER;
  }
}

ferry_value Property(ferry_value object, const char* key) {
  return ToC(FromC(object)[key]);
}

uint32_t Length(ferry_value array) { return FromC(array).size(); }

ferry_value Element(ferry_value array, uint32_t index) {
  return ToC(FromC(array)[index]);
}

int Number(ferry_value value, double* number) {
  const std::optional<double> found = FromC(value).number();
  if (found.has_value()) *number = *found;
  return found.has_value() ? 1 : 0;
}

int Boolean(ferry_value value, int* boolean) {
  const std::optional<bool> found = FromC(value).boolean();
  if (found.has_value()) *boolean = *found ? 1 : 0;
  return found.has_value() ? 1 : 0;
}

const char* String(ferry_run* run, ferry_value value, size_t* length) {
  *length = 0;
  if (Kind(value) != FERRY_STRING) return nullptr;
  const std::string& text = run->Keep(FromC(value).ToUtf8());
  *length = text.size();
  return text.c_str();
}

const void* Memory(ferry_value value, size_t* byte_length) {
  *byte_length = 0;
  if (Kind(value) != FERRY_BUFFER) return nullptr;
  const absl::Span<const uint8_t> bytes = FromC(value).bytes();
  *byte_length = bytes.size();
  return bytes.data();
}

void* WritableMemory(ferry_run* run, ferry_value value, size_t* byte_length) {
  *byte_length = 0;
  if (Kind(value) != FERRY_BUFFER) return nullptr;
  absl::StatusOr<absl::Span<uint8_t>> bytes =
      run->input().WritableBytes(FromC(value));
  if (!bytes.ok()) return nullptr;
  *byte_length = bytes->size();
  return bytes->data();
}

const uint8_t* InputBytes(ferry_run* run, size_t* byte_length) {
  const absl::Span<const uint8_t> bytes = run->input().bytes();
  *byte_length = bytes.size();
  return bytes.data();
}

void WriteString(ferry_run* run, const char* utf8, size_t length) {
  run->writer().String(absl::string_view(utf8, length));
}

void WriteValue(ferry_run* run, ferry_value value) {
  run->CopyValue(FromC(value));
}

// What is to be done when JavaScript lets go of memory of an add-on's.
struct Release {
  void (*release)(void* memory, void* hint);
  void* hint;
  std::shared_ptr<void> library;
};

void CallRelease(void* memory, size_t, void* data) {
  // The library goes after the call, if this was the last that held it.
  std::unique_ptr<Release> then(static_cast<Release*>(data));
  if (then->release != nullptr) then->release(memory, then->hint);
}

void WriteMemory(ferry_run* run, ferry_memory_type type, void* memory,
                 size_t byte_length, void (*release)(void* memory, void* hint),
                 void* hint) {
  run->WriteMemory(type, v8::ArrayBuffer::NewBackingStore(
                             memory, byte_length, CallRelease,
                             new Release{release, hint, run->library()}));
}

}  // namespace

const ferry_job_api kJobApi = {
    .version = FERRY_JOB_VERSION,
    .size = sizeof(ferry_job_api),
    .is_cancelled = IsCancelled,
    .report = Report,
    .fail = Fail,
    .input = Input,
    .kind = Kind,
    .property = Property,
    .length = Length,
    .element = Element,
    .number = Number,
    .boolean = Boolean,
    .string = String,
    .memory = Memory,
    .writable_memory = WritableMemory,
    .input_bytes = InputBytes,
    .write_undefined = [](ferry_run* run) { run->writer().Undefined(); },
    .write_null = [](ferry_run* run) { run->writer().Null(); },
    .write_boolean = [](ferry_run* run,
                        int value) { run->writer().Boolean(value != 0); },
    .write_number = [](ferry_run* run,
                       double value) { run->writer().Number(value); },
    .write_string = WriteString,
    .begin_object = [](ferry_run* run) { run->writer().BeginObject(); },
    .write_key = [](ferry_run* run,
                    const char* utf8) { run->writer().Key(utf8); },
    .end_object = [](ferry_run* run) { run->writer().EndObject(); },
    .begin_array = [](ferry_run* run,
                      uint32_t length) { run->writer().BeginArray(length); },
    .end_array = [](ferry_run* run) { run->writer().EndArray(); },
    .write_value = WriteValue,
    .write_memory = WriteMemory,
    .write_bytes =
        [](ferry_run* run, const uint8_t* bytes, size_t byte_length) {
          run->WriteBytes({bytes, byte_length});
        },
};

}  // namespace ferry::node_addon
