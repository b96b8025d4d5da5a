#ifndef FERRY_TRANSFER_INTERNAL_BUILTIN_HOLDER_H_
#define FERRY_TRANSFER_INTERNAL_BUILTIN_HOLDER_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "ferry/transfer/data_holder.h"

namespace ferry::internal {

// What travels of one of ferry's own types.
class BuiltinHolder : public DataHolder {
 public:
  uint32_t tag() const final { return builtin_tag(); }

 protected:
  explicit BuiltinHolder(uint32_t tag) : DataHolder(tag) {}
};

// Whether `holder` claims to be of a type of ferry's own, and is not.
inline bool HasReservedTag(const DataHolder& holder) {
  const uint32_t tag = holder.tag();
  return tag != 0 && tag < kFirstEmbedderTag && tag != holder.builtin_tag();
}

// What is wrong with it then.
inline std::string ReservedTagError(const DataHolder& holder) {
  return absl::StrCat(
      "Host object type \"", holder.type_name(), "\" has the tag ",
      holder.tag(), ", which is the library's own: DataHolder::tag() must be ",
      kFirstEmbedderTag, " or more, or 0 for no byte form.");
}

}  // namespace ferry::internal

#endif  // FERRY_TRANSFER_INTERNAL_BUILTIN_HOLDER_H_
