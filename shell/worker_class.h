#ifndef FERRY_SHELL_WORKER_CLASS_H_
#define FERRY_SHELL_WORKER_CLASS_H_

#include "ferry/shell/environment.h"

namespace ferry::shell {

// Makes an event target of the class Worker, once its realm has the library's
// globals:
//
//   new Worker(path, {workerData, transferList})
//   new Worker(source, {eval: true})
//   postMessage, terminate, onmessage, onmessageerror, onerror
void CompleteWorker(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_WORKER_CLASS_H_
