#include "ferry/transfer/wrapper_registry.h"

#include <v8-external.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-template.h>
#include <v8-value.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "ferry/agent/strings.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/pipe.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/transfer_mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

class WrapperRegistryTest : public V8Test {
 protected:
  WrapperRegistryTest() { InstallPipe(agent(), source()); }

  std::unique_ptr<Pipe> MakePipe() {
    return std::make_unique<Pipe>(log_, "p", TransferMode::kCloneable);
  }
  v8::Local<v8::Object> NewTestPipe() {
    return NewPipe(agent(), source(), MakePipe());
  }

  const std::shared_ptr<PipeLog> log_ = std::make_shared<PipeLog>();
};

TEST_F(WrapperRegistryTest, UnwrapsWhatItWrapped) {
  v8::Local<v8::Object> pipe = NewTestPipe();
  EXPECT_EQ(PipeOf(agent(), pipe).name(), "p");
}

TEST_F(WrapperRegistryTest, KnowsNoOtherObject) {
  v8::Local<v8::ObjectTemplate> stranger = v8::ObjectTemplate::New(isolate());
  stranger->SetInternalFieldCount(3);
  v8::Local<v8::Object> objects[] = {
      RunObject("({})"),
      RunObject("new Pipe()"),
      RunObject("Pipe.prototype"),
      RunObject("Pipe"),
      RunObject("new DOMException()"),
      RunObject("new Proxy(new Pipe(), {})"),
      RunObject("new ArrayBuffer(1)"),
      RunObject("Object.create(new Pipe())"),
      stranger->NewInstance(source()).ToLocalChecked()};
  for (v8::Local<v8::Object> object : objects) {
    EXPECT_EQ(WrapperRegistry::Of(agent()).Unwrap(object), nullptr);
  }
}

TEST_F(WrapperRegistryTest, KnowsNoObjectWithoutAField) {
  v8::Local<v8::FunctionTemplate> base =
      WrapperRegistry::Of(agent()).NewTemplate("Base");
  v8::Local<v8::FunctionTemplate> heir = v8::FunctionTemplate::New(isolate());
  heir->Inherit(base);
  v8::Local<v8::FunctionTemplate> bare =
      WrapperRegistry::Of(agent()).NewTemplate("Bare");
  bare->InstanceTemplate()->SetInternalFieldCount(0);
  const std::pair<v8::Local<v8::FunctionTemplate>,
                  v8::Local<v8::FunctionTemplate>>
      cases[] = {{heir, base}, {bare, bare}};
  // Where the field would be lies a property then.
  std::vector<uint64_t> no_native(16, 0x1111);
  Set("other", v8::External::New(isolate(), &no_native[0]));
  for (auto [made_of, known_as] : cases) {
    Set("Class", made_of->GetFunction(source()).ToLocalChecked());
    v8::Local<v8::Object> object =
        RunObject("new (class extends Class { a = other; b = other; })()");
    ASSERT_TRUE(known_as->HasInstance(object));
    ASSERT_EQ(object->InternalFieldCount(), 0);
    EXPECT_EQ(WrapperRegistry::Of(agent()).Unwrap(object), nullptr);
    EXPECT_EQ(WrapperRegistry::Of(agent()).Unwrap(object, known_as), nullptr);
    EXPECT_FALSE(WrapperRegistry::Of(agent()).IsDetached(object));
    WrapperRegistry::Of(agent()).SetDetached(object);
    WrapperRegistry::Of(agent()).Discard(object);
  }
}

TEST_F(WrapperRegistryTest, WrapsInstancesOfSubclasses) {
  v8::Local<v8::Object> pipe = RunObject("new (class extends Pipe {})()");
  WrapperRegistry::Of(agent()).Wrap(pipe, MakePipe());
  EXPECT_EQ(PipeOf(agent(), pipe).name(), "p");
}

TEST_F(WrapperRegistryTest, TellsTwoTemplatesApart) {
  v8::Local<v8::FunctionTemplate> other =
      WrapperRegistry::Of(agent()).NewTemplate("Other");
  v8::Local<v8::Object> wrapper = other->GetFunction(source())
                                      .ToLocalChecked()
                                      ->NewInstance(source())
                                      .ToLocalChecked();
  WrapperRegistry::Of(agent()).Wrap(wrapper, MakePipe());
  EXPECT_NE(WrapperRegistry::Of(agent()).Unwrap(wrapper), nullptr);
  EXPECT_EQ(WrapperRegistry::Of(agent()).Unwrap(RunObject("new Pipe()")),
            nullptr);
}

TEST_F(WrapperRegistryTest, RefusesToCloneAnEmptyWrapper) {
  EXPECT_THAT(Clone("new Pipe()"),
              ThrowsDataCloneError(HasSubstr("Pipe object could not be")));
}

TEST_F(WrapperRegistryTest, DestroysWithTheWrapper) {
  {
    v8::HandleScope handles(isolate());
    NewTestPipe();
    EXPECT_EQ(log_->pipes_alive, 1);
  }
  local().CollectGarbage();
  EXPECT_EQ(log_->pipes_alive, 0);
}

TEST_F(WrapperRegistryTest, DestroysWithTheAgent) {
  v8::Local<v8::Object> pipe = NewTestPipe();
  local().DestroyAgent();
  EXPECT_EQ(log_->pipes_alive, 0);
  // The wrapper is empty, and its death touches nothing.
  EXPECT_TRUE(pipe->GetInternalField(0).As<v8::Value>()->IsUndefined());
  local().CollectGarbage();
}

TEST_F(WrapperRegistryTest, SurvivesACollectionWhileHeld) {
  v8::Local<v8::Object> pipe = NewTestPipe();
  local().CollectGarbage();
  EXPECT_EQ(PipeOf(agent(), pipe).name(), "p");
}

using WrapperRegistryDeathTest = WrapperRegistryTest;

TEST_F(WrapperRegistryDeathTest, NeedsAnEmptyWrapper) {
  v8::Local<v8::Object> pipe = NewTestPipe();
  EXPECT_DEATH(WrapperRegistry::Of(agent()).Wrap(pipe, MakePipe()),
               "needs an empty instance of a template from NewTemplate");
  EXPECT_DEATH(WrapperRegistry::Of(agent()).Wrap(RunObject("({})"), MakePipe()),
               "needs an empty instance of a template from NewTemplate");
}

}  // namespace
}  // namespace ferry::testing_support
