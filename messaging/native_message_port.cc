#include "ferry/messaging/native_message_port.h"

#include <optional>
#include <utility>

#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/internal/port_core.h"
#include "ferry/messaging/internal/thread_waker.h"

namespace ferry {

using internal::PortCore;
using internal::ThreadWaker;

namespace {

absl::StatusOr<SerializedValue> ReceiveUntil(
    PortCore* core, ThreadWaker& waker,
    const std::optional<ThreadWaker::TimePoint>& deadline) {
  if (core == nullptr) {
    return absl::FailedPreconditionError("The port is closed.");
  }
  for (;;) {
    std::unique_ptr<internal::Message> message = core->Take();
    if (message != nullptr) return std::move(message->value);
    if (core->BecomeIdle() == PortCore::Idle::kMore) continue;
    if (core->told_of_close()) {
      return absl::FailedPreconditionError(
          "The other end of the port is closed, and its messages were read.");
    }
    if (!waker.Wait(deadline)) {
      return absl::DeadlineExceededError("No message has come in time.");
    }
  }
}

}  // namespace

NativeMessagePort::NativeMessagePort(DetachedMessagePort port)
    : core_(port.TakeCore()), waker_(std::make_shared<ThreadWaker>()) {
  if (core_ == nullptr) return;
  core_->Attach(nullptr, waker_);
  core_->Start();
}

NativeMessagePort::~NativeMessagePort() { Close(); }

absl::Status NativeMessagePort::Post(SerializedValue&& value) {
  if (core_ == nullptr) {
    return absl::FailedPreconditionError("The port is closed.");
  }
  if (value.consumed()) {
    return absl::FailedPreconditionError("The value was received already.");
  }
  if (core_->IsPeerIn(value)) {
    return absl::FailedPreconditionError(
        "The message carries the port that it was for.");
  }
  std::unique_ptr<internal::Message> message =
      internal::NewMessage(std::move(value));
  if (!core_->PeerHasRoomFor(message->bytes())) {
    value = std::move(message->value);
    return absl::ResourceExhaustedError(
        "The queue of the receiving port is full.");
  }
  core_->Post(std::move(message));
  return absl::OkStatus();
}

absl::StatusOr<SerializedValue> NativeMessagePort::Receive() {
  return ReceiveUntil(core_.get(), *waker_, std::nullopt);
}

absl::StatusOr<SerializedValue> NativeMessagePort::Receive(
    std::chrono::milliseconds timeout) {
  return ReceiveUntil(core_.get(), *waker_,
                      std::chrono::steady_clock::now() + timeout);
}

void NativeMessagePort::Close() { Detach(); }

DetachedMessagePort NativeMessagePort::Detach() {
  if (core_ == nullptr) return DetachedMessagePort();
  core_->Detach();
  return DetachedMessagePort(std::move(core_));
}

void NativeMessagePort::set_queue_limits(const QueueLimits& limits) {
  if (core_ != nullptr) core_->SetLimits(limits);
}

}  // namespace ferry
