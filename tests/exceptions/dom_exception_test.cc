#include "ferry/exceptions/dom_exception.h"

#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <string>

#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

class DOMExceptionTest : public V8Test {
 protected:
  bool Holds(const std::string& script) { return Run(script)->IsTrue(); }
};

TEST_F(DOMExceptionTest, HasNameMessageAndCode) {
  EXPECT_TRUE(
      Holds("var e = new DOMException('m', 'AbortError');"
            "e.name === 'AbortError' && e.message === 'm' &&"
            "e.code === 20"));
}

TEST_F(DOMExceptionTest, HasDefaults) {
  EXPECT_TRUE(
      Holds("var e = new DOMException();"
            "e.name === 'Error' && e.message === '' && e.code === 0"));
  EXPECT_TRUE(Holds("new DOMException(undefined, undefined).name === 'Error'"));
}

TEST_F(DOMExceptionTest, ConvertsItsArguments) {
  EXPECT_TRUE(Holds("new DOMException(5).message === '5'"));
  EXPECT_TRUE(Holds("new DOMException(null).message === 'null'"));
  EXPECT_THAT(Evaluate("try { new DOMException(Symbol()); 'made' } catch (e) {"
                       "  e instanceof TypeError ? 'TypeError' : e }"),
              EvaluatesTo("'TypeError'"));
}

TEST_F(DOMExceptionTest, StandsUnderErrorPrototype) {
  EXPECT_TRUE(
      Holds("var e = new DOMException();"
            "e instanceof DOMException && e instanceof Error &&"
            "Object.getPrototypeOf(DOMException.prototype) ==="
            "  Error.prototype"));
}

TEST_F(DOMExceptionTest, ReadsAsAString) {
  EXPECT_TRUE(
      Holds("String(new DOMException('m', 'N')) === 'N: m' &&"
            "Object.prototype.toString.call(new DOMException()) ==="
            "  '[object DOMException]'"));
}

TEST_F(DOMExceptionTest, HasAStack) {
  EXPECT_TRUE(
      Holds("function thrower() { return new DOMException('m'); }"
            "var e = thrower(); typeof e.stack === 'string' &&"
            "e.stack.includes('thrower') &&"
            "!Object.keys(e).includes('stack')"));
}

TEST_F(DOMExceptionTest, NeedsNew) {
  EXPECT_THAT(Evaluate("try { DOMException(); 1 } catch (e) {"
                       "  e instanceof TypeError }"),
              EvaluatesTo("true"));
}

TEST_F(DOMExceptionTest, HasReadOnlyAccessorsOnItsPrototype) {
  EXPECT_TRUE(
      Holds("var e = new DOMException('m', 'N'); e.name = 'x';"
            "e.message = 'x'; e.code = 7;"
            "e.name === 'N' && e.message === 'm' && e.code === 0 &&"
            "!Object.hasOwn(e, 'name') && !Object.hasOwn(e, 'code')"));
}

TEST_F(DOMExceptionTest, ChecksItsBrand) {
  for (const char* getter : {"name", "message", "code"}) {
    for (const char* impostor : {"{}", "new Error()", "DOMException.prototype",
                                 "Object.create(new DOMException())", "1"}) {
      std::string script = std::string(
                               "try { Object.getOwnPropertyDescriptor("
                               "DOMException.prototype, '") +
                           getter + "').get.call(" + impostor +
                           "); false } catch (e) { e instanceof TypeError }";
      EXPECT_TRUE(Holds(script)) << script;
    }
  }
}

TEST_F(DOMExceptionTest, CanBeSubclassed) {
  EXPECT_TRUE(
      Holds("class Mine extends DOMException {"
            "  constructor() { super('m', 'AbortError'); } }"
            "var e = new Mine(); e.code === 20 && e instanceof Mine"));
}

TEST_F(DOMExceptionTest, BelongsToEachRealm) {
  SetInTarget("Theirs", Run("DOMException"));
  EXPECT_TRUE(RunInTarget("Theirs !== DOMException &&"
                          "!(new Theirs() instanceof DOMException)")
                  ->IsTrue());
  EXPECT_EQ(
      DOMExceptionClass::Of(agent()).GetConstructor(source()).ToLocalChecked(),
      DOMExceptionClass::Of(agent()).GetConstructor(source()).ToLocalChecked());
}

TEST_F(DOMExceptionTest, BrandHoldsAcrossRealms) {
  SetInTarget("theirs", Run("new DOMException('m', 'AbortError')"));
  EXPECT_TRUE(RunInTarget("Object.getOwnPropertyDescriptor("
                          "DOMException.prototype, 'code').get.call(theirs)"
                          " === 20")
                  ->IsTrue());
}

TEST_F(DOMExceptionTest, ClonesWithItsStack) {
  Set("e", Run("new DOMException('m', 'AbortError')"));
  SetInTarget("stack", Run("e.stack"));
  Outcome<v8::Local<v8::Value>> copy = Clone("({e, again: e})");
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("it", *copy.value);
  EXPECT_TRUE(RunInTarget("it.e === it.again &&"
                          "it.e instanceof DOMException && it.e.code === 20 &&"
                          "it.e.message === 'm' && it.e.stack === stack &&"
                          "!Object.keys(it.e).includes('stack')")
                  ->IsTrue());
}

TEST_F(DOMExceptionTest, ClonesASubclassAsDOMException) {
  Outcome<v8::Local<v8::Value>> copy =
      Clone("new (class Mine extends DOMException {})('m', 'N')");
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("it", *copy.value);
  EXPECT_TRUE(RunInTarget("it.constructor === DOMException && it.name === 'N'")
                  ->IsTrue());
}

TEST_F(DOMExceptionTest, ClonesInsideAnError) {
  Outcome<v8::Local<v8::Value>> copy =
      Clone("new Error('outer', {cause: new DOMException('m', 'N')})");
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("it", *copy.value);
  EXPECT_TRUE(
      RunInTarget("it.cause instanceof DOMException && it.cause.name === 'N'")
          ->IsTrue());
}

TEST_F(DOMExceptionTest, LeavesOutAStackThatIsNoString) {
  Outcome<v8::Local<v8::Value>> copy = Clone(
      "Object.defineProperty(new DOMException('m'), 'stack', {value: 5})");
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("it", *copy.value);
  EXPECT_TRUE(RunInTarget("it.stack === ''")->IsTrue());
}

TEST_F(DOMExceptionTest, OutlivesItsAgent) {
  Set("e", Run("new DOMException('m', 'AbortError')"));
  local().DestroyAgent();
  EXPECT_TRUE(Holds("e.code === 20 && e.name === 'AbortError'"));
}

struct CodeRow {
  const char* constant;
  const char* name;
  int code;
};

// WebIDL's table, its own copy.
constexpr CodeRow kCodes[] = {
    {"INDEX_SIZE_ERR", "IndexSizeError", 1},
    {"DOMSTRING_SIZE_ERR", "", 2},
    {"HIERARCHY_REQUEST_ERR", "HierarchyRequestError", 3},
    {"WRONG_DOCUMENT_ERR", "WrongDocumentError", 4},
    {"INVALID_CHARACTER_ERR", "InvalidCharacterError", 5},
    {"NO_DATA_ALLOWED_ERR", "", 6},
    {"NO_MODIFICATION_ALLOWED_ERR", "NoModificationAllowedError", 7},
    {"NOT_FOUND_ERR", "NotFoundError", 8},
    {"NOT_SUPPORTED_ERR", "NotSupportedError", 9},
    {"INUSE_ATTRIBUTE_ERR", "InUseAttributeError", 10},
    {"INVALID_STATE_ERR", "InvalidStateError", 11},
    {"SYNTAX_ERR", "SyntaxError", 12},
    {"INVALID_MODIFICATION_ERR", "InvalidModificationError", 13},
    {"NAMESPACE_ERR", "NamespaceError", 14},
    {"INVALID_ACCESS_ERR", "InvalidAccessError", 15},
    {"VALIDATION_ERR", "", 16},
    {"TYPE_MISMATCH_ERR", "TypeMismatchError", 17},
    {"SECURITY_ERR", "SecurityError", 18},
    {"NETWORK_ERR", "NetworkError", 19},
    {"ABORT_ERR", "AbortError", 20},
    {"URL_MISMATCH_ERR", "URLMismatchError", 21},
    {"QUOTA_EXCEEDED_ERR", "QuotaExceededError", 22},
    {"TIMEOUT_ERR", "TimeoutError", 23},
    {"INVALID_NODE_TYPE_ERR", "InvalidNodeTypeError", 24},
    {"DATA_CLONE_ERR", "DataCloneError", 25},
};

TEST_F(DOMExceptionTest, HasTheLegacyCodes) {
  for (const CodeRow& row : kCodes) {
    SCOPED_TRACE(row.constant);
    std::string code = std::to_string(row.code);
    for (const char* holder : {"DOMException", "DOMException.prototype"}) {
      EXPECT_TRUE(
          Holds(std::string(holder) + "." + row.constant + " === " + code));
    }
    if (row.name[0] != '\0') {
      EXPECT_TRUE(Holds(std::string("new DOMException('', '") + row.name +
                        "').code === " + code));
    }
  }
}

TEST_F(DOMExceptionTest, HasConstantsThatCannotChange) {
  EXPECT_TRUE(
      Holds("DOMException.ABORT_ERR = 7;"
            "delete DOMException.ABORT_ERR === false &&"
            "DOMException.ABORT_ERR === 20"));
}

}  // namespace
}  // namespace ferry::testing_support
