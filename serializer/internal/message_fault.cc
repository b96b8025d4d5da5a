#include "ferry/serializer/internal/message_fault.h"

#include <v8-isolate.h>
#include <v8-primitive.h>

#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/delegates/internal/path_text.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/wire/reader.h"
#include "ferry/wire/text.h"
#include "ferry/wire/token.h"

namespace ferry::internal {
namespace {

constexpr wire::Limits kNoLimits = {
    .bytes = std::numeric_limits<uint64_t>::max(),
    .depth = std::numeric_limits<uint32_t>::max(),
    .nodes = std::numeric_limits<int64_t>::max(),
    .objects = std::numeric_limits<uint32_t>::max(),
    .bigint_bytes = std::numeric_limits<uint32_t>::max(),
    .pattern_bytes = std::numeric_limits<uint32_t>::max(),
    .host_objects = std::numeric_limits<uint32_t>::max(),
    .buffer_bytes = std::numeric_limits<uint64_t>::max(),
    .resizable_bytes = std::numeric_limits<uint64_t>::max(),
    .resizable_buffers = std::numeric_limits<uint32_t>::max(),
    .sparse_elements = std::numeric_limits<uint64_t>::max()};

class FaultFinder {
 public:
  FaultFinder(v8::Local<v8::Context> context, const wire::MessageView& message)
      : context_(context),
        data_values_(message.data_values),
        reader_(message, {.limits = kNoLimits, .as_read_by = kV8Release}) {}

  MessageFault Find() {
    for (uint32_t value = 0; value <= data_values_; ++value) {
      open_ = {Place()};
      while (reader_.Next()) Follow(reader_.token());
      if (!reader_.ok()) {
        fault_.reason = std::string(reader_.status().message());
        // Nothing leads to data values.
        if (value == 0) fault_.path = PathOf(PlaceOf(reader_.token()));
      }
      if (!reader_.NextValue()) break;
    }
    return std::move(fault_);
  }

 private:
  // Of a value in its container.
  struct Place {
    wire::Role role = wire::Role::kRoot;
    wire::Key key = {};
    // Where it has no name.
    uint32_t index = 0;
    // How many values the container had so far, where the value is one.
    uint32_t entries = 0;
  };

  void Follow(const wire::Token& token) {
    if (token.kind == wire::TokenKind::kEnd) {
      open_.pop_back();
      return;
    }
    fault_.has_buffers |= token.kind == wire::TokenKind::kArrayBuffer ||
                          token.kind == wire::TokenKind::kArrayBufferView;
    const Place place = PlaceOf(token);
    ++open_.back().entries;
    if (token.opens()) open_.push_back(place);
  }

  Place PlaceOf(const wire::Token& token) const {
    return {
        .role = token.role, .key = token.key, .index = open_.back().entries};
  }

  std::string PathOf(const Place& last) const {
    std::string path = "$";
    for (size_t i = 1; i < open_.size(); ++i) AppendStep(open_[i], path);
    AppendStep(last, path);
    return path;
  }

  void AppendStep(const Place& place, std::string& path) const {
    switch (place.role) {
      case wire::Role::kRoot:
      case wire::Role::kMessage:
      case wire::Role::kStack:
        break;
      case wire::Role::kElement:
        absl::StrAppend(&path, "[", place.index, "]");
        break;
      case wire::Role::kProperty:
        AppendProperty(context_, NameOf(place.key), path);
        break;
      case wire::Role::kMapKey:
        absl::StrAppend(&path, ".keys().toArray()[", place.index / 2, "]");
        break;
      case wire::Role::kMapValue:
        absl::StrAppend(&path, ".values().toArray()[", place.index / 2, "]");
        break;
      case wire::Role::kSetValue:
        absl::StrAppend(&path, ".values().toArray()[", place.index, "]");
        break;
      case wire::Role::kCause:
        absl::StrAppend(&path, ".cause");
        break;
    }
  }

  v8::Local<v8::Value> NameOf(const wire::Key& key) const {
    v8::Isolate* isolate = v8::Isolate::GetCurrent();
    if (key.kind == wire::Key::Kind::kNumber) {
      return v8::Number::New(isolate, key.number);
    }
    std::string text;
    wire::AppendUtf8(key.text, text);
    return NewString(isolate, text);
  }

  const v8::Local<v8::Context> context_;
  const uint32_t data_values_;
  wire::Reader reader_;
  // The containers around the next value, and before them the root.
  std::vector<Place> open_;
  MessageFault fault_;
};

}  // namespace

MessageFault FindMessageFault(v8::Local<v8::Context> context,
                              absl::Span<const uint8_t> bytes,
                              const MessageParts& parts,
                              const HostObjectCounts& host_objects) {
  v8::HandleScope handles(v8::Isolate::GetCurrent());
  const MessageTables tables(parts);
  return FaultFinder(context, tables.View(bytes, host_objects)).Find();
}

void ThrowMessageFault(Agent& agent, v8::Local<v8::Context> context,
                       const MessageFault& fault) {
  std::string message = absl::StrCat(
      "The value could not be cloned: a buffer grew while it was serialized. ",
      fault.reason);
  if (fault.path.empty()) return ThrowDataCloneError(agent, context, message);
  v8::HandleScope handles(agent.isolate());
  ThrowDataCloneError(agent, context,
                      absl::StrCat(ShortenPath(fault.path), ": ", message),
                      "path", NewString(agent.isolate(), fault.path));
}

}  // namespace ferry::internal
