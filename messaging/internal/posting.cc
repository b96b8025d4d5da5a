#include "ferry/messaging/internal/posting.h"

#include <v8-exception.h>

#include <memory>
#include <optional>
#include <utility>

#include "ferry/agent/internal/trace_scope.h"
#include "ferry/delegates/internal/refusal_counters.h"
#include "ferry/delegates/serialize_options.h"
#include "ferry/exceptions/internal/quota_exceeded_error.h"
#include "ferry/messaging/internal/message_pool.h"
#include "ferry/messaging/internal/messaging_state.h"
#include "ferry/messaging/internal/port_holder.h"
#include "ferry/serializer/internal/serialization.h"

namespace ferry::internal {

Posting::Posting(AttachedPort& port, v8::Local<v8::Context> context)
    : port_(port), context_(context), core_(port.core_.get()) {
  ++port_.postings_;
}

Posting::~Posting() {
  if (--port_.postings_ > 0 || port_.released_ == nullptr) return;
  port_.released_.reset();
  port_.CloseReleased(std::move(port_.closing_));
}

v8::Maybe<void> Posting::Run(v8::Local<v8::Value> message,
                             absl::Span<const v8::Local<v8::Object>> transfer) {
  TraceScope trace(port_.agent(), TraceEvent::kPost);
  SerializeOptions options;
  PortSteps steps = {.source_port = port_.reader_.object()};
  auto accept = [this](size_t bytes) { return Accept(bytes); };
  if (core_ != nullptr) {
    options.limits = core_->options().limits;
    options.error_policy = core_->options().error_policy;
    if (core_->PeerHasLimits()) steps.accept.emplace(accept);
  }
  v8::Maybe<SerializedValue> value =
      Serialize(port_.agent(), context_, message, transfer, options,
                ForStorage::kNo, steps);
  if (value.IsNothing()) return v8::Nothing<void>();
  Send(std::move(value).FromJust());
  return v8::JustVoid();
}

v8::Maybe<void> Posting::Accept(size_t bytes) const {
  if (core_->PeerHasRoomFor(bytes)) return v8::JustVoid();
  ++RefusalCounters::Of(port_.agent()).queue_full;
  ThrowQuotaExceededError(port_.agent(), context_,
                          "The queue of the receiving MessagePort is full.",
                          std::nullopt, std::nullopt);
  return v8::Nothing<void>();
}

void Posting::Send(SerializedValue value) const {
  if (core_ == nullptr) return;
  if (!Carries(value, core_->peer())) {
    MessagingState& messaging = port_.reader_.messaging();
    ++messaging.messages_posted;
    messaging.ready_list()->OnPost();
    std::unique_ptr<Message> message = messaging.message_pool().NewMessage(
        std::move(value), [this] { return core_->TakeSpent(); });
    TraceScope trace(port_.agent(), TraceEvent::kSend, message.get());
    core_->Post(std::move(message));
    if (AttachedPort* receiver = Peer()) receiver->UpdateLiveness();
    return;
  }
  if (MessageObserver* told = port_.reader_.observer()) TellOfLoss(*told);
}

AttachedPort* Posting::Peer() const {
  // Most ports know: only one of an owner does not refer to its other end.
  if (core_ == port_.core_.get() && !port_.has_local_end_) return port_.peer_;
  return port_.PeerOf(*core_);
}

void Posting::TellOfLoss(MessageObserver& observer) const {
  v8::Context::Scope scope(context_);
  v8::TryCatch try_catch(port_.agent().isolate());
  observer.OnChannelLost(context_, port_.reader_.object());
  if (try_catch.HasTerminated()) {
    try_catch.ReThrow();
  } else if (try_catch.HasCaught()) {
    port_.agent().event_loop()->ReportUncaught(context_, try_catch.Exception(),
                                               try_catch.Message());
  }
}

}  // namespace ferry::internal
