#include <node.h>

#include "ferry/node/ways/ways.h"

NODE_MODULE_INIT(/*exports, module, context*/) {
  using namespace ferry::node_addon::ways;  // NOLINT(build/namespaces)
  NODE_SET_METHOD(exports, "keptLocal", KeptLocal);
  NODE_SET_METHOD(exports, "keepGlobal", KeepGlobal);
  NODE_SET_METHOD(exports, "readGlobal", ReadGlobal);
  NODE_SET_METHOD(exports, "touchGlobal", TouchGlobal);
  NODE_SET_METHOD(exports, "waitForLock", WaitForLock);
  NODE_SET_METHOD(exports, "scaleHere", ScaleHere);
  NODE_SET_METHOD(exports, "scaleUnlocked", ScaleUnlocked);
  NODE_SET_METHOD(exports, "scaleCopy", ScaleCopy);
  NODE_SET_METHOD(exports, "serialize", Serialize);
}
