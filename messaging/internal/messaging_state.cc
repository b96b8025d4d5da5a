#include "ferry/messaging/internal/messaging_state.h"

#include <utility>

#include "absl/log/absl_check.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/delegates/internal/message_memory.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry::internal {
namespace {

// Where a startup snapshot keeps it.
constexpr absl::string_view kPortTemplate = "MessagingState port template";

}  // namespace

MessagingState::MessagingState(Agent& agent)
    : agent_(agent),
      ready_list_(std::make_shared<ReadyList>(agent.event_loop(),
                                              agent.longest_spin())),
      message_pool_(MessageMemory::Of(agent).small_blocks) {
  ABSL_CHECK(agent.event_loop() != nullptr)
      << "Messaging needs an EventLoop: give Agent::Options::event_loop";
  v8::HandleScope handles(agent.isolate());
  v8::Local<v8::FunctionTemplate> kept;
  if (agent.TakeKept<v8::FunctionTemplate>(kPortTemplate).ToLocal(&kept)) {
    peer_field_ = kept->InstanceTemplate()->InternalFieldCount() - 1;
    port_template_.Reset(agent.isolate(), kept);
  }
}

void MessagingState::WriteSnapshot(SnapshotWriter& snapshot) {
  if (port_template_.IsEmpty()) return;
  v8::HandleScope handles(agent_.isolate());
  snapshot.Keep(kPortTemplate, port_template());
}

MessagingState::~MessagingState() {
  ready_list_->Close();
  AdjustExternalMemory(agent_.isolate(), -charged_);
}

void MessagingState::set_port_template(
    v8::Local<v8::FunctionTemplate> port_template) {
  if (port_template_ == port_template) return;
  v8::Local<v8::ObjectTemplate> instances = port_template->InstanceTemplate();
  peer_field_ = instances->InternalFieldCount();
  instances->SetInternalFieldCount(peer_field_ + 1);
  port_template_.Reset(agent_.isolate(), port_template);
}

v8::Local<v8::FunctionTemplate> MessagingState::port_template() {
  if (port_template_.IsEmpty()) {
    set_port_template(WrapperRegistry::Of(agent_).NewTemplate("MessagePort"));
  }
  return port_template_.Get(agent_.isolate());
}

void MessagingState::Charge(int64_t bytes) {
  uncharged_ += bytes;
  if (uncharged_ > -kMaxUncharged && uncharged_ < kMaxUncharged) return;
  charged_ += uncharged_;
  AdjustExternalMemory(agent_.isolate(), std::exchange(uncharged_, 0));
}

}  // namespace ferry::internal
