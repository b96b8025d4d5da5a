#ifndef FERRY_WIRE_INTERNAL_READER_TABLES_H_
#define FERRY_WIRE_INTERNAL_READER_TABLES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "ferry/wire/internal/buffer_table.h"
#include "ferry/wire/internal/hole_list.h"
#include "ferry/wire/internal/key_comparisons.h"
#include "ferry/wire/internal/key_set.h"
#include "ferry/wire/internal/legacy_index.h"

namespace ferry::wire::internal {

// What a Reader keeps of a message that is not plain data. An empty deque
// allocates, so what has one is made when it is needed.
struct ReaderTables {
  BufferTable buffers;
  std::optional<HoleList> holes;
  // Where it is V8 that will read the message.
  std::optional<KeyComparisons> comparisons;
  // The first ones belong to the objects that are open and have many keys,
  // outermost first; the others keep their memory.
  std::vector<KeySet> key_sets;
  size_t key_sets_in_use = 0;
  std::optional<LegacyIndex> legacy;
  uint64_t pattern_work = 0;
  uint64_t buffer_bytes = 0;
  uint32_t resizable_buffers = 0;
  uint64_t resizable_bytes = 0;
  uint64_t sparse_elements = 0;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_READER_TABLES_H_
