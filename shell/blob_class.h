#ifndef FERRY_SHELL_BLOB_CLASS_H_
#define FERRY_SHELL_BLOB_CLASS_H_

#include "ferry/shell/environment.h"

namespace ferry::shell {

// The File API's Blob, as far as it needs no streams:
//
//   new Blob(parts = [], {type = ''} = {})
//   size, type, slice(start, end, type), text(), arrayBuffer(), bytes()
void InstallBlob(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_BLOB_CLASS_H_
