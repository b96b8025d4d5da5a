#ifndef FERRY_BINDINGS_INTERNAL_PORT_FUNCTIONS_H_
#define FERRY_BINDINGS_INTERNAL_PORT_FUNCTIONS_H_

#include "ferry/bindings/internal/functions.h"

// What scripts can do with a port beside what HTML gives them: functions of the
// object `ferry`, each of which takes a MessagePort first and throws a
// TypeError for anything else.
namespace ferry::internal {

// receiveMessageOnPort(port): takes a message that waits and returns {message,
// ports}, undefined where none does. Throws where it cannot be read.
void ReceiveMessageOnPort(const CallInfo& info);

// queueOf(port): {messages, bytes} that wait.
void QueueOf(const CallInfo& info);

// setQueueLimits(port, {messages, bytes}): of what waits in the port; whoever
// sends more gets a QuotaExceededError. What is left out has no limit.
void SetQueueLimits(const CallInfo& info);

// ref(end), unref(end), hasRef(end): whether the event loop waits for messages
// of a port or broadcast channel. A port's first listener and the end of its
// last one say so too.
void Ref(const CallInfo& info);
void Unref(const CallInfo& info);
void HasRef(const CallInfo& info);

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_PORT_FUNCTIONS_H_
