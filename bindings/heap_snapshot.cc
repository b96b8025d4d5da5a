#include "ferry/bindings/heap_snapshot.h"

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-profiler.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/bindings/any_native_class.h"
#include "ferry/messaging/agent_counters.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry {
namespace {

class Node final : public v8::EmbedderGraph::Node {
 public:
  Node(absl::string_view name, size_t size, bool is_root = false)
      : name_(name), size_(size), is_root_(is_root) {}

  const char* Name() override { return name_.c_str(); }
  size_t SizeInBytes() override { return size_; }
  bool IsRootNode() override { return is_root_; }

 private:
  const std::string name_;
  const size_t size_;
  const bool is_root_;
};

void AddMemory(Agent& agent, v8::EmbedderGraph& graph) {
  const AgentCounters counters = GetAgentCounters(agent);
  v8::EmbedderGraph::Node* root =
      graph.AddNode(std::make_unique<Node>("ferry::Agent", 0, true));
  const std::pair<const char*, size_t> parts[] = {
      {"ferry: messages that wait", counters.queued_bytes},
      {"ferry: shapes of objects", counters.shape_bytes},
      {"ferry: growth buffer", counters.growth_buffer_bytes},
      {"ferry: pools of messages", counters.pool_bytes},
  };
  for (const auto& [name, size] : parts) {
    graph.AddEdge(root, graph.AddNode(std::make_unique<Node>(name, size)));
  }
}

void AddNativeObjects(Agent& agent, v8::EmbedderGraph& graph) {
  const NativeClasses& classes = NativeClasses::Of(agent);
  WrapperRegistry::Of(agent).ForEach(
      [&](v8::Local<v8::Object> wrapper, const PlatformObject& native) {
        const AnyNativeClass* found = classes.Find(wrapper);
        absl::string_view name = "ferry::PlatformObject";
        if (found != nullptr) name = found->name();
        graph.AddEdge(
            graph.V8Node(wrapper.As<v8::Value>()),
            graph.AddNode(std::make_unique<Node>(name, native.SizeInBytes())));
      });
}

// Says it as long as the agent lives.
class Snapshots final : public AgentExtension {
 public:
  explicit Snapshots(Agent& agent) : agent_(agent) {
    profiler()->AddBuildEmbedderGraphCallback(Build, this);
  }
  void OnAgentEnd() override {
    profiler()->RemoveBuildEmbedderGraphCallback(Build, this);
  }

 private:
  static void Build(v8::Isolate*, v8::EmbedderGraph* graph, void* snapshots) {
    Agent& agent = static_cast<Snapshots*>(snapshots)->agent_;
    v8::HandleScope handles(agent.isolate());
    AddMemory(agent, *graph);
    AddNativeObjects(agent, *graph);
  }

  v8::HeapProfiler* profiler() const {
    return agent_.isolate()->GetHeapProfiler();
  }

  Agent& agent_;
};

}  // namespace

void ShowInHeapSnapshots(Agent& agent) {
  agent.CheckCurrent("ShowInHeapSnapshots");
  agent.extension<Snapshots>();
}

}  // namespace ferry
