#include "tools/wirecat/idb/idb_key.h"

#include <algorithm>
#include <bit>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/json_number.h"
#include "ferry/wire/internal/json_string.h"
#include "tools/wirecat/idb/leveldb_bytes.h"

namespace ferry::wirecat {
namespace {

// indexed_db_leveldb_coding.cc of Chromium.
enum KeyType : uint8_t {
  kString = 1,
  kDate = 2,
  kNumber = 3,
  kArray = 4,
  kBinary = 6,
};

enum OrderedType : uint8_t {
  kOrderedNumber = 0x10,
  kOrderedDate = 0x20,
  kOrderedString = 0x30,
  kOrderedBinary = 0x40,
  kOrderedArray = 0x50,
};

// Chromium refuses deeper arrays.
constexpr int kMaxDepth = 2000;

void AppendBigEndian(uint64_t number, size_t size, std::string& out) {
  for (size_t i = size; i > 0; --i) {
    out += static_cast<char>(number >> (8 * (i - 1)));
  }
}

void AppendNumberJson(bool date, double number, std::string& json) {
  if (date) json += "{\"$date\":";
  wire::AppendJsonNumber(number, json);
  if (date) json += "}";
}

void AppendBinaryJson(absl::string_view bytes, std::string& json) {
  absl::StrAppend(&json, "{\"$binary\":\"", absl::BytesToHexString(bytes),
                  "\"}");
}

// Negative numbers sort backwards as bits. -0 is the same key as 0.
void AppendOrderedNumber(double number, std::string& order) {
  constexpr uint64_t kSign = uint64_t{1} << 63;
  uint64_t bits = std::bit_cast<uint64_t>(number == 0 ? 0.0 : number);
  AppendBigEndian((bits & kSign) != 0 ? ~bits : bits | kSign, 8, order);
}

// Units of UTF-16, from big-endian ones: in one byte from 1 to 0x7f, in two
// whose first is from 0x80 to 0xfd, or in three that begin with 0xff; then a 0.
void AppendOrderedText(absl::string_view bytes, std::string& order) {
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    uint8_t high = static_cast<uint8_t>(bytes[i]);
    uint8_t low = static_cast<uint8_t>(bytes[i + 1]);
    if (high == 0 && low < 0x7f) {
      order += static_cast<char>(low + 1);
      continue;
    }
    if (high < 0x7e) {
      order += static_cast<char>(0x80 + high);
    } else {
      order += '\xff';
      order += static_cast<char>(high);
    }
    order += static_cast<char>(low);
  }
  order += '\0';
}

constexpr size_t kGroup = 8;
constexpr uint8_t kGroupFollows = 9;

// Groups of 8 bytes, each after a 9, the last filled with zeros; then how many
// of the last one count.
void AppendOrderedBinary(absl::string_view bytes, std::string& order) {
  size_t last = 0;
  for (; !bytes.empty(); bytes.remove_prefix(last)) {
    last = std::min(bytes.size(), kGroup);
    order += static_cast<char>(kGroupFollows);
    order.append(bytes.substr(0, last));
    order.append(kGroup - last, '\0');
  }
  order += static_cast<char>(last);
}

class KeyReader {
 public:
  KeyReader(wire::Cursor& in, std::string* json, std::string* order)
      : in_(in), json_(json), order_(order) {}

  bool Read(int depth) {
    uint8_t type;
    if (depth > kMaxDepth || !in_.ReadByte(type)) return false;
    switch (type) {
      case kNumber:
      case kDate:
        return ReadNumber(type == kDate);
      case kString:
        return ReadText();
      case kBinary:
        return ReadBinary();
      case kArray:
        return ReadArray(depth);
      default:
        return false;
    }
  }

 private:
  bool ReadNumber(bool date) {
    absl::string_view bytes;
    if (!ReadString(in_, sizeof(double), bytes)) return false;
    double number = std::bit_cast<double>(FixedAt(bytes, 0, sizeof(double)));
    if (json_ != nullptr) AppendNumberJson(date, number, *json_);
    if (order_ == nullptr) return true;
    *order_ += static_cast<char>(date ? kOrderedDate : kOrderedNumber);
    AppendOrderedNumber(number, *order_);
    return true;
  }

  bool ReadText() {
    uint64_t units;
    absl::string_view bytes;
    if (!in_.ReadVarint(units) || units > in_.remaining() / 2 ||
        !ReadString(in_, 2 * units, bytes)) {
      return false;
    }
    if (json_ != nullptr) AppendUtf16Json(bytes, *json_);
    if (order_ == nullptr) return true;
    *order_ += static_cast<char>(kOrderedString);
    AppendOrderedText(bytes, *order_);
    return true;
  }

  bool ReadBinary() {
    uint64_t size;
    absl::string_view bytes;
    if (!in_.ReadVarint(size) || !ReadString(in_, size, bytes)) return false;
    if (json_ != nullptr) AppendBinaryJson(bytes, *json_);
    if (order_ == nullptr) return true;
    *order_ += static_cast<char>(kOrderedBinary);
    AppendOrderedBinary(bytes, *order_);
    return true;
  }

  bool ReadArray(int depth) {
    uint64_t length;
    // Each element takes a byte at least.
    if (!in_.ReadVarint(length) || length > in_.remaining()) return false;
    if (json_ != nullptr) *json_ += "[";
    if (order_ != nullptr) *order_ += static_cast<char>(kOrderedArray);
    for (uint64_t i = 0; i < length; ++i) {
      if (json_ != nullptr && i > 0) *json_ += ",";
      if (!Read(depth + 1)) return false;
    }
    if (json_ != nullptr) *json_ += "]";
    if (order_ != nullptr) *order_ += '\0';
    return true;
  }

  wire::Cursor& in_;
  std::string* const json_;
  std::string* const order_;
};

// Gives big-endian UTF-16.
bool ReadOrderedText(wire::Cursor& in, std::string& bytes) {
  uint8_t first;
  while (in.ReadByte(first)) {
    if (first == 0) return true;
    uint8_t high = 0;
    uint8_t low = static_cast<uint8_t>(first - 1);
    if (first >= 0x80) {
      high = static_cast<uint8_t>(first - 0x80);
      if ((first == 0xff && !in.ReadByte(high)) || !in.ReadByte(low)) {
        return false;
      }
    }
    bytes += static_cast<char>(high);
    bytes += static_cast<char>(low);
  }
  return false;
}

bool ReadOrderedBinary(wire::Cursor& in, std::string& bytes) {
  uint8_t next;
  while (in.ReadByte(next)) {
    absl::string_view group;
    if (next != kGroupFollows) {
      if (next > kGroup || (next == 0) != bytes.empty()) return false;
      if (!bytes.empty()) bytes.resize(bytes.size() - kGroup + next);
      return true;
    }
    if (!ReadString(in, kGroup, group)) return false;
    bytes.append(group);
  }
  return false;
}

bool ReadOrderedLeaf(uint8_t type, wire::Cursor& in, std::string& json) {
  constexpr uint64_t kSign = uint64_t{1} << 63;
  std::string bytes;
  absl::string_view number;
  uint64_t bits = 0;
  switch (type) {
    case kOrderedNumber:
    case kOrderedDate:
      if (!ReadString(in, sizeof(double), number)) return false;
      for (char byte : number) bits = bits << 8 | static_cast<uint8_t>(byte);
      bits = (bits & kSign) != 0 ? bits & ~kSign : ~bits;
      AppendNumberJson(type == kOrderedDate, std::bit_cast<double>(bits), json);
      return true;
    case kOrderedString:
      if (!ReadOrderedText(in, bytes)) return false;
      AppendUtf16Json(bytes, json);
      return true;
    case kOrderedBinary:
      if (!ReadOrderedBinary(in, bytes)) return false;
      AppendBinaryJson(bytes, json);
      return true;
    default:
      return false;
  }
}

uint64_t ReadSmall(absl::string_view bytes) {
  return FixedAt(bytes, 0, bytes.size());
}

}  // namespace

bool ReadKeyPrefix(wire::Cursor& in, KeyPrefix& prefix) {
  uint8_t sizes;
  absl::string_view database;
  absl::string_view store;
  absl::string_view index;
  if (!in.ReadByte(sizes) || !ReadString(in, (sizes >> 5) + 1, database) ||
      !ReadString(in, (sizes >> 2 & 7) + 1, store) ||
      !ReadString(in, (sizes & 3) + 1, index)) {
    return false;
  }
  prefix = {ReadSmall(database), ReadSmall(store), ReadSmall(index)};
  return true;
}

bool ReadKey(wire::Cursor& in, std::string* json, std::string* order) {
  return KeyReader(in, json, order).Read(0);
}

bool ReadOrderedKey(wire::Cursor& in, std::string& json) {
  int depth = 0;
  bool first = true;
  do {
    uint8_t type;
    if (!in.ReadByte(type)) return false;
    if (type == 0) {
      if (depth == 0) return false;
      --depth;
      json += "]";
      first = false;
      continue;
    }
    if (!first) json += ",";
    first = type == kOrderedArray;
    if (first) {
      if (++depth > kMaxDepth) return false;
      json += "[";
    } else if (!ReadOrderedLeaf(type, in, json)) {
      return false;
    }
  } while (depth > 0);
  return true;
}

std::string OrderOf(const KeyPrefix& prefix, absl::string_view ordered_key) {
  std::string order;
  AppendBigEndian(prefix.database, 8, order);
  AppendBigEndian(prefix.store, 8, order);
  AppendBigEndian(prefix.index, 4, order);
  order.append(ordered_key);
  return order;
}

std::optional<std::string> OrderOf(absl::string_view key) {
  wire::Cursor in = CursorOn(key);
  KeyPrefix prefix;
  if (!ReadKeyPrefix(in, prefix)) return std::nullopt;
  std::string ordered;
  bool is_data = prefix.database != 0 && prefix.store != 0 && prefix.index != 0;
  bool is_index = prefix.index >= kFirstIndex;
  if (is_data && (is_index || prefix.index <= kBlobEntries) && !in.at_end() &&
      !ReadKey(in, nullptr, &ordered)) {
    return std::nullopt;
  }
  // An index entry goes on with a number, which old versions counted up, and
  // the key of the record. The number sorts last.
  uint64_t sequence = 0;
  if (is_data && is_index && !in.at_end()) {
    if (!in.ReadVarint(sequence)) return std::nullopt;
    if (!in.at_end() && !ReadKey(in, nullptr, &ordered)) return std::nullopt;
    AppendBigEndian(sequence, 8, ordered);
  }
  absl::string_view rest;
  ReadString(in, in.remaining(), rest);
  ordered.append(rest);
  return OrderOf(prefix, ordered);
}

void AppendUtf16Json(absl::string_view bytes, std::string& json) {
  std::string little(bytes.size() & ~size_t{1}, '\0');
  for (size_t i = 0; i < little.size(); ++i) little[i] = bytes[i ^ 1];
  wire::AppendVisibleString(
      {.data = reinterpret_cast<const uint8_t*>(little.data()),
       .size = little.size(),
       .encoding = wire::Text::Encoding::kUtf16},
      json);
}

bool ReadUtf16Json(wire::Cursor& in, std::string& json) {
  uint64_t units;
  absl::string_view bytes;
  if (!in.ReadVarint(units) || units > in.remaining() / 2 ||
      !ReadString(in, 2 * units, bytes)) {
    return false;
  }
  AppendUtf16Json(bytes, json);
  return true;
}

bool ReadKeyPath(absl::string_view bytes, std::string& json) {
  enum PathType : uint8_t { kNullPath = 0, kStringPath = 1, kArrayPath = 2 };
  // Old ones are a string alone.
  if (bytes.size() < 3 || bytes[0] != 0 || bytes[1] != 0) {
    AppendUtf16Json(bytes, json);
    return bytes.size() % 2 == 0;
  }
  wire::Cursor in = CursorOn(bytes.substr(3));
  uint64_t count;
  switch (bytes[2]) {
    case kNullPath:
      json += "null";
      return true;
    case kStringPath:
      return ReadUtf16Json(in, json);
    case kArrayPath:
      if (!in.ReadVarint(count) || count > in.remaining()) return false;
      json += "[";
      for (uint64_t i = 0; i < count; ++i) {
        if (i > 0) json += ",";
        if (!ReadUtf16Json(in, json)) return false;
      }
      json += "]";
      return true;
    default:
      return false;
  }
}

}  // namespace ferry::wirecat
