#ifndef FERRY_BINDINGS_SCRIPT_INTERNAL_EVENT_SCRIPT_H_
#define FERRY_BINDINGS_SCRIPT_INTERNAL_EVENT_SCRIPT_H_

namespace ferry::internal {

// The scripts of this folder, one after the other: the body of a function of
// `native`.
extern const char kEventScript[];

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_SCRIPT_INTERNAL_EVENT_SCRIPT_H_
