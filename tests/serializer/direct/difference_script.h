#ifndef FERRY_TESTS_SERIALIZER_DIRECT_DIFFERENCE_SCRIPT_H_
#define FERRY_TESTS_SERIALIZER_DIRECT_DIFFERENCE_SCRIPT_H_

namespace ferry::testing_support {

// The body of a function that returns difference(a, b): what two values differ
// in, '' where in nothing.
extern const char kDifferenceScript[];

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SERIALIZER_DIRECT_DIFFERENCE_SCRIPT_H_
