#ifndef FERRY_TOOLS_WIRECAT_IDB_IDB_FOLDER_H_
#define FERRY_TOOLS_WIRECAT_IDB_IDB_FOLDER_H_

#include <string>

#include "absl/status/status.h"
#include "ferry/wire/limits.h"
#include "tools/wirecat/idb/idb_output.h"

namespace ferry::wirecat {

// Prints what a folder of Chromium's IndexedDB holds, which it only reads.
// Errors, beside those of what it calls: InvalidArgument for a folder that is
// none, with what it seems to be; limits.bytes bounds the files, what comes out
// of them, and each value.
absl::Status PrintIndexedDb(const std::string& folder,
                            const wire::Limits& limits, IdbOutput& output);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_IDB_IDB_FOLDER_H_
