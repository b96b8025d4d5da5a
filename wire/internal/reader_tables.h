#ifndef FERRY_WIRE_INTERNAL_READER_TABLES_H_
#define FERRY_WIRE_INTERNAL_READER_TABLES_H_

#include <cstdint>
#include <vector>

#include "ferry/wire/internal/buffer_table.h"
#include "ferry/wire/internal/hole_list.h"
#include "ferry/wire/internal/key_set.h"
#include "ferry/wire/internal/legacy_index.h"

namespace ferry::wire::internal {

// What a Reader keeps of a message that is not plain data.
struct ReaderTables {
  BufferTable buffers;
  HoleList holes;
  // Of the objects that are open and have many keys; the others are free.
  std::vector<KeySet> key_sets;
  std::vector<uint32_t> free_key_sets;
  LegacyIndex legacy;
  uint64_t buffer_bytes = 0;
  uint32_t resizable_buffers = 0;
  uint64_t resizable_bytes = 0;
  uint64_t sparse_elements = 0;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_READER_TABLES_H_
