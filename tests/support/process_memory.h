#ifndef FERRY_TESTS_SUPPORT_PROCESS_MEMORY_H_
#define FERRY_TESTS_SUPPORT_PROCESS_MEMORY_H_

#include <cstddef>

namespace ferry::testing_support {

// Memory of this process in bytes, as Linux tells it: what it has now, and the
// most that it ever had.
size_t ResidentMemory();
size_t PeakMemory();

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SUPPORT_PROCESS_MEMORY_H_
