// What is cloned without a message is what a message makes of it: graphs of
// objects from random numbers, of which the bytes are the seed.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "ferry/tests/serializer/direct/graphs.h"
#include "ferry/tests/support/platform.h"
#include "ferry/tests/support/test_isolate.h"

namespace {

// A realm for some graphs, as they leave marks and hidden classes.
class Realm {
 public:
  Realm() : graphs_(local_) {}

  static constexpr int kMaxGraphs = 1000;

  std::string DifferenceOf(uint32_t seed) {
    ++count_;
    return graphs_.DifferenceOf(seed);
  }
  bool is_used_up() const { return count_ == kMaxGraphs; }

 private:
  ferry::testing_support::TestIsolate local_;
  ferry::testing_support::Graphs graphs_;
  int count_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  [[maybe_unused]] static const bool is_started =
      (ferry::testing_support::StartV8(), true);
  // The last one is never destroyed, as V8's parts end before.
  static Realm* realm = nullptr;
  if (realm == nullptr) realm = new Realm;
  uint32_t seed = 2166136261u;
  for (size_t i = 0; i < size; ++i) seed = (seed ^ data[i]) * 16777619u;
  std::string difference = realm->DifferenceOf(seed);
  if (!difference.empty()) {
    std::fprintf(stderr, "seed %u: %s\n", seed, difference.c_str());
    std::abort();
  }
  if (realm->is_used_up()) {
    delete realm;
    realm = nullptr;
  }
  return 0;
}
