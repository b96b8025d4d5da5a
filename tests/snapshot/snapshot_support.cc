#include "ferry/tests/snapshot/snapshot_support.h"

#include <v8-array-buffer.h>
#include <v8-exception.h>
#include <v8-script.h>

#include "ferry/agent/strings.h"
#include "ferry/bindings/install_globals.h"
#include "ferry/tests/support/platform.h"
#include "ferry/transfer/agent_cluster.h"

namespace ferry::testing_support {
namespace {

v8::Isolate::CreateParams ParamsOf(const SnapshotProgram& program) {
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator_shared =
      std::shared_ptr<v8::ArrayBuffer::Allocator>(
          v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  params.external_references = program.references.data();
  return params;
}

v8::Isolate::CreateParams ParamsOf(const SnapshotProgram& program,
                                   const v8::StartupData& blob) {
  v8::Isolate::CreateParams params = ParamsOf(program);
  params.snapshot_blob = &blob;
  return params;
}

}  // namespace

SnapshotProgram::SnapshotProgram() : references(ExternalReferences()) {}

std::string RunToText(v8::Local<v8::Context> context,
                      absl::string_view script) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::HandleScope handles(isolate);
  v8::Context::Scope scope(context);
  v8::TryCatch try_catch(isolate);
  v8::Local<v8::Script> compiled;
  v8::Local<v8::Value> result;
  if (v8::Script::Compile(context, NewString(isolate, script))
          .ToLocal(&compiled) &&
      compiled->Run(context).ToLocal(&result)) {
    return ToUtf8(isolate, result);
  }
  return ToUtf8(isolate, try_catch.Exception());
}

SnapshotIsolate::SnapshotIsolate(const SnapshotProgram& program,
                                 EventLoop* loop)
    : program_(program), creator_(ParamsOf(program)) {
  handles_.emplace(isolate());
  agent_ = std::make_unique<Agent>(isolate(), NewAgentCluster(),
                                   Agent::Options{.event_loop = loop});
}

SnapshotIsolate::~SnapshotIsolate() {
  if (agent_ == nullptr) return;
  // V8 wants a blob of each creator.
  agent_.reset();
  delete[] CreateBlob().data;
}

size_t SnapshotIsolate::AddRealm() {
  realms_.push_back(v8::Context::New(isolate()));
  InstallGlobals(*agent_, realms_.back(), program_.globals).Check();
  return realms_.size() - 1;
}

std::string SnapshotIsolate::Run(size_t realm, absl::string_view script) {
  return RunToText(realms_[realm], script);
}

v8::StartupData SnapshotIsolate::CreateBlob() {
  agent_.reset();
  creator_.SetDefaultContext(v8::Context::New(isolate()));
  for (v8::Local<v8::Context> realm : realms_) creator_.AddContext(realm);
  realms_.clear();
  handles_.reset();
  return creator_.CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kKeep);
}

StartedIsolate::StartedIsolate(const SnapshotProgram& program,
                               const v8::StartupData& blob, size_t agent_index,
                               size_t realms, EventLoop* loop)
    : program_(program),
      isolate_(NewPlatformIsolate(ParamsOf(program, blob))),
      isolate_scope_(isolate_.get()),
      handles_(isolate_.get()),
      agent_(std::make_unique<Agent>(
          isolate_.get(), NewAgentCluster(),
          Agent::Options{.event_loop = loop, .snapshot = agent_index})) {
  for (size_t i = 0; i < realms; ++i) {
    realms_.push_back(
        v8::Context::FromSnapshot(isolate_.get(), i).ToLocalChecked());
  }
}

absl::StatusOr<size_t> StartedIsolate::End() {
  v8::SnapshotCreator creator(ParamsOf(program_));
  absl::StatusOr<size_t> index;
  {
    // The check comes before anything is asked of the creator.
    v8::Isolate::Scope scope(isolate_.get());
    index = agent_->EndForSnapshot(creator);
  }
  {
    v8::HandleScope handles(creator.GetIsolate());
    creator.SetDefaultContext(v8::Context::New(creator.GetIsolate()));
  }
  delete[] creator.CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kClear)
      .data;
  return index;
}

void StartedIsolate::Install() {
  for (v8::Local<v8::Context> realm : realms_) {
    InstallGlobals(*agent_, realm, program_.globals).Check();
  }
}

}  // namespace ferry::testing_support
