#ifndef FERRY_WIRE_COPIER_H_
#define FERRY_WIRE_COPIER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "ferry/wire/document.h"
#include "ferry/wire/token.h"
#include "ferry/wire/value.h"
#include "ferry/wire/writer.h"

namespace ferry::wire {

namespace internal {
class TokenWriter;
}  // namespace internal

class Reader;

// Copies values of a Document into a message that is being written, and puts
// others in the place of some of them.
//
//   wire::Writer writer;
//   wire::Copier copier(document, writer);
//   copier.Replace(document.root()["rows"][3]["name"],
//                  [](wire::Writer& w) { w.String("new"); });
//   absl::Status status = copier.CopyAll();
//
// Of one copier an object is written once, where it is met first, and is a
// reference from then on: also where its first place was replaced, or is not
// copied. What the bytes name by a number (transferred buffers, host objects)
// keeps its number. Between its calls, the writer may write anything else:
//
//   writer.BeginObject();
//   writer.Key("rows");
//   copier.Copy(document.root()["rows"]);
//   writer.EndObject();
//
// Ownership: borrows the document and the writer, which outlive it. Threads:
// thread-compatible. Errors: the writer's are in Writer::status() and Finish;
// InvalidArgument for a value that does not exist; Unimplemented for the memory
// of a WebAssembly.Memory. Time and memory: linear in the message.
class Copier {
 public:
  Copier(const Document& document, Writer& writer);
  ~Copier();

  Copier(const Copier&) = delete;
  Copier& operator=(const Copier&) = delete;

  // From now on `write`, which writes exactly one value, stands for `value`.
  // For an object it does so wherever the message refers to it: what `write`
  // returns is the object that later references name; where it returns nothing,
  // as for a primitive, it is called again for each. For a buffer it writes a
  // buffer, below the views that stay.
  template <typename Write>
  void Replace(const Value& value, Write write) {
    if constexpr (std::is_void_v<std::invoke_result_t<Write, Writer&>>) {
      AddReplacement(value, [write = std::move(write)](Writer& writer) {
        write(writer);
        return kNoId;
      });
    } else {
      AddReplacement(value, std::move(write));
    }
  }

  // Writes `value` where the writer is.
  absl::Status Copy(const Value& value);

  // The whole message: the main value, then the data of host objects.
  absl::Status CopyAll();

 private:
  using WriteFunction = std::function<Writer::ObjectId(Writer&)>;

  void AddReplacement(const Value& value, WriteFunction write);
  bool WriteReplacement(const Token& token);
  bool WriteReplacedObject(uint32_t id);
  void Begin(const Value& value);
  void Step();

  const Document& document_;
  Writer& writer_;
  const std::unique_ptr<internal::TokenWriter> tokens_;
  absl::Status status_;
  // By id, and those of primitives by offset.
  std::unordered_map<uint32_t, WriteFunction> replaced_objects_;
  std::unordered_map<uint64_t, WriteFunction> replaced_primitives_;
  // Of the value, and of objects in it that are written where they are met, not
  // where the document has them.
  std::vector<std::unique_ptr<Reader>> readers_;
};

}  // namespace ferry::wire

#endif  // FERRY_WIRE_COPIER_H_
