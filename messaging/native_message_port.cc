#include "ferry/messaging/native_message_port.h"

#include <optional>
#include <utility>

#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/internal/port_core.h"

namespace ferry {

using internal::PortCore;
using internal::ThreadWaker;

namespace {

absl::Status Closed() {
  return absl::FailedPreconditionError("The port is closed.");
}

// None where it is beyond what the clock can say.
std::optional<ThreadWaker::TimePoint> DeadlineIn(
    std::chrono::milliseconds timeout) {
  using std::chrono::milliseconds;
  const auto now = std::chrono::steady_clock::now();
  if (timeout <= milliseconds::zero()) return now;
  const auto longest = std::chrono::duration_cast<milliseconds>(
      ThreadWaker::TimePoint::max() - now);
  if (timeout > longest) return std::nullopt;
  return now + timeout;
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
  // A message that is lost may destroy anything: not under the lock.
  std::shared_ptr<PortCore> core;
  {
    internal::MutexLock lock(mutex_);
    core = core_;
  }
  if (core == nullptr) return Closed();
  if (value.consumed()) {
    return absl::FailedPreconditionError("The value was received already.");
  }
  if (core->IsPeerIn(value)) {
    return absl::FailedPreconditionError(
        "The message carries the port that it was for.");
  }
  std::unique_ptr<internal::Message> message =
      internal::NewMessage(std::move(value));
  if (!core->PeerHasRoomFor(message->bytes())) {
    value = std::move(message->value);
    return absl::ResourceExhaustedError(
        "The queue of the receiving port is full.");
  }
  core->Post(std::move(message));
  return absl::OkStatus();
}

absl::StatusOr<SerializedValue> NativeMessagePort::Receive() {
  return ReceiveUntil(std::nullopt);
}

absl::StatusOr<SerializedValue> NativeMessagePort::Receive(
    std::chrono::milliseconds timeout) {
  return ReceiveUntil(DeadlineIn(timeout));
}

absl::StatusOr<SerializedValue> NativeMessagePort::ReceiveUntil(
    const std::optional<ThreadWaker::TimePoint>& deadline) {
  for (;;) {
    {
      internal::MutexLock lock(mutex_);
      if (core_ == nullptr) return Closed();
      std::unique_ptr<internal::Message> message = core_->Take();
      if (message != nullptr) return std::move(message->value);
      if (core_->BecomeIdle() == PortCore::Idle::kMore) continue;
      if (core_->told_of_close()) {
        return absl::FailedPreconditionError(
            "The other end of the port is closed, and its messages were read.");
      }
    }
    if (!waker_->Wait(deadline)) {
      return absl::DeadlineExceededError("No message has come in time.");
    }
  }
}

void NativeMessagePort::Close() { Detach(); }

DetachedMessagePort NativeMessagePort::Detach() {
  DetachedMessagePort detached;
  {
    internal::MutexLock lock(mutex_);
    if (core_ == nullptr) return detached;
    core_->Detach();
    detached = DetachedMessagePort(std::move(core_));
  }
  waker_->Wake();
  return detached;
}

void NativeMessagePort::set_queue_limits(const QueueLimits& limits) {
  internal::MutexLock lock(mutex_);
  if (core_ != nullptr) core_->SetLimits(limits);
}

}  // namespace ferry
