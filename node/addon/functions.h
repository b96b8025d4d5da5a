#ifndef FERRY_NODE_ADDON_FUNCTIONS_H_
#define FERRY_NODE_ADDON_FUNCTIONS_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

namespace ferry::node_addon {

// The native half of the package, whose scripts check arguments and document
// each:
//
//   startJob(name, input, options, onProgress) -> [id, promise]
//   cancelJob(id, reason)
//   jobsAlive() -> number
//   registerJob(description) -> name
//   depositPort(port) -> ticket
//   takePort(ticket) -> port
//   markNodeClass(constructor, name, pack, unpack)
//
// `data` leads to the Instance. When it throws, the result is empty.
v8::Maybe<bool> DefineFunctions(v8::Local<v8::Context> context,
                                v8::Local<v8::Object> exports,
                                v8::Local<v8::Value> data);

}  // namespace ferry::node_addon

#endif  // FERRY_NODE_ADDON_FUNCTIONS_H_
