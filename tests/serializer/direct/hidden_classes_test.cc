// What hidden classes say of objects, also once the objects have changed.

#include "ferry/serializer/internal/direct/hidden_classes.h"

#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <ostream>

#include "ferry/tests/serializer/direct/two_ways_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using internal::HiddenClass;
using internal::HiddenClasses;
using internal::ObjectKind;

class HiddenClassesTest : public TwoWaysTest {
 protected:
  HiddenClassesTest() : classes_(agent()) {
    object_prototype_ = Run("Object.prototype");
  }

  ObjectKind KindOf(v8::Local<v8::Value> value) {
    v8::Local<v8::Object> object = value.As<v8::Object>();
    const HiddenClass* found = classes_.Find(HiddenClasses::Of(object));
    if (found == nullptr) {
      if (classes_.is_full()) classes_.Clear();
      found = classes_.Learn(source(), object, object_prototype_);
    }
    return found->kind;
  }
  ObjectKind KindOf(const char* script) { return KindOf(Run(script)); }

  // Whether a walk would take the object for what can be read without code.
  bool IsReadable(v8::Local<v8::Value> value) {
    switch (KindOf(value)) {
      case ObjectKind::kPlain:
        return true;
      case ObjectKind::kDictionary:
      case ObjectKind::kFrozen:
        return internal::HasOnlyPlainData(source(), value.As<v8::Object>());
      default:
        return false;
    }
  }

  HiddenClasses classes_;
  v8::Local<v8::Value> object_prototype_;
};

TEST_F(HiddenClassesTest, ExoticObjectsHaveTheirKinds) {
  EXPECT_EQ(KindOf("new Map"), ObjectKind::kMap);
  EXPECT_EQ(KindOf("new (class extends Map {})"), ObjectKind::kMap);
  EXPECT_EQ(KindOf("new Set"), ObjectKind::kSet);
  EXPECT_EQ(KindOf("new ArrayBuffer(1)"), ObjectKind::kBuffer);
  EXPECT_EQ(KindOf("new DataView(new ArrayBuffer(1))"), ObjectKind::kView);
  EXPECT_EQ(KindOf("new Date"), ObjectKind::kLeaf);
  EXPECT_EQ(KindOf("/x/"), ObjectKind::kLeaf);
  EXPECT_EQ(KindOf("Object(1n)"), ObjectKind::kLeaf);
  for (const char* other :
       {"[]", "() => {}", "new Proxy({}, {})", "Object(Symbol())", "new Error",
        "new WeakMap", "Promise.resolve()", "globalThis", "hostObject()",
        "undetectable()", "(function() { return arguments })()",
        "new SharedArrayBuffer(1)", "Object.prototype"}) {
    EXPECT_EQ(KindOf(Run(absl::StrCat("(", other, ")"))), ObjectKind::kOther)
        << other;
  }
}

TEST_F(HiddenClassesTest, ArraysAreWhatTheyWereSaidToBe) {
  classes_.Add(RunObject("['x']"), ObjectKind::kElements);
  EXPECT_EQ(KindOf("[{}, null]"), ObjectKind::kElements);
  EXPECT_EQ(KindOf("Object.assign(['x'], {a: 1})"), ObjectKind::kOther);
  EXPECT_EQ(KindOf("Object.freeze(['x'])"), ObjectKind::kOther);
  EXPECT_EQ(KindOf("Object.setPrototypeOf(['x'], null)"), ObjectKind::kOther);
}

struct Change {
  const char* name;
  // Makes the object `o`, which can be read.
  const char* make;
  // After it, it cannot.
  const char* change;
};
void PrintTo(const Change& change, std::ostream* stream) {
  *stream << change.name;
}

constexpr const char* kAccessor =
    "Object.defineProperty(o, 'a', {get() {}, configurable: true})";
constexpr const char* kHidden =
    "Object.defineProperty(o, 'h', {get() {}, enumerable: false})";
constexpr const char* kSymbol = "o[Symbol.iterator] = 1";
constexpr const char* kElement = "Object.defineProperty(o, 5, {get() {}})";
constexpr const char* kNative = "defineNative(o, 'a', () => 1)";
constexpr const char* kFast = "var o = {a: 1}";
constexpr const char* kNull = "var o = {__proto__: null, a: 1}";
constexpr const char* kDeleted = "var o = {b: 1, a: 1}; delete o.b";
constexpr const char* kMany =
    "var o = {a: 1}; for (let i = 0; i < 3000; ++i) o['k' + i] = i";
constexpr const char* kElements = "var o = {5: 1, 6: 1, a: 1}";
constexpr const char* kSparse = "var o = {5: 1, 6000000: 1, a: 1}";
constexpr const char* kInstance =
    "var C = class { a = 1; #p = 2 }; var o = new C; new C";
constexpr const char* kPrototype =
    "var C = function() {}; C.prototype = {a: 1, m: 1}; new C().m; new C().a;"
    "var o = C.prototype";
constexpr const char* kSlowPrototype =
    "var C = function() {}; C.prototype = {__proto__: null, a: 1, b: 2};"
    "new C().a; delete C.prototype.b; new C().a; var o = C.prototype";
constexpr const char* kPrototypeInUse =
    "var o = {a: 1, b: 2}; var child = Object.create(o);"
    "for (let i = 0; i < 3000; ++i) child.a; o.c = 1;"
    "for (let i = 0; i < 3000; ++i) child.c";

constexpr Change kChanges[] = {
    {"FastAccessor", kFast, kAccessor},
    {"FastHidden", kFast, kHidden},
    {"FastSymbol", kFast, kSymbol},
    {"FastElement", kFast, kElement},
    {"FastNative", kFast, kNative},
    {"NullAccessor", kNull, kAccessor},
    {"NullHidden", kNull, kHidden},
    {"NullSymbol", kNull, kSymbol},
    {"NullElement", kNull, kElement},
    {"NullNative", kNull, kNative},
    {"DeletedAccessor", kDeleted, kAccessor},
    {"DeletedSymbol", kDeleted, kSymbol},
    {"DeletedNative", kDeleted, kNative},
    {"ManyAccessor", kMany, kAccessor},
    {"ManyHidden", kMany, kHidden},
    {"ManySymbol", kMany, kSymbol},
    {"ManyElement", kMany, kElement},
    {"ElementsAccessor", kElements, kAccessor},
    {"ElementsElement", kElements, kElement},
    {"ElementsNativeElement", kElements, "defineNative(o, '5', () => 1)"},
    {"SparseAccessor", kSparse, kAccessor},
    {"SparseElement", kSparse, kElement},
    {"SparseNativeElement", kSparse, "defineNative(o, '7', () => 1)"},
    {"LargestElement", kSparse,
     "Object.defineProperty(o, 4294967294, {get() {}})"},
    {"AboveElements", kSparse,
     "Object.defineProperty(o, 4294967295, {get() {}})"},
    {"InstanceAccessor", kInstance, kAccessor},
    {"InstanceSymbol", kInstance, kSymbol},
    {"PrototypeAccessor", kPrototype, kAccessor},
    {"PrototypeHidden", kPrototype, kHidden},
    {"PrototypeSymbol", kPrototype, kSymbol},
    {"PrototypeElement", kPrototype, kElement},
    {"PrototypeNative", kPrototype, kNative},
    {"SlowPrototypeAccessor", kSlowPrototype, kAccessor},
    {"SlowPrototypeHidden", kSlowPrototype, kHidden},
    {"SlowPrototypeSymbol", kSlowPrototype, kSymbol},
    {"SlowPrototypeElement", kSlowPrototype, kElement},
    {"PrototypeInUseAccessor", kPrototypeInUse, kAccessor},
    {"PrototypeInUseHidden", kPrototypeInUse, kHidden},
    {"PrototypeInUseSymbol", kPrototypeInUse, kSymbol},
    {"PrototypeInUseNative", kPrototypeInUse, kNative},
    {"SealedAccessor", "var o = {a: 1, b: 2}; Object.preventExtensions(o)",
     kAccessor},
    {"NotExtensibleElement",
     "var o = {5: 1, a: 1}; Object.preventExtensions(o)", kElement},
};

class ChangedObjectTest : public HiddenClassesTest,
                          public testing::WithParamInterface<Change> {};

TEST_P(ChangedObjectTest, IsNoLongerTakenForPlain) {
  Run(GetParam().make);
  v8::Local<v8::Value> object = Run("o");
  ASSERT_TRUE(IsReadable(object));
  Run(GetParam().change);
  EXPECT_FALSE(IsReadable(object));
  // What was learned of the changed object does not spoil others.
  Run(GetParam().make);
  EXPECT_TRUE(IsReadable(Run("o")));
}

INSTANTIATE_TEST_SUITE_P(All, ChangedObjectTest, testing::ValuesIn(kChanges),
                         [](const auto& info) { return info.param.name; });

// A mark is a private property, so an object that was marked has another hidden
// class, or is one that is asked each time.
TEST_F(HiddenClassesTest, MarksAreSeenAfterAnyObjectWasLearned) {
  for (const char* make :
       {kFast, kNull, kDeleted, kMany, kElements, kSparse, kInstance,
        kPrototype, kSlowPrototype, kPrototypeInUse,
        "var o = Object.freeze({a: 1})", "var o = Object.seal({a: 1, 5: 1})",
        "var o = Object.freeze({__proto__: null, a: 1})"}) {
    Run(make);
    ASSERT_TRUE(IsReadable(Run("o")));
    Run("markTransferMode(o, DISALLOW)");
    EXPECT_THAT(KindOf("o"),
                testing::AnyOf(ObjectKind::kOther, ObjectKind::kDictionary,
                               ObjectKind::kFrozen))
        << make;
  }
}

TEST_F(HiddenClassesTest, AsksAboutClassesAsTheyMayBeMarked) {
  auto has_class = [&](const char* script) {
    v8::Local<v8::Object> object = RunObject(script);
    KindOf(object);
    return classes_.Find(HiddenClasses::Of(object))->has_class;
  };
  EXPECT_FALSE(has_class("({a: 1})"));
  EXPECT_FALSE(has_class("({__proto__: null, a: 1})"));
  EXPECT_TRUE(has_class("new (class { a = 1 })"));
  EXPECT_TRUE(has_class("Object.create({})"));
  EXPECT_TRUE(has_class("other.Object()"));
}

TEST_F(HiddenClassesTest, KeepsALimitedNumber) {
  v8::Local<v8::Object> first = RunObject("({first: 1})");
  KindOf(first);
  v8::Local<v8::Function> make =
      Run("(i) => ({['k' + i]: 1})").As<v8::Function>();
  bool is_known = true;
  for (size_t i = 0; i < 2 * HiddenClasses::kMaxClasses; ++i) {
    v8::HandleScope handles(isolate());
    v8::Local<v8::Value> number =
        v8::Integer::New(isolate(), static_cast<int>(i));
    v8::Local<v8::Value> object =
        make->Call(source(), v8::Undefined(isolate()), 1, &number)
            .ToLocalChecked();
    EXPECT_TRUE(IsReadable(object));
    is_known = classes_.Find(HiddenClasses::Of(first)) != nullptr;
    if (!is_known) break;
  }
  EXPECT_FALSE(is_known);
  EXPECT_TRUE(IsReadable(first));
}

}  // namespace
}  // namespace ferry::testing_support
