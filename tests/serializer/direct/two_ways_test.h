#ifndef FERRY_TESTS_SERIALIZER_DIRECT_TWO_WAYS_TEST_H_
#define FERRY_TESTS_SERIALIZER_DIRECT_TWO_WAYS_TEST_H_

#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"
#include "ferry/tests/serializer/direct/two_ways.h"
#include "ferry/tests/support/v8_test.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {

// A value that is made twice and cloned both ways.
struct TwoWaysRow {
  const char* name;
  // The body of a function of (log, after) that returns it.
  const char* make;
};

inline void PrintTo(const TwoWaysRow& row, std::ostream* stream) {
  *stream << row.name;
}

// The source realm has the functions of two_ways.h, and
//
//   compare(make)   makes a value twice, clones it both ways, and says whether
//                   a walk did: "walked" or "gave up"; or how the clones differ
//
// `make` gets (log, after): what the user code of both values writes must be
// the same, and what is given to `after` is called after the clone. What
// changes hidden classes that are known calls teach(value) before.
class TwoWaysTest : public V8Test {
 protected:
  TwoWaysTest() {
    InstallTwoWays(agent(), source());
    target()->SetSecurityToken(source()->GetSecurityToken());
    Set("other", target()->Global());
    Run(R"js(
      // Clones `value`, so that hidden classes are known.
      function teach(value) {
        directly(value);
        warmUp();
      }
      function attempt(clone, make) {
        const log = [], undo = [];
        let copy, error;
        warmUp();
        const value = make(log, (f) => { undo[undo.length] = f; });
        const old = [copies(), givenUp()];
        try {
          copy = clone(value);
        } catch (e) {
          error = e;
        } finally {
          for (let i = undo.length; i > 0; --i) undo[i - 1]();
        }
        return {
          copy,
          error: error instanceof Error ? `${error.name}: ${error.message}`
                                        : error,
          log: log.join(),
          how: givenUp() > old[1] ? 'gave up' :
               copies() > old[0] ? 'walked' : 'no walk',
        };
      }
      function compare(make) {
        const one = attempt(directly, make);
        const two = attempt(byMessage, make);
        if (one.log !== two.log) return `log: ${one.log} and ${two.log}`;
        if (one.error !== two.error) {
          return `error: ${one.error} and ${two.error}`;
        }
        return difference(one.copy, two.copy) || one.how;
      }
    )js");
  }

  std::string Compare(absl::string_view make) {
    return ToUtf8(isolate(),
                  Run(absl::StrCat("compare((log, after) => {", make, "})")));
  }
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SERIALIZER_DIRECT_TWO_WAYS_TEST_H_
