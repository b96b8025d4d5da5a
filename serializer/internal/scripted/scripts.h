#ifndef FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPTS_H_
#define FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPTS_H_

namespace ferry::internal {

// The bodies of functions of `native`, which return what they make for one
// realm.
extern const char kReadScript[];
extern const char kWriteScript[];

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPTS_H_
