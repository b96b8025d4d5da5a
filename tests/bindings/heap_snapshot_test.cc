#include "ferry/bindings/heap_snapshot.h"

#include <v8-profiler.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include "ferry/agent/strings.h"
#include "ferry/bindings/native_class.h"
#include "ferry/tests/bindings/support/bindings_test.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

class Heavy final : public PlatformObject {
 public:
  static constexpr char kClassName[] = "HeavyObject";
  static void DefineClass(ClassDefinition<Heavy>&) {}

  TransferMode GetTransferMode() const override {
    return TransferMode::kDisallowCloneAndTransfer;
  }
  size_t SizeInBytes() const override { return 12345; }
};

class HeapSnapshotTest : public testing_support::BindingsTest {
 protected:
  // The largest node of each name.
  std::map<std::string, size_t> TakeSnapshot() {
    const v8::HeapSnapshot* snapshot =
        isolate()->GetHeapProfiler()->TakeHeapSnapshot();
    std::map<std::string, size_t> sizes;
    for (int i = 0; i < snapshot->GetNodesCount(); ++i) {
      const v8::HeapGraphNode* node = snapshot->GetNode(i);
      size_t& size = sizes[ToUtf8(isolate(), node->GetName())];
      size = std::max(size, node->GetShallowSize());
    }
    const_cast<v8::HeapSnapshot*>(snapshot)->Delete();
    return sizes;
  }
};

TEST_F(HeapSnapshotTest, ShowsWhatTheLibraryHolds) {
  EXPECT_EQ(TakeSnapshot().count("ferry::Agent"), 0u);
  ShowInHeapSnapshots(agent());
  ShowInHeapSnapshots(agent());
  Set("heavy", NativeClass<Heavy>::Of(agent())
                   .New(source(), std::make_unique<Heavy>())
                   .ToLocalChecked());
  Run("var {port1, port2} = new MessageChannel();"
      "port1.postMessage(new Uint8Array(100000));");
  std::map<std::string, size_t> sizes = TakeSnapshot();
  EXPECT_EQ(sizes.count("ferry::Agent"), 1u);
  EXPECT_EQ(sizes["HeavyObject"], 12345u);
  EXPECT_GT(sizes["ferry: messages that wait"], 100000u);
  EXPECT_EQ(sizes.count("ferry: shapes of objects"), 1u);
}

TEST_F(HeapSnapshotTest, ShowsNothingOfAnAgentThatIsGone) {
  ShowInHeapSnapshots(agent());
  local().DestroyAgent();
  EXPECT_EQ(TakeSnapshot().count("ferry::Agent"), 0u);
}

}  // namespace
}  // namespace ferry
