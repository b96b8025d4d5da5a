#ifndef FERRY_FERRY_H_
#define FERRY_FERRY_H_

// What most embedders need: the algorithms, host objects of their own, ports,
// and the globals that scripts see. What is for some is beside it: serializers
// of an embedder's own (delegates/message_serializer.h), native threads (wire/,
// messaging/native_message_port.h).

// First of all: whether V8 is new enough.
// clang-format off
#include "ferry/agent/v8_version.h"
// clang-format on

#include "ferry/agent/agent.h"
#include "ferry/agent/event_loop.h"
#include "ferry/agent/event_loop_platform.h"
#include "ferry/agent/strings.h"
#include "ferry/agent/timers.h"
#include "ferry/agent/trace_hook.h"
#include "ferry/bindings/any_native_class.h"
#include "ferry/bindings/events.h"
#include "ferry/bindings/heap_snapshot.h"
#include "ferry/bindings/install_globals.h"
#include "ferry/bindings/native_class.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/jobs/job.h"
#include "ferry/jobs/job_runner.h"
#include "ferry/messaging/agent_counters.h"
#include "ferry/messaging/broadcast_channel.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/messaging.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/host_object_delegate.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/script_protocol.h"
#include "ferry/transfer/transfer_mode_registry.h"
#include "ferry/transfer/wrapper_registry.h"
#include "ferry/version.h"

#endif  // FERRY_FERRY_H_
