#ifndef FERRY_SHELL_BLOB_H_
#define FERRY_SHELL_BLOB_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/bindings/native_class.h"
#include "ferry/shell/shared_bytes.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry::shell {

// What a Blob is: bytes and what they are said to be. Thread-safe, because
// nothing in it changes.
struct BlobData {
  SharedBytes bytes;
  // A media type in lower case, such as "text/plain"; often empty.
  std::string type;
};

// `type` as a Blob has it: empty where it is not printable ASCII.
std::string NormalizeBlobType(absl::string_view type);

// The native side of a Blob: cloneable any number of times, to any isolate,
// without a copy of the bytes.
class Blob final : public PlatformObject {
 public:
  static constexpr char kClassName[] = "Blob";
  // In blob_class.cc.
  static void DefineClass(ClassDefinition<Blob>& blob);

  explicit Blob(BlobData data) : data_(std::move(data)) {}

  const BlobData& data() const { return data_; }

  TransferMode GetTransferMode() const override {
    return TransferMode::kCloneable;
  }
  HostObjectData Serialize(Agent& agent, v8::Local<v8::Context> context,
                           v8::Local<v8::Object> object) override;

 private:
  const BlobData data_;
};

// Makes the JavaScript object. When it throws, the result is empty.
v8::MaybeLocal<v8::Object> NewBlob(Agent& agent, v8::Local<v8::Context> context,
                                   BlobData data);

// How Blobs are stored: an AgentCluster that has this reads them.
HostObjectType BlobHostObjectType();

}  // namespace ferry::shell

#endif  // FERRY_SHELL_BLOB_H_
