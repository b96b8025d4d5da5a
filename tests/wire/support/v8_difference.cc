#include "ferry/tests/wire/support/v8_difference.h"

#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-value-serializer.h>
#include <v8-version.h>

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "ferry/tests/support/typed_tree.h"
#include "ferry/tests/wire/support/wire_tree.h"
#include "ferry/wire/reader.h"

namespace ferry::wire::testing {
namespace {

// With its own methods, all of which refuse.
class NoDelegate : public v8::ValueDeserializer::Delegate {};

bool HasRegExp(absl::Span<const uint8_t> bytes, const ReaderOptions& options) {
  Reader reader(bytes, options);
  while (reader.Next()) {
    if (reader.token().kind == TokenKind::kRegExp) return true;
  }
  return false;
}

}  // namespace

V8Release ThisRelease() { return {V8_MAJOR_VERSION, V8_MINOR_VERSION}; }

std::optional<std::string> V8Tree(v8::Local<v8::Context> context,
                                  absl::Span<const uint8_t> bytes) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::HandleScope handles(isolate);
  v8::TryCatch try_catch(isolate);
  NoDelegate delegate;
  v8::ValueDeserializer deserializer(isolate, bytes.data(), bytes.size(),
                                     &delegate);
  deserializer.SetSupportsLegacyWireFormat(true);
  v8::Local<v8::Value> value;
  if (!deserializer.ReadHeader(context).FromMaybe(false) ||
      !deserializer.ReadValue(context).ToLocal(&value)) {
    return std::nullopt;
  }
  return testing_support::TypedTree(context, value);
}

std::string DifferenceFromV8(v8::Local<v8::Context> context,
                             absl::Span<const uint8_t> bytes) {
  ReaderOptions options;
  options.as_read_by = ThisRelease();
  options.limits.resizable_bytes = 1 << 30;
  options.limits.sparse_elements = 1 << 20;
  // V8 reads with its stack.
  options.limits.depth = 500;
  absl::StatusOr<std::string> ours = WireTree({.bytes = bytes}, options);
  if (absl::IsResourceExhausted(ours.status())) return "";
  std::optional<std::string> theirs = V8Tree(context, bytes);
  if (!ours.ok() && !theirs) return "";
  if (ours.ok() && theirs && *ours == *theirs) return "";
  // V8 reads what it cannot read in version 13 once more, and references then
  // name objects of the first time.
  bool twice = bytes.size() > 1 && bytes[0] == 0xff && bytes[1] == 13 &&
               std::find(bytes.begin(), bytes.end(), '^') != bytes.end();
  if (twice) return "";
  if (!ours.ok()) {
    return absl::StrCat("V8 reads ", *theirs, "\nwe say ",
                        ours.status().message());
  }
  if (!theirs) {
    return HasRegExp(bytes, options) ? "" : absl::StrCat("V8 refuses ", *ours);
  }
  return absl::StrCat("V8 reads ", *theirs, "\nwe read ", *ours);
}

}  // namespace ferry::wire::testing
