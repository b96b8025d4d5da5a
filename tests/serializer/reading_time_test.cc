// Bytes that could make V8, or the reader of this library, take a time that
// grows faster than they do.

#include <v8-local-handle.h>
#include <v8-value.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/wire/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;
using wire::Text;
using wire::Writer;

struct Attack {
  const char* name;
  // Writes a value of this size.
  void (*write)(Writer& writer, uint32_t size);
  uint32_t size = 10000;
  // That refuses it at the latest when it is 16 times as large; null where it
  // is read.
  const char* limit = nullptr;
};
void PrintTo(const Attack& attack, std::ostream* stream) {
  *stream << attack.name;
}

void Name(Writer& writer, const char* prefix, uint64_t i) {
  writer.Key(absl::StrCat(prefix, i));
}

const Attack kAttacks[] = {
    {"Keys",
     [](Writer& writer, uint32_t size) {
       writer.BeginObject();
       for (uint32_t i = 0; i < size; ++i) {
         Name(writer, "k", i);
         writer.Null();
       }
       writer.EndObject();
     }},
    {"KeysOfTwoBytes",
     [](Writer& writer, uint32_t size) {
       writer.BeginObject();
       for (uint32_t i = 0; i < size; ++i) {
         Name(writer, "\u20ac", i);
         writer.Null();
       }
       writer.EndObject();
     }},
    {"OneKeyOfEach",
     [](Writer& writer, uint32_t size) {
       writer.BeginArray(size);
       for (uint32_t i = 0; i < size; ++i) {
         writer.BeginObject();
         Name(writer, "k", i);
         writer.Null();
         writer.EndObject();
       }
       writer.EndArray();
     }},
    {"ManyShapes",
     [](Writer& writer, uint32_t size) {
       writer.BeginArray(size / 32);
       for (uint32_t i = 0; i < size / 32; ++i) {
         writer.BeginObject();
         for (uint32_t j = 0; j < 32; ++j) {
           Name(writer, (i >> j % 10) % 2 == 0 ? "a" : "b", j);
           writer.Null();
         }
         writer.EndObject();
       }
       writer.EndArray();
     }},
    {"IndexKeysDown",
     [](Writer& writer, uint32_t size) {
       writer.BeginObject();
       for (uint32_t i = size; i > 0; --i) {
         writer.Key(2 * i);
         writer.Null();
       }
       writer.EndObject();
     }},
    {"IndexKeysFarApart",
     [](Writer& writer, uint32_t size) {
       writer.BeginObject();
       for (uint32_t i = 0; i < size; ++i) {
         writer.Key(4000000000u - 20000 * i);
         writer.Null();
       }
       writer.EndObject();
     }},
    {"IndexKeysFarApartBeforeWhatIsNotPlain",
     [](Writer& writer, uint32_t size) {
       writer.BeginObject();
       for (uint32_t i = 0; i < size; ++i) {
         writer.Key(4000000000u - 20000 * i);
         writer.Null();
       }
       writer.Key("z");
       writer.RegExp(Text::Latin1("z"), 0);
       writer.EndObject();
     }},
    {"References",
     [](Writer& writer, uint32_t size) {
       writer.BeginArray(size);
       for (uint32_t i = 0; i < size; ++i) writer.Reference(0);
       writer.EndArray();
     }},
    {"ObjectsAsKeys",
     [](Writer& writer, uint32_t size) {
       writer.BeginSet();
       for (uint32_t i = 0; i < size; ++i) {
         writer.BeginObject();
         writer.EndObject();
       }
       writer.EndSet();
     }},
    {"Doubles",
     [](Writer& writer, uint32_t size) {
       writer.BeginSet();
       for (uint32_t i = 0; i < size; ++i) writer.Number(i + 0.5);
       writer.EndSet();
     }},
    {"MultiplesOfAPowerOfTwo",
     [](Writer& writer, uint32_t size) {
       writer.BeginSet();
       for (uint32_t i = 0; i < size; ++i) writer.Number(1048576.0 * i);
       writer.EndSet();
     }},
    {"BigIntsWithOneLowDigit",
     [](Writer& writer, uint32_t size) {
       writer.BeginSet();
       for (uint32_t i = 0; i < size; ++i) {
         const uint8_t bytes[16] = {1,
                                    0,
                                    0,
                                    0,
                                    0,
                                    0,
                                    0,
                                    0,
                                    static_cast<uint8_t>(i),
                                    static_cast<uint8_t>(i >> 8),
                                    static_cast<uint8_t>(i >> 16),
                                    1};
         writer.BigInt(false, bytes);
       }
       writer.EndSet();
     },
     1000, "key_comparisons"},
    {"StringsWithOneEnd",
     [](Writer& writer, uint32_t size) {
       writer.BeginSet();
       for (uint32_t i = 0; i < size; ++i) {
         writer.String(
             Text::Latin1(absl::StrCat(1000000000 + (uint64_t{i} << 16))));
       }
       writer.EndSet();
     },
     400, "key_comparisons"},
    {"Patterns",
     [](Writer& writer, uint32_t size) {
       writer.BeginArray(size / 10);
       for (uint32_t i = 0; i < size / 10; ++i) {
         writer.RegExp(Text::Latin1(absl::StrCat("(?:a{1,60000}){1,3}", i)), 0);
       }
       writer.EndArray();
     }},
    {"PropertiesInPatterns",
     [](Writer& writer, uint32_t size) {
       writer.BeginArray(size / 50);
       for (uint32_t i = 0; i < size / 50; ++i) {
         writer.RegExp(Text::Latin1(absl::StrCat("\\p{L}\\p{N}", i)),
                       wire::kRegExpUnicode | wire::kRegExpIgnoreCase);
       }
       writer.EndArray();
     },
     5000, "pattern_work"},
    {"BigInts",
     [](Writer& writer, uint32_t size) {
       writer.BigInt(false, std::vector<uint8_t>(8 * size, 255));
     },
     8000},
};

class ReadingTimeTest : public V8Test,
                        public testing::WithParamInterface<Attack> {
 protected:
  std::vector<uint8_t> Write(uint32_t size) {
    Writer writer;
    GetParam().write(writer, size);
    return *std::move(writer).Finish();
  }

  // Of this thread, in seconds, the fastest of a few times; or why FromBytes
  // refuses them.
  absl::StatusOr<double> TimeToRead(absl::Span<const uint8_t> bytes) {
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
      v8::HandleScope handles(isolate());
      double start = Now();
      absl::StatusOr<SerializedValue> value =
          SerializedValue::FromBytes(cluster(), bytes);
      if (!value.ok()) return value.status();
      EXPECT_THAT(Deserialize(*value), Succeeds());
      best = std::min(best, Now() - start);
    }
    return best;
  }

 private:
  static double Now() {
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * time.tv_nsec;
  }
};

TEST_P(ReadingTimeTest, IsLinearInTheSize) {
  const Attack& attack = GetParam();
  absl::StatusOr<double> few = TimeToRead(Write(attack.size));
  ASSERT_TRUE(few.ok()) << few.status();
  for (uint32_t times : {4, 16}) {
    absl::StatusOr<double> many = TimeToRead(Write(times * attack.size));
    if (attack.limit != nullptr && !many.ok()) {
      EXPECT_EQ(many.status().code(), absl::StatusCode::kResourceExhausted);
      EXPECT_THAT(many.status().message(),
                  HasSubstr(absl::StrCat("exceeds Limits::", attack.limit)));
      return;
    }
    ASSERT_TRUE(many.ok()) << many.status();
    // Twice as much for caches that are too small, and for the noise.
    EXPECT_LE(*many, 2 * times * *few + 0.01) << times << " times as large";
  }
  EXPECT_EQ(attack.limit, nullptr) << "it was not refused";
}

INSTANTIATE_TEST_SUITE_P(All, ReadingTimeTest, testing::ValuesIn(kAttacks),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace ferry::testing_support
