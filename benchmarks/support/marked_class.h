#ifndef FERRY_BENCHMARKS_SUPPORT_MARKED_CLASS_H_
#define FERRY_BENCHMARKS_SUPPORT_MARKED_CLASS_H_

#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-object.h>

#include "absl/types/span.h"
#include "benchmarks/support/native_thing.h"
#include "benchmarks/support/realm.h"
#include "ferry/transfer/legacy/js_transferable.h"

namespace ferry::benchmarks {

// The ways in which an object can be made cloneable and transferable.
enum class Marking {
  kPlain,             // Not at all.
  kMakeTransferable,  // Its constructor returns makeTransferable(this).
  kExtends,           // class extends JSTransferable
  kInstanceMark,      // Its constructor calls markTransferMode(this).
  kNativeMark,        // The same, in C++.
  kClassMark,         // markClass, once.
  kNative,            // A wrapper of a native PlatformObject.
};

absl::Span<const Marking> Markings();
const char* NameOf(Marking marking);

// A class of objects with so many number fields, marked in that way, and
// registered as what its instances are received as. A realm has one of each
// marking.
class MarkedClass {
 public:
  MarkedClass(Realm& realm, Marking marking, int fields);

  // One object.
  v8::Local<v8::Object> Make();
  // Makes a thousand and drops them, in one call of JavaScript.
  void MakeThousand();
  // Makes so many and keeps them: an array.
  v8::Local<v8::Object> MakeMany(int count);

 private:
  v8::Local<v8::Object> NewEnvironment();
  v8::Local<v8::Value> Call(const char* function, int argument);

  Realm& realm_;
  JSTransferable legacy_;
  NativeThingClass native_;
  v8::Local<v8::Object> functions_;
};

}  // namespace ferry::benchmarks

#endif  // FERRY_BENCHMARKS_SUPPORT_MARKED_CLASS_H_
