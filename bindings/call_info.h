#ifndef FERRY_BINDINGS_CALL_INFO_H_
#define FERRY_BINDINGS_CALL_INFO_H_

#include <v8-function-callback.h>
#include <v8-value.h>

namespace ferry {

// The arguments of a call of a native function, and where its result goes.
using CallInfo = v8::FunctionCallbackInfo<v8::Value>;

}  // namespace ferry

#endif  // FERRY_BINDINGS_CALL_INFO_H_
