#include "ferry/bindings/streams/internal/stream_natives.h"

#include <v8-array-buffer.h>
#include <v8-isolate.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/functions.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"

namespace ferry::internal {
namespace {

// The port that a function is about; null where the agent is gone, with an
// exception pending, or the wrapper is empty.
MessagePort* PortOf(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  return agent == nullptr ? nullptr : MessagePort::From(*agent, info[0]);
}

// post(port, message, buffer): the buffer moves where it can.
void Post(const CallInfo& info) {
  MessagePort* port = PortOf(info);
  if (port == nullptr) return;
  v8::Local<v8::Object> list[1];
  size_t listed = 0;
  if (info[2]->IsArrayBuffer()) {
    v8::Local<v8::ArrayBuffer> buffer = info[2].As<v8::ArrayBuffer>();
    if (buffer->IsDetachable() && !buffer->WasDetached()) {
      list[listed++] = buffer;
    }
  }
  // What cannot be sent throws.
  (void)port->PostMessage(info.GetIsolate()->GetCurrentContext(), info[1],
                          absl::MakeSpan(list, listed));
}

// startPort(port, handler, isOwned): `handler(kind, message)` hears of what
// comes. The stream owns the port, or the port keeps the pump.
void StartPort(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  MessagePort* port = MessagePort::From(*agent, info[0]);
  AgentStreams& streams = AgentStreams::Of(*agent);
  if (port == nullptr ||
      info[0]
          .As<v8::Object>()
          ->SetPrivate(info.GetIsolate()->GetCurrentContext(),
                       streams.handler_symbol(), info[1])
          .IsNothing()) {
    return;
  }
  port->set_observer(&streams);
  // The window bounds what comes.
  port->set_queue_limits({});
  if (info[2]->IsTrue()) port->set_keeps_itself_alive(false);
  port->Start();
}

// setAwaited(port, isAwaited): somebody waits for a message to a stream.
void SetAwaited(const CallInfo& info) {
  if (MessagePort* port = PortOf(info)) {
    port->set_keeps_itself_alive(info[1]->IsTrue());
  }
}

// setRef(port, isRef): whether the event loop waits for it.
void SetRef(const CallInfo& info) {
  if (MessagePort* port = PortOf(info)) {
    port->set_keeps_loop_alive(info[1]->IsTrue());
  }
}

void ClosePort(const CallInfo& info) {
  if (MessagePort* port = PortOf(info)) port->Close();
}

constexpr NativeMethod kFunctions[] = {
    {"closePort", 1, ClosePort}, {"newDOMException", 2, NewDOMException},
    {"post", 3, Post},           {"setAwaited", 2, SetAwaited},
    {"setRef", 2, SetRef},       {"startPort", 3, StartPort},
};

}  // namespace

v8::MaybeLocal<v8::Object> NewStreamNatives(AgentStreams& streams,
                                            v8::Local<v8::Context> context,
                                            v8::Local<v8::String> link,
                                            const StreamClasses& classes,
                                            const StreamOptions& options) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Object> native;
  if (!streams.symbols()->NewInstance(context).ToLocal(&native)) return {};
  for (const NativeMethod& function : kFunctions) {
    if (DefineMethod(context, link, native, function).IsNothing()) return {};
  }
  const std::pair<absl::string_view, v8::Local<v8::Value>> values[] = {
      {"ReadableStream", classes.readable},
      {"TransformStream", classes.transform},
      {"WritableStream", classes.writable},
      {"errorWhenGone",
       v8::Boolean::New(isolate, options.error_when_other_end_is_gone)},
      {"keepByteStreams", v8::Boolean::New(isolate, options.keep_byte_streams)},
      {"moveReceived", v8::Boolean::New(isolate, options.move_received)},
      {"window", v8::Integer::New(isolate, options.window)},
  };
  for (const auto& [name, value] : values) {
    if (native->CreateDataProperty(context, NewString(isolate, name), value)
            .IsNothing()) {
      return {};
    }
  }
  return native;
}

}  // namespace ferry::internal
