// The bytes of stored values are V8's own: Node.js reads them, and what Node.js
// writes is read here.

#include <v8-local-handle.h>
#include <v8-value.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

constexpr const char* kValues[] = {
    "undefined",
    "({a: 1, b: 'text', c: [true, null, -0.5], 7: 'seven'})",
    "'\\u20ac\\u{1f600}'",
    "[1, , 3]",
    "2n ** 70n",
    "new Date(86400000)",
    "/a+b/gi",
    "new Map([['k', {v: new Set([1, 'two'])}]])",
    "(() => { const o = {}; o.self = o; return o; })()",
    "new Uint8Array([1, 2, 3]).buffer",
    "[new RangeError('m').message, Object('s'), Object(5)]",
};
// Node.js writes these as host objects of its own.
constexpr const char* kViews[] = {
    "new Uint8Array([1, 2, 3])",
    "new Float64Array([0.5])",
    "({v: new Uint8Array(100000).fill(7)})",
};

// Reads "<hex> <script>" lines, compares, and writes what Node.js makes of each
// script.
constexpr const char* kNodeScript = R"js(
  const fs = require('fs'), v8 = require('v8'), assert = require('assert');
  const [input, output] = process.argv.slice(2);
  fs.writeFileSync(output, fs.readFileSync(input, 'utf8').trimEnd().split('\n')
      .map(line => {
        const at = line.indexOf(' '), script = line.slice(at + 1);
        const value = (0, eval)(script);
        const read = v8.deserialize(Buffer.from(line.slice(0, at), 'hex'));
        assert.deepStrictEqual(read, value, script);
        return v8.serialize(value).toString('hex');
      }).join('\n'));
)js";

class NodeBytesTest : public V8Test, public testing::WithParamInterface<int> {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("FERRY_PEERS_DIR");
    node_ = absl::StrCat(folder == nullptr ? "" : folder, "/node_modules/node",
                         GetParam(), "/bin/node");
    if (!std::filesystem::exists(node_)) {
      GTEST_SKIP() << "Node.js " << GetParam() << " is not installed (" << node_
                   << "); `tools/peers install` does that.";
    }
  }

  // Lets Node.js read the stored values; returns the bytes that it writes.
  void Exchange(const std::vector<const char*>& scripts,
                std::vector<std::string>& written) {
    std::string folder = testing::TempDir();
    std::ofstream input(folder + "/input");
    for (const char* script : scripts) {
      Outcome<SerializedValue> stored = SerializeForStorage(Run(script));
      ASSERT_THAT(stored, Succeeds()) << script;
      std::vector<uint8_t> bytes = *stored.value->ToBytes();
      input << absl::BytesToHexString(
                   {reinterpret_cast<const char*>(bytes.data()), bytes.size()})
            << " " << script << "\n";
    }
    input.close();
    std::ofstream(folder + "/exchange.js") << kNodeScript;
    std::string command = absl::StrCat(node_, " ", folder, "/exchange.js ",
                                       folder, "/input ", folder, "/output");
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
    std::ifstream output(folder + "/output");
    std::string text{std::istreambuf_iterator<char>(output), {}};
    for (const std::string& hex :
         std::vector<std::string>(absl::StrSplit(text, '\n'))) {
      std::string bytes;
      ASSERT_TRUE(absl::HexStringToBytes(hex, &bytes));
      written.push_back(bytes);
    }
  }

  absl::StatusOr<SerializedValue> Read(const std::string& bytes) {
    return SerializedValue::FromBytes(
        cluster(),
        {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
  }

 private:
  std::string node_;
};

TEST_P(NodeBytesTest, AreReadOnBothSides) {
  std::vector<const char*> scripts(std::begin(kValues), std::end(kValues));
  std::vector<std::string> written;
  Exchange(scripts, written);
  ASSERT_EQ(written.size(), scripts.size());
  for (size_t i = 0; i < scripts.size(); ++i) {
    SCOPED_TRACE(scripts[i]);
    absl::StatusOr<SerializedValue> value = Read(written[i]);
    ASSERT_TRUE(value.ok()) << value.status();
    EXPECT_THAT(Deserialize(*value), Returns(EvaluatesTo(scripts[i])));
  }
}

// v8.serialize has a format of its own for views, which nothing else reads.
TEST_P(NodeBytesTest, HaveViewsThatNodeReads) {
  std::vector<const char*> scripts(std::begin(kViews), std::end(kViews));
  std::vector<std::string> written;
  Exchange(scripts, written);
  for (const std::string& bytes : written) {
    EXPECT_EQ(Read(bytes).status().code(), absl::StatusCode::kDataLoss);
  }
}

INSTANTIATE_TEST_SUITE_P(Node, NodeBytesTest, testing::Values(22, 24, 26),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace ferry::testing_support
