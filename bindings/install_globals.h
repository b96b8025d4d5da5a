#ifndef FERRY_BINDINGS_INSTALL_GLOBALS_H_
#define FERRY_BINDINGS_INSTALL_GLOBALS_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"

namespace ferry {

// The C++ functions that the library's JavaScript functions call, for
// v8::Isolate::CreateParams::external_references: of the isolate that writes a
// startup snapshot and, the same ones in the same order, of each that is made
// of it. Classes and functions of the embedder's own follow, then a 0; V8 reads
// the numbers as long as the isolate lives.
//
//   std::vector<intptr_t> references = ferry::ExternalReferences();
//   ferry::NativeClass<Picture>::AddReferences(references);
//   references.push_back(0);
//   params.external_references = references.data();
std::vector<intptr_t> ExternalReferences();

class BroadcastHub;

struct GlobalsOptions {
  // The object to put them on; empty for the realm's global object. An add-on
  // that is a guest in its realm gives its module's exports.
  v8::Local<v8::Object> target = {};
  // Names that shall not be put on the global object, because the embedder has
  // its own or wants none: {"Event", "EventTarget"}. What is left out still
  // exists: ports then inherit from an EventTarget that scripts cannot name.
  std::vector<absl::string_view> leave_out = {};
  // Classes of the embedder's own that are put there too:
  // {ferry::NativeClass<File>::Install}.
  std::vector<v8::Maybe<void> (*)(Agent& agent, v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> target)>
      classes = {};
  // Where the BroadcastChannels of several isolates meet; null where those of
  // this one are alone. What the first call for an agent says counts.
  std::shared_ptr<BroadcastHub> broadcast_hub = nullptr;
  // The DOMException that the realm has already, as the host of an add-on does:
  // errors of the library are made by `new dom_exception(message, name)` then,
  // so that `instanceof` holds in the host's programs, and it is what is put on
  // the target. Those that are thrown with amounts are of it too: there is no
  // QuotaExceededError then. Instances are cloned as what V8 takes them for,
  // unless somebody marks the class (TransferModeRegistry). Empty for none.
  v8::Local<v8::Function> dom_exception = {};
  // Where event.timeStamp begins, as performance.now() should.
  std::chrono::steady_clock::time_point time_origin =
      std::chrono::steady_clock::now();
};

// Puts the library on the global object of `context`:
//
//   structuredClone, MessageChannel, MessagePort, BroadcastChannel
//   Event, EventTarget, MessageEvent, ErrorEvent, CustomEvent, reportError
//   AbortController, AbortSignal
//   DOMException, QuotaExceededError
//   ferry: marks, classes, the protocol's symbols, bytes
//
// or on another object, and replaces what that has under these names. Call it
// before any script of the user runs: what scripts change afterwards changes
// nothing here.
//
//   ferry::InstallGlobals(agent, context, {.leave_out = {"ferry"}}).Check();
//
// The realm keeps what is made. Functions that are called after the agent is
// gone throw an Error. An agent without Agent::Options::event_loop gets no
// MessageChannel, MessagePort and BroadcastChannel. Throws a TypeError for an
// unknown name; the result is empty then. Isolate-bound.
v8::Maybe<bool> InstallGlobals(Agent& agent, v8::Local<v8::Context> context,
                               const GlobalsOptions& options = {});

}  // namespace ferry

#endif  // FERRY_BINDINGS_INSTALL_GLOBALS_H_
