#include "ferry/wire/writer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/tag.h"

namespace ferry::wire {
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
    case Container::kBufferHolder:
      if (frame.count != 0) return Wrong("a second value where one belongs");
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
  if (BeginKey()) PutText(Text::Utf8(utf8));
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
