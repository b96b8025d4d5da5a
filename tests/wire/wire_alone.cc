// A program of //wire alone: prints what kind of tokens a message has.

#include <cstdio>
#include <utility>

#include "ferry/wire/reader.h"
#include "ferry/wire/validate.h"
#include "ferry/wire/writer.h"

int main() {
  ferry::wire::Writer writer;
  writer.Number(1);
  auto bytes = std::move(writer).Finish();
  if (!bytes.ok() || !ferry::wire::Validate(*bytes).ok()) return 1;
  ferry::wire::Reader reader(*bytes);
  while (reader.Next()) {
    std::printf("%d\n", static_cast<int>(reader.token().kind));
  }
  return reader.ok() ? 0 : 1;
}
