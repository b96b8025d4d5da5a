#ifndef FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPTS_H_
#define FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPTS_H_

namespace ferry::internal {

// The body of a function of `native`, which returns what it makes for one
// realm.
extern const char kReadScript[];

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPTS_H_
