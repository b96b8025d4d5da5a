#include "ferry/wire/internal/blink_json.h"

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/json_number.h"
#include "ferry/wire/internal/json_string.h"

namespace ferry::wire {
namespace {

using Kind = BlinkField::Kind;

class FieldWriter {
 public:
  FieldWriter(size_t shown, std::string& out) : shown_(shown), out_(out) {}

  void Write(const BlinkField& field) {
    if (field.kind == Kind::kEnd) {
      out_ += closing_.back();
      closing_.pop_back();
      first_ = false;
      return;
    }
    if (!first_) out_ += ",";
    first_ = false;
    if (!field.name.empty()) absl::StrAppend(&out_, "\"", field.name, "\":");
    WriteValue(field);
  }

  // Of what was broken off.
  void CloseAll() {
    for (; !closing_.empty(); closing_.pop_back()) out_ += closing_.back();
  }

 private:
  void WriteValue(const BlinkField& field) {
    switch (field.kind) {
      case Kind::kInteger:
        absl::StrAppend(&out_, field.integer);
        break;
      case Kind::kDouble:
        AppendJsonNumber(field.number, out_);
        break;
      case Kind::kBoolean:
        out_ += field.integer != 0 ? "true" : "false";
        break;
      case Kind::kText:
        AppendVisibleString(field.text, out_);
        break;
      case Kind::kBytes: {
        size_t size = std::min(field.bytes.size(), shown_);
        absl::StrAppend(
            &out_, "{\"$bytes\":\"",
            absl::BytesToHexString(
                {reinterpret_cast<const char*>(field.bytes.data()), size}),
            "\",\"byteLength\":", field.bytes.size(), "}");
        break;
      }
      case Kind::kBeginObject:
      case Kind::kBeginList: {
        bool list = field.kind == Kind::kBeginList;
        out_ += list ? '[' : '{';
        closing_ += list ? ']' : '}';
        first_ = true;
        break;
      }
      case Kind::kEnd:
        break;
    }
  }

  const size_t shown_;
  std::string& out_;
  // The brackets that end what is open.
  std::string closing_;
  bool first_ = false;
};

}  // namespace

void AppendBlinkObject(const Token& token, size_t shown, std::string& out) {
  const char* name = BlinkName(token.blink.tag);
  absl::StrAppend(&out, "{\"$hostObject\":\"",
                  name == nullptr ? "unknown" : name, "\"");
  FieldWriter writer(shown, out);
  bool known = VisitFields(
      token.blink, [&](const BlinkField& field) { writer.Write(field); });
  writer.CloseAll();
  if (!known) {
    absl::StrAppend(&out, ",\"$unknown\":{\"tag\":\"",
                    absl::Hex(token.blink.tag, absl::kZeroPad2),
                    "\",\"offset\":", token.offset,
                    ",\"byteLength\":", token.blink.bytes.size(), "}");
  }
  out += "}";
}

}  // namespace ferry::wire
