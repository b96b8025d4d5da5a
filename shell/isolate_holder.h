#ifndef FERRY_SHELL_ISOLATE_HOLDER_H_
#define FERRY_SHELL_ISOLATE_HOLDER_H_

#include <v8-isolate.h>
#include <v8-platform.h>

namespace ferry::shell {

// Owns an isolate. Made, used and destroyed on one thread: V8 takes the limit
// of the stack from the thread that makes the isolate.
class IsolateHolder {
 public:
  explicit IsolateHolder(v8::Platform* platform);
  ~IsolateHolder();

  IsolateHolder(const IsolateHolder&) = delete;
  IsolateHolder& operator=(const IsolateHolder&) = delete;

  v8::Isolate* get() const { return isolate_; }

 private:
  v8::Platform* const platform_;
  v8::Isolate* const isolate_;
};

}  // namespace ferry::shell

#endif  // FERRY_SHELL_ISOLATE_HOLDER_H_
