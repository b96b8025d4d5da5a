#ifndef FERRY_TESTS_SERIALIZER_DIRECT_GRAPHS_H_
#define FERRY_TESTS_SERIALIZER_DIRECT_GRAPHS_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>

#include <cstdint>
#include <string>

#include "ferry/tests/support/test_isolate.h"

namespace ferry::testing_support {

// Random graphs of objects (graph.js), in an isolate that is entered.
class Graphs {
 public:
  explicit Graphs(TestIsolate& local);

  // What the clones of the graph of `seed` by a message and without one differ
  // in; empty where in nothing.
  std::string DifferenceOf(uint32_t seed);

  // How many of them were cloned without a message.
  int walked() const { return walked_; }

 private:
  TestIsolate& local_;
  v8::Local<v8::Function> difference_of_;
  int walked_ = 0;
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SERIALIZER_DIRECT_GRAPHS_H_
