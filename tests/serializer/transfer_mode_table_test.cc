// The table of transfer modes: what each does in a plain serialization and in
// a transfer list, for objects of JavaScript and of C++.

#include <v8-local-handle.h>
#include <v8-object.h>

#include <memory>
#include <ostream>
#include <string>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/pipe.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/transfer_mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

enum class Kind { kClassMark, kOwnMark, kNative };

std::string KindName(Kind kind) {
  return kind == Kind::kClassMark ? "ByClass"
         : kind == Kind::kOwnMark ? "ByOwnMark"
                                  : "Native";
}

struct ModeRow {
  const char* name;
  TransferMode mode;
  // What the errors say; "" where there is none.
  const char* clone_error;
  const char* transfer_error;
};
void PrintTo(const ModeRow& row, std::ostream* s) { *s << row.name; }

constexpr ModeRow kModes[] = {
    {"Disallowed", TransferMode::kDisallowCloneAndTransfer,
     "object could not be cloned. Its transfer mode forbids it.",
     "cannot be transferred: its transfer mode forbids it."},
    {"PlatformObject", TransferMode::kTransferable,
     "It can only be transferred: add it to the transfer list.", ""},
    {"Cloneable", TransferMode::kCloneable, "",
     "cannot be transferred: its transfer mode forbids it."},
    {"Both", TransferMode::kCloneableAndTransferable, "", ""},
};

using Param = std::tuple<ModeRow, Kind>;

class TransferModeTableTest : public V8Test,
                              public testing::WithParamInterface<Param> {
 protected:
  v8::Local<v8::Object> NewObject() {
    auto [row, kind] = GetParam();
    if (kind == Kind::kNative) {
      InstallPipe(agent(), source());
      InstallPipe(agent(), target());
      return NewPipe(agent(), source(),
                     std::make_unique<Pipe>(log_, "p", row.mode));
    }
    constexpr const char* kClass =
        "class Thing {"
        "  how = 'made';"
        "  [kClone]() { return {data: 'cloned', deserializeInfo: 't:Thing'}; }"
        "  [kTransfer]() {"
        "    return {data: 'transferred', deserializeInfo: 't:Thing'}; }"
        "  [kDeserialize](data) { this.how = data; }"
        "}"
        "registerClass('t:Thing', Thing);";
    RunInTarget(kClass);
    std::string mode = absl::StrCat(static_cast<int>(row.mode));
    Run(kClass);
    return RunObject(
        kind == Kind::kClassMark
            ? absl::StrCat("markClass(Thing, ", mode, "); new Thing()")
            : absl::StrCat("const t = new Thing(); markTransferMode(t, ", mode,
                           "); t"));
  }

  void ExpectOutcome(const Outcome<v8::Local<v8::Value>>& outcome,
                     const char* error, const char* how) {
    if (*error != '\0') {
      EXPECT_THAT(outcome, ThrowsDataCloneError(HasSubstr(error)));
      return;
    }
    ASSERT_THAT(outcome, Succeeds());
    if (std::get<Kind>(GetParam()) == Kind::kNative) {
      EXPECT_EQ(PipeOf(agent(), *outcome.value).contents(), 7);
      return;
    }
    SetInTarget("it", *outcome.value);
    EXPECT_TRUE(RunInTarget(absl::StrCat("it instanceof Thing && it.how === '",
                                         how, "'"))
                    ->IsTrue());
  }

  const std::shared_ptr<PipeLog> log_ = std::make_shared<PipeLog>();
};

TEST_P(TransferModeTableTest, Clones) {
  ExpectOutcome(Clone(NewObject()), std::get<ModeRow>(GetParam()).clone_error,
                "cloned");
}

TEST_P(TransferModeTableTest, Transfers) {
  v8::Local<v8::Object> object = NewObject();
  ExpectOutcome(Clone(object, {&object, 1}),
                std::get<ModeRow>(GetParam()).transfer_error, "transferred");
}

// Marked objects can be stored where they can be cloned; the native one has no
// byte form.
TEST_P(TransferModeTableTest, IsStoredOrRefused) {
  Outcome<SerializedValue> stored = SerializeForStorage(NewObject());
  bool cloneable = IsCloneable(std::get<ModeRow>(GetParam()).mode);
  if (cloneable && std::get<Kind>(GetParam()) != Kind::kNative) {
    ASSERT_THAT(stored, Succeeds());
    EXPECT_TRUE(stored.value->ToBytes().ok());
  } else {
    EXPECT_THAT(stored, ThrowsDataCloneError(HasSubstr(
                            cloneable ? "no byte form" : "could not be")));
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, TransferModeTableTest,
                         testing::Combine(testing::ValuesIn(kModes),
                                          testing::Values(Kind::kClassMark,
                                                          Kind::kOwnMark,
                                                          Kind::kNative)),
                         [](const testing::TestParamInfo<Param>& info) {
                           return std::get<ModeRow>(info.param).name +
                                  KindName(std::get<Kind>(info.param));
                         });

class UnmarkedTest : public V8Test {};

TEST_F(UnmarkedTest, IsClonedAsAnOrdinaryObject) {
  Run("class Marked {} markClass(Marked, CLONEABLE); class Plain { x = 1; }");
  EXPECT_THAT(Clone("new Plain()"), Returns(EvaluatesTo("({x: 1})")));
  EXPECT_THAT(Clone("({p: Marked.prototype})"),
              Returns(EvaluatesTo("({p: {}})")));
}

TEST_F(UnmarkedTest, IsRefusedInATransferList) {
  v8::Local<v8::Object> plain = RunObject("({})");
  EXPECT_THAT(
      Clone(plain, {&plain, 1}),
      ThrowsDataCloneError(
          "Entry 0 of the transfer list (Object) is not transferable."));
}

// V8 never asks about these: a mark changes nothing.
TEST_F(UnmarkedTest, IsWhatV8NeverAsksAbout) {
  for (const char* script :
       {"[1]", "new Map([[1, 2]])", "new Set([1])", "new Date(5)", "/a/g",
        "new Uint8Array(2)", "new ArrayBuffer(1)", "Object(1)"}) {
    Set("it", Run(script));
    EXPECT_TRUE(Run("markTransferMode(it, DISALLOW) === false")->IsTrue())
        << script;
    EXPECT_THAT(Clone("it"), Returns(EvaluatesTo(script)));
  }
}

// Versions of V8 that ask about errors honour their marks; the call says so.
TEST_F(UnmarkedTest, AsksAboutErrorsAsTheMarkCallSays) {
  bool effect =
      Run("var e = new Error('m'); markTransferMode(e, DISALLOW)")->IsTrue();
  Run("class MyError extends Error {}"
      "let marked = true;"
      "try { markClass(MyError, DISALLOW); } catch { marked = false; }");
  EXPECT_EQ(Run("marked")->IsTrue(), effect);
  for (const char* script : {"e", "new MyError()"}) {
    if (effect) {
      EXPECT_THAT(Clone(script), ThrowsDataCloneError(HasSubstr("forbids it")));
    } else {
      EXPECT_THAT(Clone(script), Succeeds());
    }
  }
}

TEST_F(UnmarkedTest, UntransferableObjectsCanStillBeCloned) {
  Run("var b = new ArrayBuffer(2); markAsUntransferable(b)");
  EXPECT_THAT(Clone("b"), Returns(EvaluatesTo("new ArrayBuffer(2)")));
}

// An own mark takes permissions away from a native object, and never adds one.
TEST_F(UnmarkedTest, NativeObjectsOnlyLosePermissions) {
  InstallPipe(agent(), source());
  auto log = std::make_shared<PipeLog>();
  Set("p", NewPipe(agent(), source(),
                   std::make_unique<Pipe>(log, "p", TransferMode::kCloneable)));
  Run("markTransferMode(p, TRANSFERABLE)");
  v8::Local<v8::Object> pipe = RunObject("p");
  EXPECT_THAT(Clone(pipe, {&pipe, 1}),
              ThrowsDataCloneError(HasSubstr("cannot be transferred")));
  EXPECT_THAT(Clone(pipe),
              ThrowsDataCloneError(HasSubstr("Its transfer mode forbids it.")));
}

}  // namespace
}  // namespace ferry::testing_support
