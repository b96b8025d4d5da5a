#ifndef FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPT_MEMORY_H_
#define FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPT_MEMORY_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ferry::internal {

// What one realm has of a script that works in such memory. The realm keeps the
// functions.
struct MemoryScript {
  bool is_initialized = false;
  // Empty where they could not be made.
  v8::Global<v8::Function> run;
  v8::Global<v8::Function> set_memory;
  // The version of the memory that it was shown.
  uint32_t memory = 0;

  // Makes them, once: what `body`, a function of `native`, returns, which the
  // realm keeps under `key`.
  void Initialize(v8::Isolate* isolate, v8::Local<v8::Context> context,
                  v8::Local<v8::Private> key, const char* body,
                  absl::string_view name, v8::Local<v8::Object> native);
};

// The memory of an agent in which scripts of all its realms find or write a
// message. Isolate-bound.
class ScriptMemory {
 public:
  // Scripts read or write so much at the last byte of a message.
  static constexpr size_t kSlack = 256;

  explicit ScriptMemory(v8::Isolate* isolate) : isolate_(isolate) {}

  // Sees to it that there is room for `size` bytes and the slack. What was
  // there is lost but for its first `kept` bytes. False where no memory is
  // left.
  bool Reserve(size_t size, size_t kept = 0);
  // Gives memory back that is larger than what is kept for the next message:
  // true where it was, and the realm that it was shown to has to be shown
  // other memory.
  bool Trim();

  // Null where there is none yet.
  uint8_t* data() const {
    return memory_ == nullptr ? nullptr
                              : static_cast<uint8_t*>(memory_->Data());
  }
  size_t size() const { return memory_ == nullptr ? 0 : memory_->ByteLength(); }
  // Whether the script has been shown what the memory is now.
  bool IsShownTo(const MemoryScript& script) const {
    return script.memory == version_;
  }
  // Shows it where it has not: calls its set(bytes, view, size) with a
  // Uint8Array and a DataView over the memory, which inherit nothing; the view
  // has these methods. Nothing where that failed.
  v8::Maybe<void> ShowTo(v8::Local<v8::Context> context, MemoryScript& script,
                         absl::Span<const char* const> methods) const;

 private:
  v8::Isolate* const isolate_;
  std::shared_ptr<v8::BackingStore> memory_;
  // Another one each time that the memory is.
  uint32_t version_ = 0;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_SCRIPTED_SCRIPT_MEMORY_H_
