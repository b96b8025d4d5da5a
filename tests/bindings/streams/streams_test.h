#ifndef FERRY_TESTS_BINDINGS_STREAMS_STREAMS_TEST_H_
#define FERRY_TESTS_BINDINGS_STREAMS_STREAMS_TEST_H_

#include <v8-local-handle.h>
#include <v8-object.h>

#include <string>

#include "absl/strings/string_view.h"
#include "ferry/bindings/streams/streams.h"
#include "ferry/tests/bindings/support/bindings_test.h"

namespace ferry::testing_support {

// Two realms with the streams of Debian's web-streams-polyfill. Tests are
// skipped where that is not installed.
class StreamsTest : public BindingsTest {
 protected:
  void SetUp() override { InstallStreams({}); }

  // Once for a test; in both realms.
  void InstallStreams(const StreamOptions& options);

  // Runs a script that gives a promise, and tasks until it is settled: what it
  // resolves to as text, or "rejected: " and the reason.
  std::string Settle(absl::string_view script);

  // Moves `text`, the name of a stream, to the realm `target`: the variable
  // `moved` there and here.
  void Move(absl::string_view text);
  // Moves that on, to the realm `source`: the variable `again`.
  void MoveBack();
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_BINDINGS_STREAMS_STREAMS_TEST_H_
