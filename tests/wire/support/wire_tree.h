#ifndef FERRY_TESTS_WIRE_SUPPORT_WIRE_TREE_H_
#define FERRY_TESTS_WIRE_SUPPORT_WIRE_TREE_H_

#include <string>

#include "absl/status/statusor.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/reader_options.h"

namespace ferry::wire::testing {

// The first value of a message as JSON text, in the form of
// tests/support/typed_tree.h and of `decoded` in the golden vectors.
absl::StatusOr<std::string> WireTree(const MessageView& message,
                                     const ReaderOptions& options = {});

}  // namespace ferry::wire::testing

#endif  // FERRY_TESTS_WIRE_SUPPORT_WIRE_TREE_H_
