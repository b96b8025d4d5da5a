#ifndef FERRY_TRANSFER_HOST_OBJECT_DELEGATE_H_
#define FERRY_TRANSFER_HOST_OBJECT_DELEGATE_H_

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>

namespace ferry {

class PlatformObject;

// How an embedder with wrappers of its own tells ferry about them.
//
//   class Wrappers final : public ferry::HostObjectDelegate {
//     ferry::PlatformObject* Unwrap(v8::Isolate* isolate,
//                                   v8::Local<v8::Object> object) override {
//       if (!template_.Get(isolate)->HasInstance(object)) return nullptr;
//       return static_cast<Blob*>(
//           object->GetAlignedPointerFromInternalField(0));
//     }
//   };
//
//   ferry::Agent agent(isolate, cluster, {.host_object_delegate = &wrappers});
//
// Ownership: the embedder's; outlives the Agent. Isolate-bound.
class HostObjectDelegate {
 public:
  virtual ~HostObjectDelegate() = default;

  // The native object behind `object`, or null where it is none of the
  // embedder's. Asked for every host object, so it must tell its own wrappers
  // from those of other libraries before it touches an internal field
  // (v8::FunctionTemplate::HasInstance does). Runs no JavaScript; what it
  // throws makes the message fail.
  //
  // The result stays the embedder's and lives as long as `object`, and the
  // answer stays the same until the call that serializes it returns: the
  // library keeps both across the user code that runs in between (getters,
  // [kClone]()). Where that closes the native object, the PlatformObject stays,
  // and refuses; a changed answer is a DataCloneError.
  virtual PlatformObject* Unwrap(v8::Isolate* isolate,
                                 v8::Local<v8::Object> object) = 0;

  // Whether V8 must ask about wrappers that have no internal field (cppgc
  // wrappers, instances of plain templates). It costs a call for each object of
  // every message; without it V8 clones them as ordinary objects. Always the
  // same answer. Throws nothing.
  virtual bool HasWrappersWithoutFields() const { return false; }

  // Whether such a wrapper is a host object: then Unwrap must know it, or it
  // cannot be cloned. An ordinary copy of its properties otherwise.
  virtual bool IsHostObject(v8::Isolate* isolate,
                            v8::Local<v8::Object> wrapper) {
    return true;
  }
};

}  // namespace ferry

#endif  // FERRY_TRANSFER_HOST_OBJECT_DELEGATE_H_
