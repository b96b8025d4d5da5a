#ifndef FERRY_SHELL_OPEN_FILE_H_
#define FERRY_SHELL_OPEN_FILE_H_

#include "ferry/shell/environment.h"

namespace ferry::shell {

// openFile(path, mode = 'r'), which gives a FileHandle. The modes are those of
// fopen: r, w, r+ and a.
void InstallOpenFile(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_OPEN_FILE_H_
