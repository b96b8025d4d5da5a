#ifndef FERRY_TRANSFER_DATA_HOLDER_H_
#define FERRY_TRANSFER_DATA_HOLDER_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ferry {

class Agent;

namespace internal {
class BuiltinHolder;
}  // namespace internal

// The tags below kFirstEmbedderTag are ferry's own: a holder of another's that
// has one of them enters no message.
inline constexpr uint32_t kScriptTag = 1;
inline constexpr uint32_t kDOMExceptionTag = 2;
inline constexpr uint32_t kMessagePortTag = 3;
inline constexpr uint32_t kErrorTag = 4;
inline constexpr uint32_t kQuotaExceededErrorTag = 5;
inline constexpr uint32_t kFirstEmbedderTag = 16;

// What travels of one host object between isolates: HTML's dataHolder.
//
//   class FileHolder final : public ferry::DataHolder {
//    public:
//     ~FileHolder() override { close(fd); }
//     absl::string_view type_name() const override { return "FileHandle"; }
//     v8::MaybeLocal<v8::Object> Deserialize(
//         ferry::Agent& agent, v8::Local<v8::Context> context) override {
//       return ferry::NativeClass<FileHandle>::Of(agent).New(
//           context, std::make_unique<FileHandle>(std::exchange(fd, -1)));
//     }
//     int fd = -1;  // FileHandle::CommitTransfer sets it
//   };
//
// Ownership: a message owns its holders. One that nobody receives is destroyed
// with its message, and its destructor releases what it holds (closes the file,
// frees the memory), exactly once.
//
// Threads: made on the sender's thread, deserialized on the receiver's. It
// keeps no handle of V8. A holder that came from a clone may be deserialized
// several times and by several threads at once, so it only reads; one that came
// from a transfer is deserialized at most once.
//
// It is destroyed on any thread: the receiver's, once the message is read; the
// sender's, where the message fails or nobody can receive it; or that of an
// isolate whose port drops what waits in it, because it is closed or garbage
// collected or its Agent ends. So the destructor may run inside a garbage
// collection and with no isolate entered: it calls nothing of V8.
//
// A call either gives what it says or leaves an exception pending. One that
// does neither makes the message fail with a DataCloneError that names the type
// and the function; of one that does both the exception counts.
class DataHolder {
 public:
  virtual ~DataHolder() = default;

  DataHolder(const DataHolder&) = delete;
  DataHolder& operator=(const DataHolder&) = delete;

  // The interface's name, for error messages: "Blob".
  virtual absl::string_view type_name() const = 0;

  // The deserialization steps, or the transfer-receiving steps: makes the
  // object in `context`. Called before the message's value is read: V8 forbids
  // JavaScript while it reads.
  virtual v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) = 0;

  // The deserialization steps that need the `data` value that was sent along:
  // completes `object` with it, once all objects of the message exist; children
  // before parents. Called only where the sender gave a data value.
  virtual v8::Maybe<void> DeserializeData(Agent& agent,
                                          v8::Local<v8::Context> context,
                                          v8::Local<v8::Object> object,
                                          v8::Local<v8::Value> data) {
    return v8::JustVoid();
  }

  // Storage and other processes. The tag under which the AgentCluster knows
  // this type, kFirstEmbedderTag or more; 0 where the holder has no byte form.
  virtual uint32_t tag() const { return 0; }

  // The byte form, in the first of the type's versions.
  virtual absl::StatusOr<std::string> ToBytes() const {
    return absl::UnimplementedError("it has no byte form");
  }

  // Which of ferry's own types this is; 0 for an embedder's. Unlike tag(),
  // nobody else can set it.
  uint32_t builtin_tag() const { return builtin_tag_; }

 protected:
  DataHolder() = default;

 private:
  friend class internal::BuiltinHolder;
  explicit DataHolder(uint32_t builtin_tag) : builtin_tag_(builtin_tag) {}

  const uint32_t builtin_tag_ = 0;
};

}  // namespace ferry

#endif  // FERRY_TRANSFER_DATA_HOLDER_H_
