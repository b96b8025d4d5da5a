#ifndef FERRY_SHELL_V8_PLATFORM_H_
#define FERRY_SHELL_V8_PLATFORM_H_

#include <v8-platform.h>

#include <memory>

namespace ferry::shell {

// V8, started with its default platform and shut down by the destructor. One
// for the whole process, because V8 starts only once; made after the V8 flags
// are set, and destroyed after the last isolate.
class V8Platform {
 public:
  V8Platform();
  ~V8Platform();

  V8Platform(const V8Platform&) = delete;
  V8Platform& operator=(const V8Platform&) = delete;

  v8::Platform* get() const { return platform_.get(); }

 private:
  const std::unique_ptr<v8::Platform> platform_;
};

}  // namespace ferry::shell

#endif  // FERRY_SHELL_V8_PLATFORM_H_
