#ifndef FERRY_EXAMPLES_SHELL_FERRY_OBJECT_H_
#define FERRY_EXAMPLES_SHELL_FERRY_OBJECT_H_

#include "ferry/examples/shell/environment.h"

namespace ferry::shell {

// The object `ferry`: the library's functions for scripts.
//
//   serialize(value), deserialize(bytes)
//   markTransferMode(object, cloneable, transferable)
//   markClass(constructor, cloneable, transferable)
//   markAsUncloneable(object), markAsUntransferable(object)
//   registerClass(name, constructor)
//   kClone, kTransfer, kTransferList, kTransferAbort, kDeserialize
//   runInIsolate(functionOrSource, value, transferList)
//   transfer(value, transferList)
void InstallFerryObject(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_EXAMPLES_SHELL_FERRY_OBJECT_H_
