#ifndef FERRY_SERIALIZER_INTERNAL_DIRECT_CLONE_SCRIPT_H_
#define FERRY_SERIALIZER_INTERNAL_DIRECT_CLONE_SCRIPT_H_

namespace ferry::internal {

// The body of a function of `native`, whose result is the walk of one realm.
extern const char kCloneScript[];

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DIRECT_CLONE_SCRIPT_H_
