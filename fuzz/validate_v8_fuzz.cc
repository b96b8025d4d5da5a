// What wire::Validate lets through never ends the process inside V8.

#include <cstddef>
#include <cstdint>

#include "ferry/fuzz/v8_realm.h"
#include "ferry/tests/wire/support/v8_difference.h"
#include "ferry/wire/validate.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (!ferry::wire::Validate({data, size}).ok()) return 0;
  ferry::fuzz::WithRealm([&](v8::Local<v8::Context> context) {
    (void)ferry::wire::testing::V8Tree(context, {data, size});
  });
  return 0;
}
