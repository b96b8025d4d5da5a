#include "ferry/shell/isolate_holder.h"

#include <libplatform/libplatform.h>
#include <v8-array-buffer.h>

#include <memory>

namespace ferry::shell {
namespace {

v8::Isolate* NewIsolate() {
  v8::Isolate::CreateParams params;
  // Shared, not plain: a buffer that was transferred keeps its allocator alive,
  // and may so outlive the isolate that made it.
  params.array_buffer_allocator_shared =
      std::shared_ptr<v8::ArrayBuffer::Allocator>(
          v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  return v8::Isolate::New(params);
}

}  // namespace

IsolateHolder::IsolateHolder(v8::Platform* platform)
    : platform_(platform), isolate_(NewIsolate()) {}

IsolateHolder::~IsolateHolder() {
  // The platform holds tasks for the isolate, which must go first.
  v8::platform::NotifyIsolateShutdown(platform_, isolate_);
  isolate_->Dispose();
}

}  // namespace ferry::shell
