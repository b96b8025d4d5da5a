// Where a DataCloneError of or inside host objects says that it happened.

#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ferry/tests/serializer/error_path.h"
#include "ferry/tests/support/pipe.h"
#include "ferry/tests/support/v8_features.h"
#include "ferry/transfer/transfer_mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

class ErrorPathHostsTest : public ErrorPathFixture {
 protected:
  void SetUp() override {
    Run("globalThis.bad = () => 'bad';"
        "class Box {"
        "  constructor(data) { this.data = data; }"
        "  [kClone]() { return {data: this.data, deserializeInfo: 'Box'}; }"
        "  [kTransfer]() { return {data: this.data, deserializeInfo: 'Box'}; }"
        "}"
        "globalThis.Box = Box;"
        "globalThis.box = (mode, data) => {"
        "  const it = new Box(data); markTransferMode(it, mode); return it;"
        "};");
    InstallPipe(agent(), source());
  }

  v8::Local<v8::Object> MakePipe(TransferMode mode, v8::Local<v8::Value> data) {
    auto pipe = std::make_unique<Pipe>(log_, "p", mode);
    if (!data.IsEmpty()) pipe->data.Reset(isolate(), data);
    return NewPipe(agent(), source(), std::move(pipe));
  }

  const std::shared_ptr<PipeLog> log_ = std::make_shared<PipeLog>();
};

TEST_F(ErrorPathHostsTest, NamesAnObjectThatMustBeTransferred) {
  PlacedError error = Refusal(Run("({a: {b: box(TRANSFERABLE)}})"));
  EXPECT_EQ(error.path, "$.a.b");
  EXPECT_EQ(error.message,
            "$.a.b: Box object could not be cloned. It can only be "
            "transferred: add it to the transfer list.");
}

TEST_F(ErrorPathHostsTest, NamesAnObjectThatForbidsIt) {
  PlacedError error =
      Refusal(Run("[box(CLONEABLE), new Map([['k', box(DISALLOW)]])]"));
  EXPECT_EQ(error.message,
            "$[1].get(\"k\"): Box object could not be cloned. Its transfer "
            "mode forbids it.");
}

// V8 asks about errors since 13.9, and in builds that took that over.
TEST_F(ErrorPathHostsTest, LeavesAMarkedErrorAlone) {
  Run("globalThis.error = new Error('m', {cause: bad});"
      "error[kClone] = () => ({data: [bad], deserializeInfo: 'Box'});"
      "markTransferMode(error, CLONEABLE);");
  EXPECT_EQ(Refusal(Run("[error]")).path, AsksAboutErrors(isolate())
                                              ? "$[0][kClone]().data[0]"
                                              : "$[0].cause");
}

TEST_F(ErrorPathHostsTest, NamesANativeObject) {
  Set("pipe", MakePipe(TransferMode::kTransferable, {}));
  PlacedError error = Refusal(Run("({pipes: [pipe]})"));
  EXPECT_EQ(error.path, "$.pipes[0]");
}

TEST_F(ErrorPathHostsTest, NamesTheOneThatIsNotListed) {
  v8::Local<v8::Object> listed =
      RunObject("globalThis.listed = box(TRANSFERABLE)");
  PlacedError error =
      PlaceOf(Clone(Run("({listed, other: box(TRANSFERABLE)})"), {&listed, 1})
                  .exception);
  EXPECT_EQ(error.path, "$.other");
}

TEST_F(ErrorPathHostsTest, GoesIntoTheDataOfAClone) {
  PlacedError error =
      Refusal(Run("({a: [box(CLONEABLE, [1]), box(CLONEABLE, {x: bad})]})"));
  EXPECT_EQ(error.path, "$.a[1][kClone]().data.x");
  v8::Local<v8::Value> value = Run("({a: [box(CLONEABLE, {x: bad})]})");
  EXPECT_TRUE(Follow(value, *Refusal(value).path)->StrictEquals(Run("bad")));
}

TEST_F(ErrorPathHostsTest, GoesIntoTheDataOfATransfer) {
  v8::Local<v8::Object> listed =
      RunObject("globalThis.listed = box(TRANSFERABLE, {x: bad})");
  EXPECT_EQ(PlaceOf(Clone(Run("[listed]"), {&listed, 1}).exception).path,
            "$[0][kTransfer]().data.x");
}

TEST_F(ErrorPathHostsTest, LeavesOutDataThatTheValueDoesNotLeadTo) {
  v8::Local<v8::Object> listed =
      RunObject("globalThis.listed = box(TRANSFERABLE, {x: bad})");
  EXPECT_EQ(PlaceOf(Clone(Run("[1]"), {&listed, 1}).exception).path,
            std::nullopt);
}

TEST_F(ErrorPathHostsTest, GoesIntoNativeData) {
  Set("pipe", MakePipe(TransferMode::kCloneable, Run("({x: [bad]})")));
  EXPECT_EQ(Refusal(Run("({pipe})")).path, "$.pipe[[data]].x[0]");
}

TEST_F(ErrorPathHostsTest, GoesIntoDataInsideData) {
  EXPECT_EQ(
      Refusal(Run("[box(CLONEABLE, {inner: box(CLONEABLE, [bad])})]")).path,
      "$[0][kClone]().data.inner[kClone]().data[0]");
}

TEST_F(ErrorPathHostsTest, LeavesOutWhatACloneMethodChanged) {
  PlacedError error =
      Refusal(Run("const value = {list: [], it: box(CLONEABLE)};"
                  "value.it[kClone] = () => {"
                  "  value.list.push(bad);"
                  "  return {data: [bad], deserializeInfo: 'Box'};"
                  "};"
                  "value"));
  EXPECT_EQ(error.path, std::nullopt);
  EXPECT_EQ(error.message, "() => 'bad' could not be cloned.");
}

TEST_F(ErrorPathHostsTest, NamesAnObjectWhoseMarkChanged) {
  PlacedError error =
      Refusal(Run("const it = box(CLONEABLE);"
                  "it[kClone] = () => {"
                  "  markTransferMode(it, DISALLOW);"
                  "  return {data: 1, deserializeInfo: 'Box'};"
                  "};"
                  "({a: [it]})"));
  EXPECT_EQ(error.message,
            "$.a[0]: Box object could not be cloned. Its transfer mode was "
            "changed while the value was serialized.");
}

TEST_F(ErrorPathHostsTest, NamesAnObjectThatCannotBeStored) {
  Set("pipe", MakePipe(TransferMode::kCloneable, {}));
  EXPECT_EQ(PlaceOf(SerializeForStorage(Run("({a: [pipe]})")).exception).path,
            "$.a[0]");
}

}  // namespace
}  // namespace ferry::testing_support
