// The reader accepts what the linked V8 accepts, and decodes the same value.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "ferry/fuzz/v8_realm.h"
#include "ferry/tests/wire/support/v8_difference.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ferry::fuzz::WithRealm([&](v8::Local<v8::Context> context) {
    std::string difference =
        ferry::wire::testing::DifferenceFromV8(context, {data, size});
    if (difference.empty()) return;
    std::fprintf(stderr, "%s\n", difference.c_str());
    std::abort();
  });
  return 0;
}
