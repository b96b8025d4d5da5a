#ifndef FERRY_TESTS_SUPPORT_TYPED_TREE_H_
#define FERRY_TESTS_SUPPORT_TYPED_TREE_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <string>

namespace ferry::testing_support {

// A JavaScript value as JSON text that shows its types and identities, whatever
// its realm: {"k":"map","id":0,"entries":[...]}. Ids count objects in the order
// in which they are first met, a view before its buffer; an object that was met
// before is {"k":"ref","id":...}. The form of `decoded` in the golden vectors.
//
// Getters of the value run.
std::string TypedTree(v8::Local<v8::Context> context,
                      v8::Local<v8::Value> value);

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SUPPORT_TYPED_TREE_H_
