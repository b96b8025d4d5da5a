#include "ferry/messaging/native_message_port.h"

#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "ferry/agent/mutex.h"
#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/internal/port_access.h"
#include "ferry/messaging/internal/port_core.h"
#include "ferry/messaging/internal/port_holder.h"
#include "ferry/messaging/internal/thread_waker.h"

namespace ferry {

using internal::PortAccess;
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

class NativeMessagePort::Impl {
 public:
  explicit Impl(std::shared_ptr<PortCore> core)
      : core_(std::move(core)), waker_(std::make_shared<ThreadWaker>()) {
    if (core_ == nullptr) return;
    core_->Attach(waker_);
    core_->Start();
  }

  absl::Status Post(SerializedValue&& value);
  // Without `deadline` it waits for ever.
  absl::StatusOr<SerializedValue> Receive(
      const std::optional<ThreadWaker::TimePoint>& deadline);
  DetachedMessagePort Detach();
  void SetLimits(const QueueLimits& limits);

 private:
  // Taken before the channel's own lock, and never while a Receive waits.
  Mutex mutex_;
  // Null where the port is closed.
  std::shared_ptr<PortCore> core_ ABSL_GUARDED_BY(mutex_);
  const std::shared_ptr<ThreadWaker> waker_;
};

absl::Status NativeMessagePort::Impl::Post(SerializedValue&& value) {
  // A message that is lost may destroy anything: not under the lock.
  std::shared_ptr<PortCore> core;
  {
    MutexLock lock(mutex_);
    core = core_;
  }
  if (core == nullptr) return Closed();
  if (value.consumed()) {
    return absl::FailedPreconditionError("The value was received already.");
  }
  if (internal::Carries(value, core->peer())) {
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

absl::StatusOr<SerializedValue> NativeMessagePort::Impl::Receive(
    const std::optional<ThreadWaker::TimePoint>& deadline) {
  for (;;) {
    {
      MutexLock lock(mutex_);
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

DetachedMessagePort NativeMessagePort::Impl::Detach() {
  DetachedMessagePort detached;
  {
    MutexLock lock(mutex_);
    if (core_ == nullptr) return detached;
    core_->Detach();
    detached = PortAccess::Wrap(std::move(core_));
  }
  waker_->Wake();
  return detached;
}

void NativeMessagePort::Impl::SetLimits(const QueueLimits& limits) {
  MutexLock lock(mutex_);
  if (core_ != nullptr) core_->SetLimits(limits);
}

NativeMessagePort::NativeMessagePort(DetachedMessagePort port)
    : impl_(std::make_unique<Impl>(PortAccess::Take(port))) {}

NativeMessagePort::~NativeMessagePort() { Close(); }

absl::Status NativeMessagePort::Post(SerializedValue&& value) {
  return impl_->Post(std::move(value));
}

absl::StatusOr<SerializedValue> NativeMessagePort::Receive() {
  return impl_->Receive(std::nullopt);
}

absl::StatusOr<SerializedValue> NativeMessagePort::Receive(
    std::chrono::milliseconds timeout) {
  return impl_->Receive(DeadlineIn(timeout));
}

void NativeMessagePort::Close() { Detach(); }

DetachedMessagePort NativeMessagePort::Detach() { return impl_->Detach(); }

void NativeMessagePort::set_queue_limits(const QueueLimits& limits) {
  impl_->SetLimits(limits);
}

}  // namespace ferry
