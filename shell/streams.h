#ifndef FERRY_SHELL_STREAMS_H_
#define FERRY_SHELL_STREAMS_H_

#include "ferry/shell/environment.h"

namespace ferry::shell {

// Where Debian's package node-fetch has web-streams-polyfill, an implementation
// of streams in JavaScript.
inline constexpr char kDefaultStreams[] =
    "/usr/share/nodejs/web-streams-polyfill/dist/ponyfill.es2018.js";

// ReadableStream, WritableStream, TransformStream and what belongs to them,
// which can be transferred; none where the program has no implementation.
void InstallStreams(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_STREAMS_H_
