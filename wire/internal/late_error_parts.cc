#include "ferry/wire/internal/late_error_parts.h"

#include <algorithm>
#include <utility>

#include "ferry/wire/reader.h"

namespace ferry::wire::internal {
namespace {

// The parts of one error, as they come.
class Order {
 public:
  explicit Order(size_t offset) : parts_{.error = offset} {}

  void Add(const Token& token) {
    late_ = late_ || token.role < last_;
    last_ = token.role;
    if (token.role == Role::kMessage) parts_.message = token.text;
    if (token.role == Role::kStack) parts_.stack = token.text;
  }
  bool late() const { return late_; }
  const LateErrorParts& parts() const { return parts_; }

 private:
  static_assert(Role::kMessage < Role::kStack && Role::kStack < Role::kCause);

  LateErrorParts parts_;
  Role last_ = Role::kMessage;
  bool late_ = false;
};

class Finder {
 public:
  void Add(const Token& token) {
    if (token.kind == TokenKind::kEnd) {
      End();
      return;
    }
    if (token.role >= Role::kMessage) errors_.back().Add(token);
    if (!token.opens()) return;
    bool error = token.kind == TokenKind::kBeginError;
    is_error_.push_back(error);
    if (error) errors_.emplace_back(token.offset);
  }

  std::vector<LateErrorParts> Take() && {
    std::sort(found_.begin(), found_.end(),
              [](const LateErrorParts& a, const LateErrorParts& b) {
                return a.error < b.error;
              });
    return std::move(found_);
  }

 private:
  void End() {
    bool error = is_error_.back();
    is_error_.pop_back();
    if (!error) return;
    if (errors_.back().late()) found_.push_back(errors_.back().parts());
    errors_.pop_back();
  }

  std::vector<bool> is_error_;  // Of the containers that are open.
  std::vector<Order> errors_;   // Those of them that are errors.
  std::vector<LateErrorParts> found_;
};

}  // namespace

std::vector<LateErrorParts> FindLateErrorParts(const MessageView& message,
                                               const ReaderOptions& options) {
  Reader reader(message, options);
  Finder finder;
  do {
    while (reader.Next()) finder.Add(reader.token());
  } while (reader.NextValue());
  return std::move(finder).Take();
}

}  // namespace ferry::wire::internal
