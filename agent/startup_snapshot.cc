#include "ferry/agent/startup_snapshot.h"

#include <utility>

#include "absl/log/absl_check.h"
#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ferry/agent/agent.h"
#include "ferry/agent/strings.h"

namespace ferry {

void SnapshotWriter::Enter(absl::string_view name, size_t index) {
  if (!indexes_.emplace(name, index).second) taken_twice_ = name;
  absl::StrAppend(&table_, index, " ", name, "\n");
}

absl::StatusOr<size_t> SnapshotWriter::Finish() {
  if (!taken_twice_.empty()) {
    return absl::AlreadyExistsError(
        absl::StrCat("A startup snapshot cannot keep two things under one "
                     "name, which is \"",
                     taken_twice_, "\"."));
  }
  v8::HandleScope handles(creator_.GetIsolate());
  return creator_.AddData(NewString(creator_.GetIsolate(), table_));
}

SnapshotReader::SnapshotReader(v8::Isolate* isolate, size_t table)
    : isolate_(isolate) {
  v8::HandleScope handles(isolate);
  v8::Local<v8::Value> lines;
  ABSL_CHECK(
      isolate->GetDataFromSnapshotOnce<v8::Value>(table).ToLocal(&lines) &&
      lines->IsString())
      << "Agent::Options::snapshot is not what Agent::EndForSnapshot gave for "
         "the snapshot that this isolate was made of, or another agent has "
         "started from it";
  const std::string text = ToUtf8(isolate, lines);
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(' ', 1));
    size_t index;
    ABSL_CHECK(absl::SimpleAtoi(parts.first, &index));
    indexes_.emplace(parts.second, index);
  }
}

bool SnapshotReader::Leave(absl::string_view name, size_t* index) {
  auto found = indexes_.find(std::string(name));
  if (found == indexes_.end()) return false;
  *index = found->second;
  indexes_.erase(found);
  return true;
}

v8::Local<v8::Private> internal::KeptPrivate(Agent& agent,
                                             absl::string_view name) {
  v8::Local<v8::Private> kept;
  if (agent.TakeKept<v8::Private>(name).ToLocal(&kept)) return kept;
  return v8::Private::New(agent.isolate(), NewString(agent.isolate(), name));
}

}  // namespace ferry
