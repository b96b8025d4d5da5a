// Random graphs with one value that cannot be cloned: the path leads to it.

#include <v8-local-handle.h>
#include <v8-value.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "ferry/tests/serializer/error_path.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

// Makes a graph of containers, some of them shared or in cycles, and puts the
// leaf into one of them.
constexpr char kMakeGraph[] = R"js(
globalThis.makeGraph = (seed, leaf) => {
  let state = seed;
  const random = (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * limit);
  };
  const key = () => ['a', 'b c', 'ä', '0x', 7, -1, '', '\ud800'][random(8)] +
      (random(2) ? '' : String(random(40)));
  const put = [
    (value, it) => { it[key()] = value; },
    (value, it) => { it.push(value); },
    (value, it) => { it[it.length + random(4)] = value; },
    (value, it) => { it.set(random(2) ? key() : random(9) - 4, value); },
    (value, it) => { it.set(value, random(9)); },
    (value, it) => { it.add(value); },
    (value, it) => { it.cause ??= value; },
  ];
  const kinds = [
    [() => ({}), [0]], [() => [], [1, 2, 0]], [() => new Map(), [3, 4]],
    [() => new Set(), [5]], [() => new Error('m'), [6]],
    [() => Object.create(null), [0]],
  ];
  const leaves = [1, 'x', 5n, null, undefined, new Date(0), /x/, Object('s'),
                  new ArrayBuffer(2), new Uint8Array(3)];
  const all = [];
  const insert = (value) => {
    const [container, ways] = all[random(all.length)];
    put[ways[random(ways.length)]](value, container);
    return container;
  };
  all.push([kinds[random(4)][0](), null]);
  all[0][1] = kinds.find(([make]) => Object.getPrototypeOf(make()) ===
      Object.getPrototypeOf(all[0][0]))[1];
  const count = 1 + random(60);
  for (let i = 0; i < count; ++i) {
    const [make, ways] = kinds[random(kinds.length)];
    const made = make();
    insert(made);
    all.push([made, ways]);
    for (let j = random(4); j > 0; --j) insert(leaves[random(leaves.length)]);
    // A second way to a container, perhaps a cycle.
    if (random(3) === 0) insert(all[random(all.length)][0]);
    if (i === count >> 1) insert(leaf);
  }
  return all[0][0];
};
)js";

class ErrorPathDifferenceTest : public ErrorPathFixture {};

TEST_F(ErrorPathDifferenceTest, LeadsToTheOneBadValue) {
  Run(kMakeGraph);
  v8::Local<v8::Value> leaf = Run("globalThis.leaf = () => 'leaf'");
  int refused = 0;
  for (int seed = 1; seed <= 2000; ++seed) {
    v8::HandleScope handles(isolate());
    v8::Local<v8::Value> graph =
        Run(absl::StrCat("makeGraph(", seed, ", leaf)"));
    Outcome<v8::Local<v8::Value>> outcome = Clone(graph);
    // An error may have had a cause already, or a key was taken again.
    if (outcome.value) continue;
    ++refused;
    PlacedError error = PlaceOf(outcome.exception);
    ASSERT_TRUE(error.path) << "seed " << seed << ": " << error.message;
    ASSERT_TRUE(Follow(graph, *error.path)->StrictEquals(leaf))
        << "seed " << seed << ": " << *error.path;
  }
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace ferry::testing_support
