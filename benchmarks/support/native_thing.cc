#include "benchmarks/support/native_thing.h"

#include <v8-external.h>
#include <v8-function-callback.h>
#include <v8-template.h>

#include <memory>
#include <utility>
#include <vector>

#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry::benchmarks {
namespace {

class NativeHolder final : public DataHolder {
 public:
  NativeHolder(NativeThingClass& native_class, std::vector<double> values)
      : native_class_(native_class), values_(std::move(values)) {}

  absl::string_view type_name() const override { return "NativeThing"; }
  v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) override {
    return native_class_.constructor()->NewInstance(context);
  }

  void set_values(std::vector<double> values) { values_ = std::move(values); }

 private:
  NativeThingClass& native_class_;
  std::vector<double> values_;
};

class NativeThing final : public PlatformObject {
 public:
  explicit NativeThing(NativeThingClass& native_class)
      : native_class_(native_class), values_(native_class.fields()) {}

  TransferMode GetTransferMode() const override {
    return TransferMode::kCloneableAndTransferable;
  }
  HostObjectData Serialize(Agent& agent, v8::Local<v8::Context> context,
                           v8::Local<v8::Object> object) override {
    return {.holder = std::make_unique<NativeHolder>(native_class_, values_)};
  }
  HostObjectData PrepareTransfer(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> object) override {
    return {.holder = std::make_unique<NativeHolder>(native_class_,
                                                     std::vector<double>())};
  }
  void CommitTransfer(DataHolder& holder) noexcept override {
    static_cast<NativeHolder&>(holder).set_values(std::move(values_));
  }

 private:
  NativeThingClass& native_class_;
  std::vector<double> values_;
};

void ConstructThing(const v8::FunctionCallbackInfo<v8::Value>& info) {
  auto& native_class =
      *static_cast<NativeThingClass*>(info.Data().As<v8::External>()->Value());
  WrapperRegistry::Of(native_class.agent())
      .Wrap(info.This(), std::make_unique<NativeThing>(native_class));
}

}  // namespace

NativeThingClass::NativeThingClass(Agent& agent, v8::Local<v8::Context> context,
                                   int fields)
    : agent_(agent), fields_(fields) {
  constructor_.Reset(agent.isolate(),
                     WrapperRegistry::Of(agent)
                         .NewTemplate("NativeThing", ConstructThing,
                                      v8::External::New(agent.isolate(), this))
                         ->GetFunction(context)
                         .ToLocalChecked());
}

}  // namespace ferry::benchmarks
