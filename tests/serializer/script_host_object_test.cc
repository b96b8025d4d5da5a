// Host objects written in JavaScript: the protocol of kClone, kTransfer,
// kTransferList, kDeserialize.

#include <v8-container.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <string>
#include <vector>

#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

// The same class in both realms; `order` says in which order objects are
// completed.
constexpr const char* kNode = R"js(
  var order = [];
  class Node {
    #secret;
    constructor(name, data) { this.name = name; this.#secret = data; }
    get secret() { return this.#secret; }
    set secret(data) { this.#secret = data; }
    [kClone]() {
      return {data: {name: this.name, secret: this.#secret},
              deserializeInfo: 'test:Node'};
    }
    [kTransfer]() {
      const data = {name: this.name, secret: this.#secret};
      this.#secret = undefined;
      return {data, deserializeInfo: 'test:Node'};
    }
    [kDeserialize]({name, secret}) {
      order.push(name);
      this.name = name;
      this.#secret = secret;
    }
  }
  registerClass('test:Node', Node);
)js";

class ScriptHostObjectTest : public V8Test {
 protected:
  ScriptHostObjectTest() {
    Run(kNode);
    Run("markClass(Node, BOTH)");
    RunInTarget(kNode);
  }

  bool Holds(v8::Local<v8::Value> value, const char* check) {
    SetInTarget("it", value);
    return RunInTarget(check)->IsTrue();
  }
  // Whether `check` holds for a clone of what `script` gives.
  bool CloneHolds(const char* script, const char* check) {
    Outcome<v8::Local<v8::Value>> copy = Clone(script);
    EXPECT_THAT(copy, Succeeds());
    return copy.value && Holds(*copy.value, check);
  }
};

TEST_F(ScriptHostObjectTest, ClonesAtTheRoot) {
  EXPECT_TRUE(CloneHolds("new Node('n', [1, 2])",
                         "it instanceof Node && it.name === 'n' &&"
                         "it.secret[1] === 2"));
}

TEST_F(ScriptHostObjectTest, ClonesInsideEveryContainer) {
  EXPECT_TRUE(CloneHolds(
      "const n = new Node('n', 1);"
      "[n, {n}, new Map([[n, n]]), new Set([n]), new Error('', {cause: n})]",
      "const n = it[0]; n instanceof Node && it[1].n === n &&"
      "it[2].get(n) === n && it[3].has(n) && it[4].cause === n"));
  EXPECT_TRUE(RunInTarget("order.length === 1")->IsTrue());
}

TEST_F(ScriptHostObjectTest, ClonesACycleThroughItsData) {
  EXPECT_TRUE(CloneHolds("const n = new Node('n'); n.secret = {n}; n",
                         "it.secret.n === it"));
}

TEST_F(ScriptHostObjectTest, ClonesACycleBetweenTwo) {
  EXPECT_TRUE(CloneHolds(
      "const a = new Node('a'); const b = new Node('b', a); a.secret = b;"
      "({a})",
      "it.a.secret.secret === it.a && it.a.secret.name === 'b'"));
}

TEST_F(ScriptHostObjectTest, SharesIdentityBetweenValueAndData) {
  EXPECT_TRUE(CloneHolds("const s = {}; [s, new Node('n', s)]",
                         "it[0] === it[1].secret"));
}

TEST_F(ScriptHostObjectTest, ClonesDeepNesting) {
  EXPECT_TRUE(CloneHolds(
      "let n = null; for (let i = 0; i < 500; ++i) n = new Node('n' + i, n);"
      "n",
      "let depth = 0; for (let n = it; n; n = n.secret) ++depth;"
      "depth === 500"));
}

TEST_F(ScriptHostObjectTest, CompletesChildrenBeforeParents) {
  ASSERT_THAT(Clone("new Node('root', [new Node('left', new Node('leaf')),"
                    "                  new Node('right')])"),
              Succeeds());
  EXPECT_THAT(RunInTarget("order.join()"),
              EvaluatesTo("'leaf,right,left,root'"));
}

TEST_F(ScriptHostObjectTest, ClonesTheSubclassUnderItsClassName) {
  EXPECT_TRUE(CloneHolds("new (class extends Node {})('n', 1)",
                         "it.constructor === Node && it.name === 'n'"));
}

TEST_F(ScriptHostObjectTest, ClonesAnOrdinaryObjectWithAnOwnMark) {
  EXPECT_TRUE(CloneHolds(
      "const o = {[kClone]() {"
      "  return {data: {name: 'mine'}, deserializeInfo: 'test:Node'}; }};"
      "markTransferMode(o, CLONEABLE); o",
      "it instanceof Node && it.name === 'mine'"));
}

TEST_F(ScriptHostObjectTest, TransfersWithoutCallingKClone) {
  v8::Local<v8::Object> node =
      RunObject("globalThis.n = new Node('n', 5); n[kClone] = null; n");
  Outcome<v8::Local<v8::Value>> moved = Clone(node, {&node, 1});
  ASSERT_THAT(moved, Succeeds());
  EXPECT_TRUE(Holds(*moved.value, "it.secret === 5"));
  EXPECT_TRUE(Run("n.secret === undefined")->IsTrue());
}

TEST_F(ScriptHostObjectTest, TransfersWhatTransferListNames) {
  v8::Local<v8::Object> node = RunObject(
      "globalThis.inner = new Node('inner', 1);"
      "globalThis.buffer = new Uint8Array([1, 2]).buffer;"
      "globalThis.outer = new Node('outer', [inner, buffer]);"
      "outer[kTransferList] = () => [inner, buffer];"
      "inner[kTransferList] = () => [buffer, outer]; outer");
  Outcome<SerializedValue> message = Serialize(node, {&node, 1});
  ASSERT_THAT(message, Succeeds());
  EXPECT_THAT(Run("buffer"), IsDetached());
  EXPECT_TRUE(Run("inner.secret === undefined")->IsTrue());
  Outcome<DeserializedValue> received = Receive(std::move(*message.value));
  ASSERT_THAT(received, Succeeds());
  EXPECT_TRUE(Holds(received.value->value,
                    "it.secret[0].secret === 1 && "
                    "new Uint8Array(it.secret[1])[1] === 2"));
  // HTML's [[TransferredValues]] are those that were listed.
  ASSERT_EQ(received.value->transferred.size(), 1u);
  EXPECT_TRUE(received.value->transferred[0] == received.value->value);
}

TEST_F(ScriptHostObjectTest, ReceivesATransferThatIsNeverMentioned) {
  v8::Local<v8::Object> node = RunObject("new Node('n', 5)");
  Outcome<SerializedValue> message = Serialize(Run("0"), {&node, 1});
  ASSERT_THAT(message, Succeeds());
  Outcome<DeserializedValue> received = Receive(std::move(*message.value));
  ASSERT_THAT(received, Succeeds());
  ASSERT_EQ(received.value->transferred.size(), 1u);
  EXPECT_TRUE(Holds(received.value->transferred[0], "it.secret === 5"));
}

// The error that made the aborts necessary is the one that counts.
TEST_F(ScriptHostObjectTest, AbortsTheOthersWhereOneAbortThrows) {
  Run("var aborted = [];"
      "var nodes = ['a', 'b', 'c', 'bad'].map(name => new Node(name, 1));"
      "for (const node of nodes) {"
      "  node[kTransferAbort] = ({name, secret}) => {"
      "    aborted.push(name);"
      "    if (name === 'b') throw new EvalError('from the abort');"
      "    node.secret = secret;"
      "  };"
      "}"
      "nodes[3][kTransfer] = () => { throw new RangeError('first'); };");
  std::vector<v8::Local<v8::Object>> list;
  for (const char* node : {"nodes[0]", "nodes[1]", "nodes[2]", "nodes[3]"}) {
    list.push_back(RunObject(node));
  }
  EXPECT_THAT(Serialize(Run("0"), list), Throws("RangeError", "first"));
  EXPECT_THAT(Run("aborted.join()"), EvaluatesTo("'c,b,a'"));
  EXPECT_TRUE(Run("nodes[0].secret === 1 && nodes[2].secret === 1")->IsTrue());
}

TEST_F(ScriptHostObjectTest, AbortsOnlyWhatIsTransferred) {
  Run("var aborted = [];"
      "var nodes = ['moved', 'cloned', 'bad'].map(name => new Node(name, 1));"
      "for (const node of nodes) {"
      "  node[kTransferAbort] = ({name}) => { aborted.push(name); };"
      "}"
      "nodes[2][kClone] = () => { throw new RangeError('mine'); };");
  v8::Local<v8::Object> moved = RunObject("nodes[0]");
  EXPECT_THAT(Serialize(Run("nodes"), {&moved, 1}),
              Throws("RangeError", "mine"));
  EXPECT_THAT(Run("aborted.join()"), EvaluatesTo("'moved'"));
}

TEST_F(ScriptHostObjectTest, StopsAbortingWhereOneAbortNeverEnds) {
  Run("var nodes = ['a', 'bad'].map(name => new Node(name, 1));"
      "nodes[0][kTransferAbort] = () => { terminate(); for (;;); };"
      "nodes[1][kTransfer] = () => { throw new RangeError('first'); };");
  v8::Local<v8::Object> list[] = {RunObject("nodes[0]"), RunObject("nodes[1]")};
  EXPECT_THAT(Serialize(Run("0"), list), IsTerminated());
}

TEST_F(ScriptHostObjectTest, NamesAClassThatIsNotRegistered) {
  Run("Node.prototype[kClone] = () => ({data: 0, deserializeInfo: 'no:Such'})");
  EXPECT_THAT(Clone("[new Node()]"),
              ThrowsDataCloneError(
                  "Class \"no:Such\" is not registered in this realm. Register "
                  "it before the message is read."));
}

TEST_F(ScriptHostObjectTest, NeverReachesAClassByItsPropertyName) {
  for (const char* name : {"Object", "constructor", "__proto__", "Node"}) {
    Set("info", Run(std::string("'") + name + "'"));
    Run("Node.prototype[kClone] = () => ({data: 0, deserializeInfo: info})");
    EXPECT_THAT(Clone("new Node()"),
                ThrowsDataCloneError(HasSubstr("is not registered")));
  }
}

TEST_F(ScriptHostObjectTest, NeedsKClone) {
  EXPECT_THAT(Clone("const n = new Node(); n[kClone] = undefined; n"),
              Throws("TypeError",
                     "Node: [kClone] is not a function. Its transfer mode "
                     "needs this method."));
}

TEST_F(ScriptHostObjectTest, NeedsAnObjectFromKClone) {
  for (const char* result : {"undefined", "null", "5", "'s'"}) {
    Set("result", Run(result));
    EXPECT_THAT(Clone("(() => { const n = new Node(); n[kClone] = () => result;"
                      "return n; })()"),
                Throws("TypeError",
                       "Node: [kClone]() must return an object {data, "
                       "deserializeInfo}."));
  }
}

TEST_F(ScriptHostObjectTest, NeedsAStringAsDeserializeInfo) {
  for (const char* info : {"undefined", "5", "Symbol('s')", "{}"}) {
    EXPECT_THAT(
        Clone(std::string("(() => { const n = new Node(); n[kClone] = () =>"
                          " ({data: 1, deserializeInfo: ") +
              info + "}); return n; })()"),
        Throws("TypeError", HasSubstr("must return a string as")));
  }
}

TEST_F(ScriptHostObjectTest, SendsUndefinedAsData) {
  RunInTarget(
      "Node.prototype[kDeserialize] = function(data) {"
      "  this.got = [data, arguments.length]; }");
  EXPECT_TRUE(
      CloneHolds("const n = new Node();"
                 "n[kClone] = () => ({deserializeInfo: 'test:Node'}); n",
                 "it.got[0] === undefined && it.got[1] === 1"));
}

TEST_F(ScriptHostObjectTest, NeedsKDeserialize) {
  RunInTarget("delete Node.prototype[kDeserialize]");
  EXPECT_THAT(Clone("new Node()"),
              Throws("TypeError", "Node: [kDeserialize] is not a function."));
}

TEST_F(ScriptHostObjectTest, PassesOnWhatTheReceiverThrows) {
  RunInTarget(
      "Node.prototype[kDeserialize] = () => {"
      "  throw new RangeError('mine'); }");
  EXPECT_THAT(Clone("new Node()"), Throws("RangeError", "mine"));
  RunInTarget(
      "registerClass('test:Bad', class {"
      "  constructor() { throw new RangeError('made'); } })");
  Run("Node.prototype[kClone] = () => ({data: 0, deserializeInfo: "
      "'test:Bad'})");
  EXPECT_THAT(Clone("new Node()"), Throws("RangeError", "made"));
}

TEST_F(ScriptHostObjectTest, CallsMethodsOnTheObject) {
  EXPECT_TRUE(CloneHolds(
      "const n = new Node('n', 1); n[kClone] = function() {"
      "  return {data: {name: this === n}, deserializeInfo: 'test:Node'}; }; n",
      "it.name === true"));
}

TEST_F(ScriptHostObjectTest, BroadcastsToManyReceivers) {
  Outcome<SerializedValue> message = Serialize(Run("new Node('n', {x: 1})"));
  ASSERT_THAT(message, Succeeds());
  Outcome<v8::Local<v8::Value>> first = Deserialize(*message.value);
  Outcome<v8::Local<v8::Value>> second = Deserialize(*message.value);
  ASSERT_THAT(first, Succeeds());
  ASSERT_THAT(second, Succeeds());
  EXPECT_NE(*first.value, *second.value);
  EXPECT_TRUE(Holds(*second.value, "it.secret.x === 1"));
}

TEST_F(ScriptHostObjectTest, FindsAClassMarkUnderAForeignRealmsPrototype) {
  // An object of the target realm, whose class is marked there.
  RunInTarget("markClass(Node, CLONEABLE)");
  Set("theirs", RunInTarget("new Node('theirs', 1)"));
  EXPECT_TRUE(CloneHolds("({theirs})", "it.theirs.name === 'theirs'"));
}

TEST_F(ScriptHostObjectTest, SeesAMarkThatIsMadeWhileWriting) {
  EXPECT_TRUE(CloneHolds(
      "const late = {[kClone]() {"
      "  return {data: {name: 'late'}, deserializeInfo: 'test:Node'}; }};"
      "({get a() { markTransferMode(late, CLONEABLE); return 1; }, late})",
      "it.late instanceof Node"));
}

class FirstMarkTest : public V8Test {};

// V8 asks once whether there are host objects. Nothing was marked then, so the
// object would silently be copied as an ordinary one.
TEST_F(FirstMarkTest, IsTooLateWhileWriting) {
  for (const char* mark :
       {"markTransferMode(late, DISALLOW)", "markClass(Late, CLONEABLE)"}) {
    TestIsolate fresh;
    fresh.Set(fresh.source(), "mark", fresh.Run(std::string("() => ") + mark));
    v8::Local<v8::Value> value = fresh.Run(
        "class Late {} const late = new Late();"
        "({get a() { mark(); }, late})");
    EXPECT_THAT(Try([&] {
                  return StructuredClone(fresh.agent(), fresh.source(), value);
                }),
                ThrowsDataCloneError(HasSubstr("too late to be noticed")));
  }
}

}  // namespace
}  // namespace ferry::testing_support
