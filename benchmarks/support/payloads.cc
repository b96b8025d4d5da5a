#include "benchmarks/support/payloads.h"

#include <cstddef>

namespace ferry::benchmarks {

const Payload kRows = {"rows1000", R"js(
    Array.from({length: 1000}, (_, i) =>
        ({id: i, name: 'row ' + i, score: i / 7, active: i % 2 === 0})))js"};

const Payload kTree = {"tree1023", R"js(
    (function grow(depth) {
      return depth === 0 ? {value: 1, left: null, right: null}
                         : {value: depth, left: grow(depth - 1),
                            right: grow(depth - 1)};
    })(9))js"};

const Payload kInstances = {"instances1000", R"js(
    (function make() {
      class Point { constructor(i) { this.x = i; this.y = -i; } }
      return Array.from({length: 1000}, (_, i) => new Point(i));
    })())js"};

absl::Span<const Payload> Payloads() {
  static const Payload kPayloads[] = {
      {"number", "42"},
      {"point", "({x: 1, y: 2})"},
      {"record", R"js(
          ({id: 17, name: 'Ada', email: 'ada@example.org', active: true,
            score: 99.5, tags: ['a', 'b', 'c'], created: new Date(0),
            address: {city: 'London', zip: 'W1'}}))js"},
      kRows,
      kTree,
      {"strings1000", "Array.from({length: 1000}, (_, i) => 'string ' + i)"},
      {"doubles10000", "Array.from({length: 10000}, (_, i) => i + 0.5)"},
      {"map1000",
       "new Map(Array.from({length: 1000}, (_, i) => ['key ' + i, i]))"},
      {"bytes1k", "new Uint8Array(1024)", 1024},
      {"bytes1m", "new Uint8Array(1 << 20)", 1 << 20},
      {"bytes16m", "new Uint8Array(16 << 20)", 16 << 20},
      {"floats100x256",
       "Array.from({length: 100}, () => new Float32Array(256))", 100 * 256 * 4},
      {"string1m", "'x'.repeat(1 << 20) + 'y'"},
  };
  return kPayloads;
}

}  // namespace ferry::benchmarks
