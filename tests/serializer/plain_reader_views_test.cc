// What PlainReader makes of views, by their bytes, against V8's own reader.

#include <v8-array-buffer.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/tests/serializer/both_readers.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using Bytes = std::vector<uint8_t>;

// Wide tables: each class of view with offsets and lengths around the ends of
// its buffer, and all flags.
struct BufferForm {
  const char* name;
  // Byte 2 and on of the message, up to the view's tag.
  Bytes start;
};
void PrintTo(const BufferForm& row, std::ostream* stream) {
  *stream << row.name;
}

class ReadViewTableTest : public BothReadersTest,
                          public testing::WithParamInterface<BufferForm> {};

TEST_P(ReadViewTableTest, IsReadAsV8Reads) {
  MessageParts parts;
  parts.array_buffers.push_back(v8::ArrayBuffer::NewBackingStore(isolate(), 8));
  parts.array_buffers.push_back(
      v8::ArrayBuffer::NewResizableBackingStore(8, 32));
  parts.transferred_array_buffers = 2;
  v8::Local<v8::Value> growable =
      Run("new SharedArrayBuffer(8, {maxByteLength: 32})");
  parts.shared_array_buffers.push_back(
      v8::SharedArrayBuffer::NewBackingStore(isolate(), 8));
  parts.shared_array_buffers.push_back(
      growable.As<v8::SharedArrayBuffer>()->GetBackingStore());
  Message message{{}, parts};
  int read = 0;
  for (char type : absl::string_view("bBCwWdDhfFqQ?\x01")) {
    for (uint8_t offset : {0, 1, 2, 4, 7, 8, 9}) {
      for (uint8_t length : {0, 1, 2, 3, 4, 8, 9, 127}) {
        for (uint8_t flags : {0, 1, 2, 3, 4}) {
          message.bytes = {0xff, 0x0f, 'A', 1};
          message.bytes.insert(message.bytes.end(), GetParam().start.begin(),
                               GetParam().start.end());
          message.bytes.insert(message.bytes.end(),
                               {'V', static_cast<uint8_t>(type), offset, length,
                                flags, '$', 0, 1});
          std::string plain = Plain(message);
          std::string expected = V8s(message);
          ASSERT_EQ(plain == "not plain", expected == "refused")
              << testing::PrintToString(message.bytes);
          if (plain == "not plain") continue;
          ASSERT_EQ(plain, expected) << testing::PrintToString(message.bytes);
          ++read;
        }
      }
    }
  }
  EXPECT_GT(read, 50);
}

const BufferForm kForms[] = {
    {"Transferred", {'t', 0}},
    {"TransferredResizable", {'t', 1}},
    {"Shared", {'u', 0}},
    {"SharedGrowable", {'u', 1}},
    {"Inline", {'B', 8, 1, 2, 3, 4, 5, 6, 7, 8}},
    {"InlineResizable", {'~', 8, 16, 1, 2, 3, 4, 5, 6, 7, 8}},
};
INSTANTIATE_TEST_SUITE_P(Buffers, ReadViewTableTest, testing::ValuesIn(kForms),
                         [](const testing::TestParamInfo<BufferForm>& info) {
                           return info.param.name;
                         });

class ViewRecordTest : public BothReadersTest {
 protected:
  ViewRecordTest() {
    parts_.array_buffers.push_back(
        v8::ArrayBuffer::NewBackingStore(isolate(), 8));
    parts_.transferred_array_buffers = 1;
  }
  std::string PlainOf(Bytes body) {
    body.insert(body.begin(), {0xff, 0x0f});
    Message message{std::move(body), parts_};
    std::string plain = Plain(message);
    if (plain != "not plain") {
      EXPECT_EQ(plain, V8s(message));
    }
    return plain;
  }

  MessageParts parts_;
};

// The record's own id is before the buffer's.
TEST_F(ViewRecordTest, CountsIdsAsV8Does) {
  EXPECT_NE(
      PlainOf({'A', 4, '\\', 1, 't', 0, 10,  0xff, 15, 't', 0, 'V', 'B', 2, 3,
               0,   0, '^',  1, '^', 2, 'o', '{',  0,  '$', 0, 4}),
      "not plain");
}

// V8's words are for these: the records do not nest, and name what is there.
TEST_F(ViewRecordTest, LeavesDamagedRecordsToV8) {
  for (const Bytes& body : {
           Bytes{'\\', 1, '\\', 1, 't', 0},
           Bytes{'\\', 1, 'o', '{', 0},
           Bytes{'\\', 1, 't', 1, 10, 0xff, 15, 't', 0, 'V', 'B', 2, 3, 0},
           Bytes{'\\', 1, 't', 0, 10, 0xff, 15, 't', 0, 'V', 'B', 2, 7, 0, 0},
           Bytes{'\\', 1, 't', 0, 'V', 'B', 2, 3, 0},
           Bytes{'\\', 1, '^', 0, 10, 0xff, 15, 't', 0, 'V', 'B', 2, 3, 0, 0},
           Bytes{'\\', 0, 0},
           Bytes{'\\', 2},
           Bytes{'\\'},
       }) {
    EXPECT_EQ(PlainOf(body), "not plain") << testing::PrintToString(body);
  }
  Bytes deep;
  for (int i = 0; i < 100000; ++i) deep.insert(deep.end(), {'\\', 1});
  EXPECT_EQ(PlainOf(deep), "not plain");
}

// What V8 throws while it reads one object is not seen: it will throw it again.
TEST_F(ViewRecordTest, LeavesWhatV8RefusesToV8) {
  EXPECT_EQ(PlainOf({'A', 1, 'R', '"', 1, '(', 0, '$', 0, 1}), "not plain");
  EXPECT_EQ(PlainOf({'A', 1, 'R', '"', 1, 'a', 0xff, 0x7f, '$', 0, 1}),
            "not plain");
  EXPECT_EQ(PlainOf({'A', 1, 's', 'o', '{', 0, '$', 0, 1}), "not plain");
  EXPECT_EQ(PlainOf({'Z', 1}), "not plain");
}

}  // namespace
}  // namespace ferry::testing_support
