// The examples of docs/startup_snapshots.md, run.
// startup_snapshots_snippets_test checks that each of them stands here word for
// word.

#include <gtest/gtest.h>
#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-script.h>
#include <v8-snapshot.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ferry/ferry.h"

namespace {

class Picture final : public ferry::PlatformObject {
 public:
  static constexpr char kClassName[] = "Picture";
  static void DefineClass(ferry::ClassDefinition<Picture>& picture) {
    picture.Constructor<New>();
  }
  ferry::TransferMode GetTransferMode() const override {
    return ferry::TransferMode::kDisallowCloneAndTransfer;
  }

 private:
  static std::unique_ptr<Picture> New(ferry::Agent&, const ferry::CallInfo&) {
    return std::make_unique<Picture>();
  }
};

const ferry::GlobalsOptions kGlobals = {
    .classes = {ferry::NativeClass<Picture>::Install}};

struct Blob {
  v8::StartupData data;
  size_t agent;
};

class StartupSnapshotsTest : public testing::Test {
 protected:
  static std::string Run(v8::Local<v8::Context> context, const char* script) {
    v8::Isolate* isolate = v8::Isolate::GetCurrent();
    v8::Context::Scope scope(context);
    return ferry::ToUtf8(
        isolate, v8::Script::Compile(context, ferry::NewString(isolate, script))
                     .ToLocalChecked()
                     ->Run(context)
                     .ToLocalChecked());
  }

  Blob WriteBlob(const std::vector<intptr_t>& references, const char* script) {
    v8::Isolate::CreateParams params;
    params.array_buffer_allocator_shared = allocator;
    params.external_references = references.data();
    v8::SnapshotCreator creator(params);
    Blob blob;
    {
      v8::HandleScope handles(creator.GetIsolate());
      ferry::Agent agent(creator.GetIsolate(), cluster);
      v8::Local<v8::Context> context = v8::Context::New(creator.GetIsolate());
      ferry::InstallGlobals(agent, context, kGlobals).Check();
      Run(context, script);
      blob.agent = *agent.EndForSnapshot(creator);
      creator.SetDefaultContext(context);
    }
    blob.data =
        creator.CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kKeep);
    return blob;
  }

  const std::shared_ptr<v8::ArrayBuffer::Allocator> allocator{
      v8::ArrayBuffer::Allocator::NewDefaultAllocator()};
  const std::shared_ptr<const ferry::AgentCluster> cluster =
      *ferry::AgentCluster::Create({});
};

TEST_F(StartupSnapshotsTest, WritesAndStarts) {
  std::vector<intptr_t> references = ferry::ExternalReferences();
  ferry::NativeClass<Picture>::AddReferences(references);
  references.push_back(0);
  const Blob blob = WriteBlob(references, R"js(
    globalThis.Point = class {
      constructor(x) { this.x = x; }
      [ferry.kClone]() { return {data: this.x, deserializeInfo: 'Point'}; }
      [ferry.kDeserialize](x) { this.x = x; }
    };
    ferry.markClass(Point, true, false);
    ferry.registerClass('Point', Point);
  )js");

  v8::Isolate::CreateParams params;
  params.array_buffer_allocator_shared = allocator;
  params.external_references = references.data();
  params.snapshot_blob = &blob.data;
  v8::Isolate* isolate = v8::Isolate::New(params);
  {
    v8::Isolate::Scope isolate_scope(isolate);
    v8::HandleScope handles(isolate);
    ferry::Agent agent(isolate, cluster, {.snapshot = blob.agent});
    v8::Local<v8::Context> context = v8::Context::New(isolate);
    ferry::InstallGlobals(agent, context, kGlobals).Check();

    EXPECT_EQ(Run(context, "structuredClone(new Point(3)).x"), "3");
    EXPECT_EQ(Run(context, "`${new Picture()}`"), "[object Picture]");
  }
  isolate->Dispose();
  delete[] blob.data.data;
}

}  // namespace
