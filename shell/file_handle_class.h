#ifndef FERRY_SHELL_FILE_HANDLE_CLASS_H_
#define FERRY_SHELL_FILE_HANDLE_CLASS_H_

#include "ferry/shell/environment.h"

namespace ferry::shell {

// FileHandle, a file that stays open; openFile makes them.
//
//   read(length, position)       a promise of a Uint8Array, short at the end
//   readText()                   the rest of the file
//   write(text or bytes, position), stat(), close()
//   fd                           -1 once it is closed or transferred
//
// Without a position they work at the file's own one.
void InstallFileHandle(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_FILE_HANDLE_CLASS_H_
