#ifndef FERRY_DELEGATES_INTERNAL_FRESH_PAGES_H_
#define FERRY_DELEGATES_INTERNAL_FRESH_PAGES_H_

#include <cstddef>

namespace ferry::internal {

// Has the system make the pages of memory that was just allocated and will be
// written from end to end, all at once. One fault for each page takes twice as
// long.
//
// What is in the memory stays, and where the system cannot do this nothing
// happens. For memory that is there already it costs a few microseconds.
void MakePages(void* data, size_t size);

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_FRESH_PAGES_H_
