#include <node.h>

#include "ferry/node/addon/instance.h"

// Once in each environment that loads the add-on. An exception that is pending
// is what require() throws.
NODE_MODULE_INIT(/*exports, module, context*/) {
  ferry::node_addon::Instance::Install(context, exports).IsNothing();
}
