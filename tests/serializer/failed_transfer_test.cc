// A serialization that fails gives nothing up. Each row attacks a transfer of
// the same cargo: buffers, native host objects and JavaScript host objects.

#include <v8-array-buffer.h>
#include <v8-container.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

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

// Buffers a, b and (resizable) r; pipes p and q; boxes one and two, which are
// JavaScript; `events` says what the boxes were asked.
constexpr const char* kCargo = R"js(
  var events = [];
  class Box {
    constructor(name) { this.name = name; this.state = {name}; }
    [kTransfer]() {
      events.push('transfer ' + this.name);
      const data = this.state;
      this.state = null;
      return {data, deserializeInfo: 'test:Box'};
    }
    [kTransferAbort](data) {
      events.push('abort ' + this.name);
      this.state = data;
    }
    [kDeserialize](data) { this.state = data; this.name = data.name; }
  }
  // Clones itself, badly.
  class BadClone { [kClone]() { throw new RangeError('kClone failed'); } }
  markClass(Box, TRANSFERABLE);
  markClass(BadClone, CLONEABLE);
  var a = new Uint8Array([1, 2, 3]).buffer;
  var b = new Uint8Array([4, 5]).buffer;
  var r = new ArrayBuffer(2, {maxByteLength: 8});
  new Uint8Array(r).set([6, 7]);
  var one = new Box('one');
  var two = new Box('two');
  var cargo = [a, p, b, one, r, q, two];
)js";

struct Attack {
  const char* name;
  // Expressions: what is serialized, and the transfer list.
  const char* value;
  const char* list;
  // What the error is and says; the name "" for a termination.
  const char* error;
  const char* message;
  // What user code gave up itself: names of cargo that are not checked.
  const char* spoiled = "";
};

void PrintTo(const Attack& row, std::ostream* stream) { *stream << row.name; }

constexpr const char* kClone = "DataCloneError";

constexpr Attack kUserCode[] = {
    {"GetterDetachesABuffer", "({get x() { b.transfer(); }})", "cargo", kClone,
     "Entry 2 of the transfer list (ArrayBuffer) is already detached.", "b"},
    {"GetterDetachesABufferThatFollows",
     "({get x() { b.transfer(); }, a, b, r})", "cargo", kClone,
     "Entry 2 of the transfer list (ArrayBuffer) is already detached.", "b"},
    {"GetterTransfersABufferItself", "({get x() { structuredClone(0, [a]); }})",
     "cargo", kClone,
     "Entry 0 of the transfer list (ArrayBuffer) is already detached.", "a"},
    {"GetterShrinksABuffer", "({get x() { r.resize(1); }})", "cargo", kClone,
     "Entry 4 of the transfer list (ArrayBuffer) was resized", "r"},
    {"GetterGrowsABuffer", "({get x() { r.resize(5); }, r})", "cargo", kClone,
     "Entry 4 of the transfer list (ArrayBuffer) was resized", "r"},
    {"GetterMarksABuffer", "({get x() { markAsUntransferable(a); }})", "cargo",
     kClone, "Entry 0 of the transfer list (ArrayBuffer) was marked as", "a"},
    {"GetterMarksABox", "({get x() { markAsUntransferable(one); }})", "cargo",
     kClone, "Entry 3 of the transfer list (Box) was marked as", "one"},
    {"GetterTakesAPermissionFromAPipe",
     "({get x() { markTransferMode(q, DISALLOW); }})", "cargo", kClone,
     "Its transfer mode was changed", "q"},
    {"GetterTakesAPermissionFromABox",
     "({get x() { markTransferMode(two, DISALLOW); }})", "cargo", kClone,
     "Its transfer mode was changed", "two"},
    {"GetterTransfersAPipe", "({get x() { structuredClone(0, [q]); }})",
     "cargo", kClone, "Pipe q is closed.", "q"},
    {"DataGetterTransfersAPipe",
     "(two.state = {get x() { structuredClone(0, [q]); }}, 0)", "cargo", kClone,
     "Pipe q is closed.", "q"},
    {"DataGetterDetachesABuffer",
     "(two.state = {get x() { a.transfer(); }}, 0)", "cargo", kClone,
     "Entry 0 of the transfer list (ArrayBuffer) is already detached.", "a"},
    {"GetterThrows", "({a, get x() { throw new RangeError('mine'); }})",
     "cargo", "RangeError", "mine"},
    {"GetterNeverEnds", "({a, get x() { terminate(); for (;;); }})", "cargo",
     "", ""},
    {"ValueHasAFunction", "({a, one, f() {}})", "cargo", kClone,
     "could not be cloned."},
    {"ValueHasAnUnlistedBox", "({a, x: new Box('other')})", "cargo", kClone,
     "Box object could not be cloned. It can only be transferred"},
};

constexpr Attack kProtocol[] = {
    {"TransferThrows",
     "(two[kTransfer] = () => { throw new RangeError('mine'); }, 0)", "cargo",
     "RangeError", "mine"},
    {"TransferIsMissing", "(two[kTransfer] = undefined, 0)", "cargo",
     "TypeError", "Box: [kTransfer] is not a function."},
    {"TransferReturnsNothing", "(two[kTransfer] = () => {}, 0)", "cargo",
     "TypeError", "Box: [kTransfer]() must return an object"},
    {"TransferReturnsNoInfo",
     "(two[kTransfer] = () => (events.push('transfer two'), {data: 1}), 0)",
     "cargo", "TypeError", "must return a string as deserializeInfo"},
    {"TransferResultThrows",
     "(two[kTransfer] = () => ({get data() { throw new RangeError('d'); }}), "
     "0)",
     "cargo", "RangeError", "d"},
    {"TransferNeverEnds",
     "(two[kTransfer] = () => { terminate(); for (;;); }, 0)", "cargo", "", "",
     // Its kTransfer had returned, and nothing can run any more.
     "one"},
    {"DataCannotBeCloned", "(two.state = {f() {}}, 0)", "cargo", kClone,
     "could not be cloned."},
    {"DataGetterThrows",
     "(two.state = {get x() { throw new RangeError('late'); }}, 0)", "cargo",
     "RangeError", "late"},
    {"CloneThrows", "new BadClone()", "cargo", "RangeError", "kClone failed"},
    {"CloneInDataThrows", "(two.state = new BadClone(), 0)", "cargo",
     "RangeError", "kClone failed"},
    {"TransferListThrows",
     "(two[kTransferList] = () => { throw new RangeError('mine'); }, 0)",
     "cargo", "RangeError", "mine"},
    {"TransferListIsNoArray", "(two[kTransferList] = () => ({}), 0)", "cargo",
     "TypeError", "Box: [kTransferList]() must return an array."},
    {"TransferListHasAPrimitive", "(two[kTransferList] = () => [1], 0)",
     "cargo", "TypeError", "Box: [kTransferList]() item 0 is not an object."},
    {"TransferListNamesAPlainObject", "(two[kTransferList] = () => [{}], 0)",
     "cargo", kClone, "Entry 6 of the transfer list (Object) is not"},
};

constexpr Attack kLists[] = {
    {"DuplicateBuffer", "0", "[...cargo, a]", kClone,
     "Entry 7 of the transfer list (ArrayBuffer) is a duplicate of entry 0."},
    {"DuplicatePipe", "0", "[...cargo, p]", kClone,
     "Entry 7 of the transfer list (Pipe) is a duplicate of entry 1."},
    {"DuplicateBox", "0", "[...cargo, one]", kClone,
     "Entry 7 of the transfer list (Box) is a duplicate of entry 3."},
    {"NestedIsListedToo", "0", "(one[kTransferList] = () => [one, b], cargo)",
     kClone,
     "Entry 2 of the transfer list (ArrayBuffer) travels with entry 3 "
     "already."},
    {"NestedOfNestedIsListedToo", "0",
     "(globalThis.three = new Box('three'), one[kTransferList] = () => "
     "[three], "
     "three[kTransferList] = () => [p], cargo)",
     kClone,
     "Entry 1 of the transfer list (Pipe) travels with entry 3 already."},
    {"DuplicateInALongList", "0",
     "[...cargo, ...Array.from({length: 20}, () => new ArrayBuffer(1)), b]",
     kClone,
     "Entry 27 of the transfer list (ArrayBuffer) is a duplicate of "
     "entry 2."},
    {"DetachedBuffer", "0",
     "[...cargo, (() => { const d = new ArrayBuffer(1); d.transfer();"
     "return d; })()]",
     kClone, "Entry 7 of the transfer list (ArrayBuffer) is already detached."},
    {"WasmMemoryBuffer", "0",
     "[...cargo, new WebAssembly.Memory({initial: 1}).buffer]", kClone,
     "Entry 7 of the transfer list (ArrayBuffer) cannot be transferred"},
    {"UntransferableBuffer", "0",
     "[...cargo, (() => { const u = new ArrayBuffer(1);"
     "markAsUntransferable(u); return u; })()]",
     kClone, "Entry 7 of the transfer list (ArrayBuffer) is marked as"},
    {"View", "0", "[...cargo, new Uint8Array(1)]", kClone,
     "Entry 7 of the transfer list (Uint8Array) is not transferable."},
    {"ViewOfAListedBuffer", "0", "[...cargo, new Uint8Array(a)]", kClone,
     "Entry 7 of the transfer list (Uint8Array) is not transferable."},
    {"SharedBuffer", "0", "[...cargo, new SharedArrayBuffer(1)]", kClone,
     "Entry 7 of the transfer list (SharedArrayBuffer) is not transferable."},
    {"PlainObject", "0", "[...cargo, {}]", kClone,
     "Entry 7 of the transfer list (Object) is not transferable."},
    {"Function", "0", "[...cargo, () => 1]", kClone,
     "Entry 7 of the transfer list (Function) is not transferable."},
    {"Proxy", "0", "[...cargo, new Proxy(a, {})]", kClone,
     "Entry 7 of the transfer list (Proxy) is not transferable."},
    {"Exception", "0", "[...cargo, new DOMException()]", kClone,
     "Entry 7 of the transfer list (DOMException) cannot be transferred"},
    {"CloneableOnly", "0", "[...cargo, new BadClone()]", kClone,
     "Entry 7 of the transfer list (BadClone) cannot be transferred"},
    // V8 never asks about these, so their marks count for nothing.
    {"MarkedMap", "0",
     "[...cargo, (() => { const m = new Map(); markTransferMode(m, BOTH);"
     "return m; })()]",
     kClone, "Entry 7 of the transfer list (Map) is not transferable."},
    {"MarkedSharedBuffer", "0",
     "[...cargo, (() => { const m = new SharedArrayBuffer(1);"
     "markTransferMode(m, BOTH); return m; })()]",
     kClone,
     "Entry 7 of the transfer list (SharedArrayBuffer) is not transferable."},
    {"MarkedProxy", "0",
     "[...cargo, (() => { const m = new Proxy({}, {});"
     "markTransferMode(m, BOTH); return m; })()]",
     kClone, "Entry 7 of the transfer list (Proxy) is not transferable."},
};

class FailedTransferTest : public V8Test,
                           public testing::WithParamInterface<Attack> {
 protected:
  FailedTransferTest() {
    InstallPipe(agent(), source());
    InstallPipe(agent(), target());
    for (const char* name : {"p", "q"}) {
      Set(name, NewPipe(agent(), source(),
                        std::make_unique<Pipe>(log_, name,
                                               TransferMode::kTransferable)));
    }
    Run(kCargo);
  }

  std::vector<v8::Local<v8::Object>> List(const char* script) {
    std::vector<v8::Local<v8::Object>> list;
    v8::Local<v8::Array> array = Run(script).As<v8::Array>();
    for (uint32_t i = 0; i < array->Length(); ++i) {
      list.push_back(array->Get(source(), i).ToLocalChecked().As<v8::Object>());
    }
    return list;
  }

  bool IsSpoiled(absl::string_view name) {
    return absl::string_view(GetParam().spoiled) == name;
  }

  void ExpectFailure(const Outcome<SerializedValue>& outcome) {
    const Attack& row = GetParam();
    if (absl::string_view(row.error).empty()) {
      EXPECT_THAT(outcome, IsTerminated());
    } else if (absl::string_view(row.error) == kClone) {
      EXPECT_THAT(outcome, ThrowsDataCloneError(HasSubstr(row.message)));
    } else {
      EXPECT_THAT(outcome, Throws(row.error, HasSubstr(row.message)));
    }
  }

  void ExpectBuffer(const char* name, std::vector<uint8_t> bytes,
                    const void* memory) {
    SCOPED_TRACE(name);
    if (IsSpoiled(name)) return;
    EXPECT_THAT(Run(name), HoldsBytes(bytes));
    EXPECT_EQ(Run(name).As<v8::ArrayBuffer>()->Data(), memory);
  }

  const std::shared_ptr<PipeLog> log_ = std::make_shared<PipeLog>();
};

TEST_P(FailedTransferTest, GivesNothingUp) {
  const void* memory_a = Run("a").As<v8::ArrayBuffer>()->Data();
  const void* memory_b = Run("b").As<v8::ArrayBuffer>()->Data();
  const void* memory_r = Run("r").As<v8::ArrayBuffer>()->Data();
  std::vector<v8::Local<v8::Object>> list = List(GetParam().list);
  ExpectFailure(Serialize(Run(GetParam().value), list));

  ExpectBuffer("a", {1, 2, 3}, memory_a);
  ExpectBuffer("b", {4, 5}, memory_b);
  ExpectBuffer("r", {6, 7}, memory_r);
  for (const char* name : {"p", "q"}) {
    SCOPED_TRACE(name);
    if (IsSpoiled(name)) continue;
    EXPECT_EQ(PipeOf(agent(), Run(name)).contents(), 7);
    EXPECT_THAT(log_->events,
                testing::Not(testing::Contains(absl::StrCat("commit ", name))));
  }
  for (const char* name : {"one", "two"}) {
    SCOPED_TRACE(name);
    if (IsSpoiled(name)) continue;
    EXPECT_TRUE(Run(absl::StrCat(name, ".state !== null"))->IsTrue());
  }
  EXPECT_EQ(log_->holders_alive(), 0);
  // Aborts mirror what was prepared, JavaScript ones included.
  if (!absl::string_view(GetParam().error).empty()) {
    EXPECT_TRUE(Run("const done = events.filter(e => e.startsWith('transfer'))"
                    "  .map(e => 'abort ' + e.slice(9)).reverse();"
                    "JSON.stringify(events.filter(e => e.startsWith('abort')))"
                    "  === JSON.stringify(done)")
                    ->IsTrue());
  }
}

// The cargo can still travel: nothing is aliased or left half done.
TEST_P(FailedTransferTest, CanBeTriedAgain) {
  if (!absl::string_view(GetParam().spoiled).empty()) return;
  Run("const start = {one: one.state, two: two.state}");
  std::vector<v8::Local<v8::Object>> list = List(GetParam().list);
  ExpectFailure(Serialize(Run(GetParam().value), list));
  Run("for (const box of [one, two]) {"
      "  delete box[kTransfer]; delete box[kTransferList];"
      "  box.state = start[box.name];"
      "}");
  RunInTarget(
      "class Box { [kDeserialize](data) { this.name = data.name; } }"
      "registerClass('test:Box', Box)");
  Outcome<SerializedValue> message = Serialize(Run("cargo"), List("cargo"));
  ASSERT_THAT(message, Succeeds());
  EXPECT_THAT(Run("a"), IsDetached());
  Outcome<DeserializedValue> received = Receive(std::move(*message.value));
  ASSERT_THAT(received, Succeeds());
  SetInTarget("it", received.value->value);
  EXPECT_TRUE(RunInTarget("new Uint8Array(it[0]).join() === '1,2,3' &&"
                          "new Uint8Array(it[2]).join() === '4,5' &&"
                          "new Uint8Array(it[4]).join() === '6,7' &&"
                          "it[3].name === 'one' && it[6].name === 'two'")
                  ->IsTrue());
  EXPECT_EQ(PipeOf(agent(), RunInTarget("it[1]")).contents(), 7);
  EXPECT_EQ(PipeOf(agent(), Run("p")).contents(), Pipe::kGone);
}

std::string AttackName(const testing::TestParamInfo<Attack>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(UserCode, FailedTransferTest,
                         testing::ValuesIn(kUserCode), AttackName);
INSTANTIATE_TEST_SUITE_P(Protocol, FailedTransferTest,
                         testing::ValuesIn(kProtocol), AttackName);
INSTANTIATE_TEST_SUITE_P(Lists, FailedTransferTest, testing::ValuesIn(kLists),
                         AttackName);

}  // namespace
}  // namespace ferry::testing_support
