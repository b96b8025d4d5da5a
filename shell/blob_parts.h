#ifndef FERRY_SHELL_BLOB_PARTS_H_
#define FERRY_SHELL_BLOB_PARTS_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <string>

#include "ferry/agent/agent.h"
#include "ferry/shell/blob.h"

namespace ferry::shell {

// The arguments of `new Blob(parts, options)`, converted as the File API says.
// False, with an exception pending, where that is not possible.
bool TakeBlobArguments(Agent& agent, v8::Local<v8::Context> context,
                       v8::Local<v8::Value> parts, v8::Local<v8::Value> options,
                       BlobData& data);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_BLOB_PARTS_H_
