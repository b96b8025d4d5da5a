#ifndef FERRY_DELEGATES_INTERNAL_OBJECT_INDEX_H_
#define FERRY_DELEGATES_INTERNAL_OBJECT_INDEX_H_

#include <v8-local-handle.h>
#include <v8-object.h>

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

#include "absl/container/inlined_vector.h"

namespace ferry::internal {

// The objects of a list, found again by identity; linear in their number even
// when somebody lists a hundred thousand. The caller's HandleScope must outlive
// it. Stack only.
class ObjectIndex {
 public:
  void Add(v8::Local<v8::Object> object) {
    objects_.push_back(object);
    // Few objects are compared faster than hashed.
    if (objects_.size() == kLinear + 1) {
      for (size_t i = 0; i < objects_.size(); ++i) AddHash(i);
    } else if (objects_.size() > kLinear) {
      AddHash(objects_.size() - 1);
    }
  }

  std::optional<size_t> Find(v8::Local<v8::Object> object) const {
    if (objects_.size() <= kLinear) {
      for (size_t i = 0; i < objects_.size(); ++i) {
        if (objects_[i] == object) return i;
      }
      return std::nullopt;
    }
    auto candidates = by_hash_.find(object->GetIdentityHash());
    if (candidates == by_hash_.end()) return std::nullopt;
    for (size_t i : candidates->second) {
      if (objects_[i] == object) return i;
    }
    return std::nullopt;
  }

 private:
  static constexpr size_t kLinear = 8;

  void AddHash(size_t i) {
    by_hash_[objects_[i]->GetIdentityHash()].push_back(i);
  }

  std::vector<v8::Local<v8::Object>> objects_;
  std::unordered_map<int, absl::InlinedVector<size_t, 1>> by_hash_;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_OBJECT_INDEX_H_
