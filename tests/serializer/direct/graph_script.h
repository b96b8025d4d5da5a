#ifndef FERRY_TESTS_SERIALIZER_DIRECT_GRAPH_SCRIPT_H_
#define FERRY_TESTS_SERIALIZER_DIRECT_GRAPH_SCRIPT_H_

namespace ferry::testing_support {

// The body of a function that returns one of (seed): see the end of graph.js.
extern const char kGraphScript[];

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SERIALIZER_DIRECT_GRAPH_SCRIPT_H_
