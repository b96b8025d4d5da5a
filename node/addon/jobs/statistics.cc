#include "ferry/node/addon/jobs/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/wire/document.h"
#include "ferry/wire/text.h"
#include "ferry/wire/writer.h"

namespace ferry::node_addon {
namespace {

// Welford's: one pass, without the loss of a sum of squares.
struct Column {
  size_t count = 0;
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
  double mean = 0;
  double squares = 0;

  void Add(double value) {
    ++count;
    min = std::min(min, value);
    max = std::max(max, value);
    const double delta = value - mean;
    mean += delta / static_cast<double>(count);
    squares += delta * (value - mean);
  }
  double deviation() const {
    return std::sqrt(squares / static_cast<double>(count));
  }
};

using Table = std::map<std::string, Column, std::less<>>;

std::string Name(const wire::Key& key) {
  return key.kind == wire::Key::Kind::kString ? wire::ToUtf8(key.text)
                                              : absl::StrCat(key.number);
}

void AddRow(wire::Value row, Table& table) {
  for (const auto& [key, value] : row.members()) {
    if (std::optional<double> number = value.number()) {
      table[Name(key)].Add(*number);
    }
  }
}

absl::StatusOr<SerializedValue> Write(
    std::shared_ptr<const AgentCluster> cluster, const Table& table) {
  wire::Writer writer;
  writer.BeginObject();
  for (const auto& [name, column] : table) {
    writer.Key(name);
    writer.BeginObject();
    writer.Key("count");
    writer.Number(static_cast<double>(column.count));
    writer.Key("min");
    writer.Number(column.min);
    writer.Key("max");
    writer.Number(column.max);
    writer.Key("mean");
    writer.Number(column.mean);
    writer.Key("deviation");
    writer.Number(column.deviation());
    writer.EndObject();
  }
  writer.EndObject();
  return SerializedValue::FromWriter(std::move(cluster), std::move(writer));
}

}  // namespace

absl::StatusOr<SerializedValue> Statistics(SerializedValue input,
                                           JobContext& context) {
  constexpr size_t kRowsPerReport = 1024;
  absl::StatusOr<wire::Document> document = wire::Document::Open(input.view());
  if (!document.ok()) return document.status();
  const wire::Value rows = document->root();
  if (!rows.is_array()) {
    return absl::InvalidArgumentError("statistics: the input is not an array.");
  }
  Table table;
  size_t done = 0;
  for (wire::Value row : rows.elements()) {
    if (!row.is_object()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "statistics: row ", done, " is not an object of numbers."));
    }
    AddRow(row, table);
    if (++done % kRowsPerReport != 0) continue;
    if (context.is_cancelled()) return absl::CancelledError();
    context.Report(static_cast<double>(done) / rows.size());
  }
  return Write(context.cluster(), table);
}

}  // namespace ferry::node_addon
