// Where a process has no address space left, buffers that reserve much of it
// are a RangeError and not the end of the process. With a sanitizer there is
// none to limit: it reserves terabytes itself.

#include <sys/resource.h>
#include <v8-array-buffer.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/config.h"
#include "ferry/tests/serializer/clone_path.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/wire/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

// What the process has now, in bytes.
size_t AddressSpace() {
  size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * 4096;
}

class AddressSpaceTest : public ClonePathTest,
                         public testing::WithParamInterface<ClonePath> {
 protected:
  static constexpr size_t kReserved = size_t{1} << 30;

  void SetUp() override {
#if defined(ABSL_HAVE_ADDRESS_SANITIZER) || defined(ABSL_HAVE_THREAD_SANITIZER)
    GTEST_SKIP() << "The sanitizer reserves terabytes.";
#endif
    getrlimit(RLIMIT_AS, &before_);
    rlimit limit = before_;
    // Some is left to V8's heap when no buffer fits any more.
    limit.rlim_cur = AddressSpace() + 6 * kReserved + kReserved / 2;
    ASSERT_EQ(setrlimit(RLIMIT_AS, &limit), 0);
  }
  void TearDown() override {
    if (!IsSkipped()) setrlimit(RLIMIT_AS, &before_);
  }

  // Calls `take` and keeps what it gives until there is no room left.
  template <typename F>
  auto TakeUntilItFails(F take) {
    std::vector<v8::Global<v8::Value>> kept;
    for (;;) {
      v8::HandleScope handles(isolate());
      auto copy = take();
      if (!copy.value.has_value() || kept.size() == 100) {
        EXPECT_GT(kept.size(), 0u);
        EXPECT_THAT(copy, Throws("RangeError", HasSubstr("allocation failed")));
        return;
      }
      kept.emplace_back(isolate(), *copy.value);
    }
  }

 private:
  rlimit before_;
};

TEST_P(AddressSpaceTest, IsARangeErrorForResizableBuffers) {
  for (const char* script :
       {"new ArrayBuffer(65536, {maxByteLength: 2 ** 30})",
        "[new ArrayBuffer(8, {maxByteLength: 2 ** 30})]",
        "({v: new Uint8Array(new ArrayBuffer(65536,"
        "                                    {maxByteLength: 2 ** 30}))})"}) {
    SCOPED_TRACE(script);
    v8::Local<v8::Value> value = Run(script);
    TakeUntilItFails([&] { return Take(value, GetParam()); });
    isolate()->LowMemoryNotification();
  }
}

INSTANTIATE_TEST_SUITE_P(Paths, AddressSpaceTest,
                         testing::Values(ClonePath::kStructuredClone,
                                         ClonePath::kMessage,
                                         ClonePath::kStorage),
                         [](const testing::TestParamInfo<ClonePath>& info) {
                           return PathName(info.param);
                         });

// A message that a native thread wrote, and that is read often.
TEST_F(AddressSpaceTest, IsARangeErrorForWhatIsBesideTheBytes) {
  MessageParts parts;
  parts.array_buffers.push_back(
      v8::ArrayBuffer::NewResizableBackingStore(8, kReserved));
  wire::Writer writer;
  writer.TransferredArrayBuffer(0);
  SerializedValue message = SerializedValue::FromWriter(
                                cluster(), std::move(writer), std::move(parts))
                                .value();
  TakeUntilItFails([&] { return Deserialize(message); });
}

}  // namespace
}  // namespace ferry::testing_support
