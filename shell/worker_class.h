#ifndef FERRY_SHELL_WORKER_CLASS_H_
#define FERRY_SHELL_WORKER_CLASS_H_

#include "ferry/shell/environment.h"

namespace ferry::shell {

// Puts the class Worker on the global object:
//
//   new Worker(path, {workerData, transferList})
//   new Worker(source, {eval: true})
//   postMessage, terminate, onmessage, onmessageerror, onerror
void InstallWorker(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_WORKER_CLASS_H_
