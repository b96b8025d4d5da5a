#include "ferry/exceptions/internal/quota_exceeded_error.h"

#include <string>

#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/bindings/support/bindings_test.h"
#include "ferry/tests/support/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing_support::BindingsTest;
using testing_support::ToText;

constexpr char kShow[] =
    "[e.name, e.message, e.code, e.quota, e.requested, "
    "e instanceof QuotaExceededError, e instanceof DOMException, "
    "typeof e.stack].join()";

class QuotaExceededErrorTest : public BindingsTest {};

TEST_F(QuotaExceededErrorTest, HasItsAmounts) {
  EXPECT_EQ(
      Text(std::string("var e = new QuotaExceededError('full', {quota: 1, "
                       "requested: 2.5}); ") +
           kShow),
      "QuotaExceededError,full,22,1,2.5,true,true,string");
  EXPECT_EQ(Text(std::string("e = new QuotaExceededError(); ") + kShow),
            "QuotaExceededError,,22,,,true,true,string");
}

TEST_F(QuotaExceededErrorTest, ConvertsItsArguments) {
  const struct {
    const char* script;
    const char* error;
  } kCases[] = {
      {"QuotaExceededError()",
       "TypeError: Class constructor QuotaExceededError needs 'new'."},
      {"new QuotaExceededError('', 1)",
       "TypeError: Failed to construct 'QuotaExceededError': the options are "
       "no object such as {quota: 1}."},
      {"new QuotaExceededError('', {quota: NaN})",
       "TypeError: Failed to construct 'QuotaExceededError': quota is not a "
       "finite number."},
      {"new QuotaExceededError('', {quota: -1})",
       "RangeError: Failed to construct 'QuotaExceededError': quota is "
       "negative."},
      {"new QuotaExceededError('', {quota: 2, requested: 1})",
       "RangeError: Failed to construct 'QuotaExceededError': requested is "
       "less than quota."},
  };
  for (const auto& [script, error] : kCases) {
    EXPECT_EQ(Thrown(script), error) << script;
  }
}

TEST_F(QuotaExceededErrorTest, IsCloned) {
  auto clone = Clone("new QuotaExceededError('full', {requested: 7})");
  ASSERT_TRUE(clone.value.has_value());
  SetInTarget("e", *clone.value);
  EXPECT_EQ(ToText(RunInTarget(kShow)),
            "QuotaExceededError,full,22,,7,true,true,string");
}

TEST_F(QuotaExceededErrorTest, IsStored) {
  EXPECT_EQ(Text(std::string("e = ferry.deserialize(ferry.serialize(new "
                             "QuotaExceededError('full', {quota: 3}))); ") +
                 kShow),
            "QuotaExceededError,full,22,3,,true,true,string");
}

TEST_F(QuotaExceededErrorTest, IsThrownFromCpp) {
  auto outcome = testing_support::Try([&] {
    ThrowQuotaExceededError(agent(), source(), "full", 1, 2);
    return v8::Nothing<bool>();
  });
  EXPECT_THAT(outcome, testing_support::Throws("QuotaExceededError", "full"));
  Set("e", outcome.exception);
  EXPECT_EQ(Text(kShow), "QuotaExceededError,full,22,1,2,true,true,string");
}

}  // namespace
}  // namespace ferry
