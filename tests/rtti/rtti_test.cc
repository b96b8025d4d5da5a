// Classes that a program with RTTI and exceptions derives from the library's.
// Where one of those had its typeinfo in the library, which has none, this does
// not link.

#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-object.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <utility>

#include "ferry/ferry.h"
#include "ferry/tests/support/test_isolate.h"
#include "gtest/gtest.h"

namespace {

using ferry::testing_support::TestIsolate;

class ThingHolder final : public ferry::DataHolder {
 public:
  absl::string_view type_name() const override { return "Thing"; }
  v8::MaybeLocal<v8::Object> Deserialize(
      ferry::Agent& agent, v8::Local<v8::Context> context) override;
};

class Thing : public ferry::PlatformObject {
 public:
  static constexpr char kClassName[] = "Thing";
  static void DefineClass(ferry::ClassDefinition<Thing>& thing) {
    thing.Constructor<New>();
    thing.Getter<&Thing::Caught>("caught");
  }

  ferry::TransferMode GetTransferMode() const override {
    return ferry::TransferMode::kCloneable;
  }
  ferry::HostObjectData Serialize(ferry::Agent&, v8::Local<v8::Context>,
                                  v8::Local<v8::Object>) override {
    return {.holder = std::make_unique<ThingHolder>()};
  }

 private:
  static std::unique_ptr<Thing> New(ferry::Agent&, const ferry::CallInfo&) {
    return std::make_unique<Thing>();
  }
  void Caught(ferry::Agent& agent, const ferry::CallInfo& info) {
    try {
      throw std::runtime_error("mine");
    } catch (const std::exception& error) {
      info.GetReturnValue().Set(
          ferry::NewString(agent.isolate(), error.what()));
    }
  }
};

v8::MaybeLocal<v8::Object> ThingHolder::Deserialize(
    ferry::Agent& agent, v8::Local<v8::Context> context) {
  return ferry::NativeClass<Thing>::Of(agent).New(context,
                                                  std::make_unique<Thing>());
}

// Says nothing but its mode, so that the steps are PlatformObject's own.
class Silent final : public ferry::PlatformObject {
 public:
  ferry::TransferMode GetTransferMode() const override {
    return ferry::TransferMode::kCloneable;
  }
};

class Counter final : public ferry::AgentExtension {
 public:
  explicit Counter(ferry::Agent&) {}
};

class Observer final : public ferry::MessageObserver {
 public:
  void OnMessage(v8::Local<v8::Context>, v8::Local<v8::Object>,
                 const ferry::ReceivedMessage&) override {}
  void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                      v8::Local<v8::Value>) override {}
  void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object>) override {}
};

class Wrappers final : public ferry::HostObjectDelegate {
 public:
  ferry::PlatformObject* Unwrap(v8::Isolate*, v8::Local<v8::Object>) override {
    return nullptr;
  }
};

// Whether `object` is a Derived, as RTTI says.
template <typename Derived, typename Base>
bool Is(const Base& object) {
  return dynamic_cast<const Derived*>(&object) != nullptr &&
         typeid(object) == typeid(Derived);
}

TEST(RttiTest, KnowsClassesThatAreDerivedFromTheLibrarys) {
  TestIsolate local;
  const Silent silent;
  const ThingHolder holder;
  const Observer observer;
  const Wrappers wrappers;
  const ferry::PlatformObject& native = silent;
  EXPECT_TRUE(Is<Silent>(native));
  EXPECT_EQ(dynamic_cast<const Thing*>(&native), nullptr);
  EXPECT_TRUE(Is<ThingHolder>(static_cast<const ferry::DataHolder&>(holder)));
  EXPECT_TRUE(
      Is<Observer>(static_cast<const ferry::MessageObserver&>(observer)));
  EXPECT_TRUE(
      Is<Wrappers>(static_cast<const ferry::HostObjectDelegate&>(wrappers)));
  EXPECT_TRUE(Is<Counter>(
      static_cast<ferry::AgentExtension&>(local.agent().extension<Counter>())));
  EXPECT_TRUE(Is<ferry::NativeClass<Thing>>(static_cast<ferry::AnyNativeClass&>(
      ferry::NativeClass<Thing>::Of(local.agent()))));
}

TEST(RttiTest, HasObjectsThatThrowAndCatch) {
  TestIsolate local;
  ASSERT_TRUE(
      ferry::InstallGlobals(local.agent(), local.source(),
                            {.classes = {ferry::NativeClass<Thing>::Install}})
          .IsJust());
  EXPECT_EQ(ferry::ToUtf8(local.isolate(),
                          local.Run("structuredClone(new Thing()).caught")),
            "mine");
}

}  // namespace
