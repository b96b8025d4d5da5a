#ifndef FERRY_DELEGATES_INTERNAL_ERROR_READING_H_
#define FERRY_DELEGATES_INTERNAL_ERROR_READING_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>

namespace ferry::internal {

// Whether V8's serializer can have read name, message and stack of `error`
// without running user code: no accessor, proxy or object that is converted to
// a string, and no Error.prepareStackTrace. Runs none itself. When that
// is not certain, the answer is false.
bool IsReadWithoutUserCode(v8::Local<v8::Context> context,
                           v8::Local<v8::Object> error);

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_ERROR_READING_H_
