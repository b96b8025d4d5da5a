// Functions that embedders implement and that break their contract: they give
// neither a result nor an exception, or both. Each is an error that names who
// did it.

#include <v8-array-buffer.h>
#include <v8-exception.h>
#include <v8-template.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/wrapper_registry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

// Which function is broken.
enum class Where {
  kNowhere,
  kClone,
  kPrepare,
  kValidate,
  kNested,
  kNestedEmpty,
  kDeserialize,
  kFinalize,
};
// Whether it gives nothing and throws nothing, or gives a result and throws.
enum class Fault { kNeither, kBoth };

struct Broken {
  Where where = Where::kNowhere;
  Fault fault = Fault::kNeither;
  uint32_t tag = 0;

  // What the function `here` gives; throws too where both is its fault.
  bool Gives(Where here) const {
    if (where != here) return true;
    if (fault == Fault::kNeither) return false;
    v8::Isolate* isolate = v8::Isolate::GetCurrent();
    isolate->ThrowException(v8::Exception::RangeError(
        v8::String::NewFromUtf8Literal(isolate, "mine")));
    return true;
  }
};

v8::Maybe<void> JustIf(bool gives) {
  return gives ? v8::JustVoid() : v8::Nothing<void>();
}

class ThingHolder final : public DataHolder {
 public:
  explicit ThingHolder(const Broken& broken) : broken_(broken) {}

  absl::string_view type_name() const override { return "Thing"; }
  uint32_t tag() const override { return broken_.tag; }
  v8::MaybeLocal<v8::Object> Deserialize(Agent& agent,
                                         v8::Local<v8::Context>) override {
    if (!broken_.Gives(Where::kDeserialize)) return {};
    return v8::Object::New(agent.isolate());
  }
  v8::Maybe<void> DeserializeData(Agent&, v8::Local<v8::Context>,
                                  v8::Local<v8::Object>,
                                  v8::Local<v8::Value>) override {
    return JustIf(broken_.Gives(Where::kFinalize));
  }

 private:
  const Broken& broken_;
};

class Thing final : public PlatformObject {
 public:
  Thing(const Broken& broken, std::string& steps)
      : broken_(broken), steps_(steps) {}

  TransferMode GetTransferMode() const override {
    return TransferMode::kCloneableAndTransferable;
  }
  HostObjectData Serialize(Agent& agent, v8::Local<v8::Context>,
                           v8::Local<v8::Object>) override {
    return NewData(agent, Where::kClone);
  }
  HostObjectData PrepareTransfer(Agent& agent, v8::Local<v8::Context>,
                                 v8::Local<v8::Object>) override {
    return NewData(agent, Where::kPrepare);
  }
  v8::Maybe<void> ValidateTransfer(Agent&, v8::Local<v8::Context>,
                                   v8::Local<v8::Object>) override {
    return JustIf(broken_.Gives(Where::kValidate));
  }
  void CommitTransfer(DataHolder&) noexcept override {
    steps_ += "commit ";
    v8::Isolate* isolate = v8::Isolate::GetCurrent();
    isolate->ThrowException(v8::Null(isolate));  // comes too late
  }
  void AbortTransfer(Agent&, v8::Local<v8::Context>, v8::Local<v8::Object>,
                     v8::Local<v8::Value>) override {
    steps_ += "abort ";
  }
  v8::Maybe<void> NestedTransferables(
      Agent&, v8::Local<v8::Context>, v8::Local<v8::Object>,
      std::vector<v8::Local<v8::Object>>& nested) override {
    if (broken_.where == Where::kNestedEmpty) nested.emplace_back();
    return JustIf(broken_.Gives(Where::kNested));
  }

 private:
  HostObjectData NewData(Agent& agent, Where where) {
    if (!broken_.Gives(where)) return {};
    return {.holder = std::make_unique<ThingHolder>(broken_),
            .data = v8::Null(agent.isolate())};
  }

  const Broken& broken_;
  std::string& steps_;
};

class ContractTest : public V8Test {
 protected:
  // Clones a new thing, or transfers it with a buffer, whose state follows.
  Outcome<v8::Local<v8::Value>> Send(Where where) {
    steps_.clear();
    thing_ = class_->InstanceTemplate()->NewInstance(source()).ToLocalChecked();
    WrapperRegistry::Of(agent()).Wrap(thing_,
                                      std::make_unique<Thing>(broken_, steps_));
    if (where == Where::kClone) return Clone(thing_);
    buffer_ = v8::ArrayBuffer::New(isolate(), 8);
    v8::Local<v8::Object> list[] = {buffer_, thing_};
    return Clone(thing_, list);
  }

  const v8::Local<v8::FunctionTemplate> class_ =
      WrapperRegistry::Of(agent()).NewTemplate("Thing");
  Broken broken_;
  std::string steps_;
  v8::Local<v8::Object> thing_;
  v8::Local<v8::ArrayBuffer> buffer_;
};

struct Case {
  Where where;
  const char* message;
  // Of a transfer: what was called, and whether it was given up.
  const char* steps;
  bool committed;
};

constexpr Case kCases[] = {
    {Where::kClone,
     "Thing object could not be cloned. Its Serialize gave no holder "
     "and "
     "threw nothing.",
     "", false},
    {Where::kPrepare,
     "Thing object could not be cloned. Its PrepareTransfer gave no holder and "
     "threw nothing.",
     "", false},
    {Where::kValidate,
     "Thing object could not be cloned. Its ValidateTransfer gave nothing and "
     "threw nothing.",
     "abort ", false},
    {Where::kNested,
     "Entry 1 of the transfer list (Thing) cannot be transferred: its "
     "NestedTransferables gave nothing and threw nothing.",
     "", false},
    {Where::kDeserialize,
     "Host object type \"Thing\" could not be read: its Deserialize gave no "
     "object and threw nothing.",
     "commit ", true},
    {Where::kFinalize,
     "Host object type \"Thing\" could not be read: its DeserializeData gave "
     "nothing and threw nothing.",
     "commit ", true},
};

TEST_F(ContractTest, GivingNeitherResultNorExceptionIsAnError) {
  for (const Case& test : kCases) {
    SCOPED_TRACE(test.message);
    broken_ = {.where = test.where, .fault = Fault::kNeither};
    EXPECT_THAT(Send(test.where), ThrowsDataCloneError(test.message));
    EXPECT_EQ(steps_, test.steps);
    if (test.where == Where::kClone) continue;
    EXPECT_EQ(buffer_->WasDetached(), test.committed);
  }
}

// What was prepared all the same is taken back.
TEST_F(ContractTest, OfAResultAndAnExceptionTheExceptionCounts) {
  for (const Case& test : kCases) {
    SCOPED_TRACE(test.message);
    broken_ = {.where = test.where, .fault = Fault::kBoth};
    EXPECT_THAT(Send(test.where), Throws("RangeError", "mine"));
    EXPECT_EQ(steps_, test.where == Where::kPrepare ? "abort " : test.steps);
    if (test.where == Where::kClone) continue;
    EXPECT_EQ(buffer_->WasDetached(), test.committed);
  }
}

TEST_F(ContractTest, WhatCommitTransferThrowsIsDropped) {
  EXPECT_THAT(Send(Where::kNowhere), Succeeds());
  EXPECT_EQ(steps_, "commit ");
}

TEST_F(ContractTest, AnEmptyHandleIsNoNestedTransferable) {
  broken_.where = Where::kNestedEmpty;
  EXPECT_THAT(Send(broken_.where),
              ThrowsDataCloneError(
                  "Entry 1 of the transfer list (Thing) cannot be transferred: "
                  "its NestedTransferables named an empty handle."));
}

// A holder that says that it is a MessagePort, say.
TEST_F(ContractTest, TheLibrarysTagsAreForNobodyElse) {
  for (uint32_t tag = 1; tag < kFirstEmbedderTag; ++tag) {
    broken_ = {.tag = tag};
    const std::string problem = absl::StrCat(
        "Thing object could not be cloned. Host object type \"Thing\" has the "
        "tag ",
        tag,
        ", which is the library's own: DataHolder::tag() must be 16 or more, "
        "or "
        "0 for no byte form.");
    EXPECT_THAT(Send(Where::kClone), ThrowsDataCloneError(problem));
    EXPECT_THAT(Send(Where::kPrepare), ThrowsDataCloneError(problem));
    EXPECT_EQ(steps_, "abort ");
    EXPECT_FALSE(buffer_->WasDetached());
    EXPECT_THAT(SerializeForStorage(thing_), ThrowsDataCloneError(problem));
  }
  for (uint32_t tag : {uint32_t{0}, kFirstEmbedderTag, UINT32_MAX}) {
    broken_ = {.tag = tag};
    EXPECT_THAT(Send(Where::kClone), Succeeds());
    EXPECT_THAT(Send(Where::kPrepare), Succeeds());
  }
}

}  // namespace
}  // namespace ferry::testing_support
