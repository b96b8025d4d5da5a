#include "ferry/wire/internal/names.h"

#include <utility>

namespace ferry::wire {

const char* ViewName(ViewType type) {
  switch (type) {
    case ViewType::kInt8:
      return "Int8Array";
    case ViewType::kUint8:
      return "Uint8Array";
    case ViewType::kUint8Clamped:
      return "Uint8ClampedArray";
    case ViewType::kInt16:
      return "Int16Array";
    case ViewType::kUint16:
      return "Uint16Array";
    case ViewType::kInt32:
      return "Int32Array";
    case ViewType::kUint32:
      return "Uint32Array";
    case ViewType::kFloat16:
      return "Float16Array";
    case ViewType::kFloat32:
      return "Float32Array";
    case ViewType::kFloat64:
      return "Float64Array";
    case ViewType::kBigInt64:
      return "BigInt64Array";
    case ViewType::kBigUint64:
      return "BigUint64Array";
    case ViewType::kDataView:
      return "DataView";
  }
  return "";
}

const char* ErrorName(ErrorType type) {
  static constexpr const char* kNames[] = {
      "Error",       "EvalError", "RangeError", "ReferenceError",
      "SyntaxError", "TypeError", "URIError"};
  return kNames[static_cast<int>(type)];
}

std::string RegExpFlagLetters(uint32_t flags) {
  static constexpr std::pair<uint32_t, char> kLetters[] = {
      {kRegExpHasIndices, 'd'},  {kRegExpGlobal, 'g'}, {kRegExpIgnoreCase, 'i'},
      {kRegExpMultiline, 'm'},   {kRegExpDotAll, 's'}, {kRegExpUnicode, 'u'},
      {kRegExpUnicodeSets, 'v'}, {kRegExpSticky, 'y'}};
  std::string text;
  for (auto [bit, letter] : kLetters) {
    if ((flags & bit) != 0) text.push_back(letter);
  }
  return text;
}

}  // namespace ferry::wire
