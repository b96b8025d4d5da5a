#include "ferry/wire/writer.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/wire/tag.h"

namespace ferry::wire {
namespace {

Text Utf8Text(absl::string_view utf8) {
  return {reinterpret_cast<const uint8_t*>(utf8.data()), utf8.size(),
          Text::Encoding::kUtf8};
}

size_t VarintSize(uint64_t value) {
  size_t size = 1;
  for (; value >= 0x80; value >>= 7) ++size;
  return size;
}

}  // namespace

Writer::Writer(const WriterOptions& options)
    : options_(options), version_(options.version) {
  if (version_ < 13 || version_ > options_.readable_by.latest_version()) {
    Fail(absl::UnimplementedError(absl::StrCat(
        "Wire version ", version_, " is not written for V8 ",
        options_.readable_by.major, ".", options_.readable_by.minor, ".")));
  }
  bytes_ = {kTagVersion, static_cast<uint8_t>(version_)};
  frames_.push_back({.container = Container::kRoot});
}

// Whether a value may come here.
bool Writer::BeginValue() {
  if (!ok()) return false;
  if (bytes_.size() > options_.bytes) {
    Fail(absl::ResourceExhaustedError(
        "The message exceeds WriterOptions::bytes."));
    return false;
  }
  Frame& frame = frames_.back();
  last_buffer_ = nullptr;
  switch (frame.container) {
    case Container::kRoot:
      // More than one: the data of host objects.
      return true;
    case Container::kArray:
      if (frame.elements < frame.length) {
        ++frame.elements;
        return true;
      }
      [[fallthrough]];
    case Container::kObject:
    case Container::kSparseArray:
      if (!frame.key_written) return Wrong("a value without a key");
      frame.key_written = false;
      ++frame.count;
      return true;
    case Container::kMap:
    case Container::kSet:
      ++frame.count;
      return true;
    case Container::kError:
      if (!frame.key_written)
        return Wrong("a value in an error, not its cause");
      frame.key_written = false;
      return true;
  }
  return false;
}

Writer::ObjectId Writer::BeginObjectValue(uint8_t tag) {
  if (!BeginValue()) return kNoId;
  PutByte(tag);
  return next_id_++;
}

void Writer::Open(Container container, uint32_t length) {
  if (!ok()) return;
  if (frames_.size() > options_.depth) {
    Fail(absl::ResourceExhaustedError("More depth than WriterOptions::depth."));
    return;
  }
  frames_.push_back({.container = container, .length = length});
}

bool Writer::Close(Container container, uint8_t tag) {
  if (!ok()) return false;
  const Frame frame = frames_.back();
  if (frame.container != container) return Wrong("an end of another container");
  if (frame.key_written) return Wrong("an end after a key");
  if (container == Container::kArray && frame.elements != frame.length) {
    return Wrong(absl::StrCat("the end of an array of ", frame.length,
                              " elements after ", frame.elements));
  }
  if (container == Container::kMap && frame.count % 2 != 0) {
    return Wrong("the end of a Map after a key");
  }
  frames_.pop_back();
  PutByte(tag);
  if (container != Container::kError) PutVarint(frame.count);
  if (container == Container::kArray || container == Container::kSparseArray) {
    PutVarint(frame.length);
  }
  last_buffer_ = nullptr;
  return true;
}

void Writer::Undefined() {
  if (BeginValue()) PutByte(kTagUndefined);
}

void Writer::Null() {
  if (BeginValue()) PutByte(kTagNull);
}

void Writer::Boolean(bool value) {
  if (BeginValue()) PutByte(value ? kTagTrue : kTagFalse);
}

void Writer::Int32(int32_t value) {
  if (BeginValue()) PutNumber(value);
}

void Writer::Number(double value) {
  if (BeginValue()) PutNumber(value);
}

void Writer::BigInt(bool negative, absl::Span<const uint8_t> magnitude) {
  if (!BeginValue()) return;
  PutByte(kTagBigInt);
  PutBigInt(negative, magnitude);
}

void Writer::String(absl::string_view utf8) { String(Utf8Text(utf8)); }

void Writer::Latin1(absl::string_view bytes) {
  String(Text{reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size(),
              Text::Encoding::kLatin1});
}

void Writer::Utf16(absl::Span<const char16_t> units) {
  String(Text{reinterpret_cast<const uint8_t*>(units.data()), 2 * units.size(),
              Text::Encoding::kUtf16});
}

void Writer::String(const Text& text) {
  if (BeginValue()) PutText(text);
}

void Writer::Reference(ObjectId id) {
  if (!ok()) return;
  if (id >= next_id_) {
    Invalid(absl::StrCat("There is no object ", id, " to refer to."));
    return;
  }
  if (!BeginValue()) return;
  PutByte(kTagReference);
  PutVarint(id);
  auto met = std::lower_bound(
      buffers_.begin(), buffers_.end(), id,
      [](const BufferFacts& facts, ObjectId of) { return facts.id < of; });
  if (met != buffers_.end() && met->id == id) last_buffer_ = &*met;
}

Writer::ObjectId Writer::BeginObject() {
  ObjectId id = BeginObjectValue(kTagBeginObject);
  Open(Container::kObject);
  return id;
}

void Writer::EndObject() { Close(Container::kObject, kTagEndObject); }

bool Writer::BeginKey() {
  if (!ok()) return false;
  Frame& frame = frames_.back();
  bool properties =
      frame.container == Container::kObject ||
      frame.container == Container::kSparseArray ||
      (frame.container == Container::kArray && frame.elements == frame.length);
  if (!properties || frame.key_written) return Wrong("a key");
  frame.key_written = true;
  return true;
}

void Writer::Key(absl::string_view utf8) {
  if (BeginKey()) PutText(Utf8Text(utf8));
}

void Writer::Key(double number) {
  if (BeginKey()) PutNumber(number);
}

void Writer::Key(const wire::Key& key) {
  if (!BeginKey()) return;
  if (key.kind == wire::Key::Kind::kNumber) {
    PutNumber(key.number);
  } else {
    PutText(key.text);
  }
}

Writer::ObjectId Writer::BeginArray(uint32_t length) {
  ObjectId id = BeginObjectValue(kTagBeginDenseArray);
  if (ok()) PutVarint(length);
  Open(Container::kArray, length);
  return id;
}

void Writer::Hole() {
  if (!ok()) return;
  Frame& frame = frames_.back();
  if (frame.container != Container::kArray || frame.elements == frame.length) {
    Wrong("a hole");
    return;
  }
  ++frame.elements;
  PutByte(kTagHole);
}

void Writer::EndArray() { Close(Container::kArray, kTagEndDenseArray); }

Writer::ObjectId Writer::BeginSparseArray(uint32_t length) {
  ObjectId id = BeginObjectValue(kTagBeginSparseArray);
  if (ok()) PutVarint(length);
  Open(Container::kSparseArray, length);
  return id;
}

void Writer::EndSparseArray() {
  Close(Container::kSparseArray, kTagEndSparseArray);
}

Writer::ObjectId Writer::BeginMap() {
  ObjectId id = BeginObjectValue(kTagBeginMap);
  Open(Container::kMap);
  return id;
}

void Writer::EndMap() { Close(Container::kMap, kTagEndMap); }

Writer::ObjectId Writer::BeginSet() {
  ObjectId id = BeginObjectValue(kTagBeginSet);
  Open(Container::kSet);
  return id;
}

void Writer::EndSet() { Close(Container::kSet, kTagEndSet); }

void Writer::PutByte(uint8_t byte) { bytes_.push_back(byte); }

void Writer::PutVarint(uint64_t value) {
  for (; value >= 0x80; value >>= 7) {
    bytes_.push_back(static_cast<uint8_t>(value | 0x80));
  }
  bytes_.push_back(static_cast<uint8_t>(value));
}

void Writer::PutLength(uint64_t value) {
  if (value > std::numeric_limits<uint32_t>::max() && version_ < 16) {
    if (!Need(options_.readable_by.has_long_lengths(),
              "A length above 2^32 - 1")) {
      return;
    }
    version_ = 16;
    bytes_[1] = 16;
  }
  PutVarint(value);
}

void Writer::PutDouble(double value) {
  if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
  uint8_t raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  bytes_.insert(bytes_.end(), raw, raw + sizeof value);
}

void Writer::PutBytes(absl::Span<const uint8_t> bytes) {
  // The data of nothing may be null, which memmove does not take.
  if (bytes.empty()) return;
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
}

void Writer::PutNumber(double value) {
  // -0 is no integer; NaN compares with nothing.
  if (value >= std::numeric_limits<int32_t>::min() &&
      value <= std::numeric_limits<int32_t>::max() &&
      value == std::trunc(value) && !(value == 0 && std::signbit(value))) {
    int32_t whole = static_cast<int32_t>(value);
    PutByte(kTagInt32);
    PutVarint((static_cast<uint32_t>(whole) << 1) ^
              static_cast<uint32_t>(whole >> 31));
    return;
  }
  PutByte(kTagDouble);
  PutDouble(value);
}

void Writer::PutBigInt(bool negative, absl::Span<const uint8_t> magnitude) {
  constexpr size_t kMaxBytes = 1 << 27;
  size_t size = magnitude.size();
  while (size > 0 && magnitude[size - 1] == 0) --size;
  if (size > kMaxBytes) {
    Invalid("V8 has no BigInt of so many bytes.");
    return;
  }
  // Whole digits of 8 bytes, as V8 writes them.
  size_t padded = (size + 7) / 8 * 8;
  if (size == 0) negative = false;
  PutVarint((negative ? 1 : 0) | padded << 1);
  PutBytes(magnitude.subspan(0, size));
  bytes_.resize(bytes_.size() + padded - size);
}

// One byte for each unit where that is enough, as V8 represents most strings.
void Writer::PutText(const Text& text) {
  if (text.encoding == Text::Encoding::kUtf16) {
    if (text.size % 2 != 0) {
      Invalid("UTF-16 of an odd number of bytes.");
      return;
    }
    PutUtf16(text.data, text.size);
    return;
  }
  bool ascii = std::all_of(text.data, text.data + text.size,
                           [](uint8_t byte) { return byte < 0x80; });
  if (text.encoding == Text::Encoding::kLatin1 || ascii) {
    if (text.size > std::numeric_limits<uint32_t>::max()) {
      Invalid("A string of 4 GiB or more.");
      return;
    }
    PutByte(kTagLatin1String);
    PutVarint(text.size);
    PutBytes({text.data, text.size});
    return;
  }
  std::u16string units;
  AppendUtf16(text, units);
  bool latin1 = std::all_of(units.begin(), units.end(),
                            [](char16_t unit) { return unit < 0x100; });
  if (!latin1) {
    PutUtf16(reinterpret_cast<const uint8_t*>(units.data()), 2 * units.size());
    return;
  }
  PutByte(kTagLatin1String);
  PutVarint(units.size());
  for (char16_t unit : units) PutByte(static_cast<uint8_t>(unit));
}

// So that the units are at even offsets, where V8 may read them in place.
void Writer::PutUtf16(const uint8_t* data, size_t bytes) {
  if (bytes > std::numeric_limits<uint32_t>::max()) {
    Invalid("A string of 4 GiB or more.");
    return;
  }
  if ((bytes_.size() + 1 + VarintSize(bytes)) % 2 != 0) PutByte(kTagPadding);
  PutByte(kTagUtf16String);
  PutVarint(bytes);
  PutBytes({data, bytes});
}

bool Writer::Need(bool known, absl::string_view what) {
  if (known) return true;
  Fail(absl::UnimplementedError(absl::StrCat(
      what, " cannot be read by V8 ", options_.readable_by.major, ".",
      options_.readable_by.minor, ", or not in wire version ", version_, ".")));
  return false;
}

bool Writer::Wrong(absl::string_view what) {
  Fail(absl::FailedPreconditionError(absl::StrCat(
      "After byte ", bytes_.size(), ": ", what, " does not belong here.")));
  return false;
}

bool Writer::Invalid(absl::string_view what) {
  Fail(absl::InvalidArgumentError(what));
  return false;
}

void Writer::Fail(absl::Status status) {
  if (status_.ok()) status_ = std::move(status);
}

absl::StatusOr<std::vector<uint8_t>> Writer::Finish() && {
  if (!ok()) return status_;
  if (frames_.size() > 1) {
    return absl::FailedPreconditionError(
        absl::StrCat(frames_.size() - 1, " containers are still open."));
  }
  if (bytes_.size() <= 2) {
    return absl::FailedPreconditionError("No value was written.");
  }
  if (bytes_.size() > options_.bytes) {
    return absl::ResourceExhaustedError(
        "The message exceeds WriterOptions::bytes.");
  }
  return std::move(bytes_);
}

}  // namespace ferry::wire
