// FileHandle, a file that stays open; openFile makes them.
//
//   read(length, position)       a promise of a Uint8Array, short at the end
//   readText()                   the rest of the file
//   write(text or bytes, position), stat(), close()
//   fd                           -1 once it is closed or transferred
//
// Without a position they work at the file's own one.

#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-primitive.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ferry/bindings/native_class.h"
#include "ferry/shell/bindings.h"
#include "ferry/shell/file_handle.h"
#include "ferry/shell/file_operation.h"
#include "ferry/shell/numbers.h"
#include "ferry/shell/system_error.h"

namespace ferry::shell {
namespace {

// The most that one call reads, as in Linux.
constexpr int64_t kMaxReadLength = 0x7ffff000;

// False, with an exception pending, where the system reported `error`.
bool Succeeded(v8::Local<v8::Context> context, int error,
               absl::string_view what, const OpenFile& file) {
  if (error != 0) ThrowSystemError(context, error, what, file.path);
  return error == 0;
}

bool TakePosition(const CallInfo& info, int argument, absl::string_view method,
                  std::optional<int64_t>& position) {
  if (info[argument]->IsNullOrUndefined()) return true;
  int64_t number;
  if (!ToEnforced(info.GetIsolate()->GetCurrentContext(),
                  absl::StrCat(method, ": the position"), info[argument],
                  kMaxSafeInteger)
           .To(&number)) {
    return false;
  }
  position = number;
  return true;
}

void Read(FileHandle& handle, Agent& agent, const CallInfo& info) {
  StartFileOperation(handle, agent, info, "read", [&]() -> FileWork {
    int64_t length;
    std::optional<int64_t> position;
    if (!ToEnforced(info.GetIsolate()->GetCurrentContext(), "read: the length",
                    info[0], kMaxReadLength)
             .To(&length) ||
        !TakePosition(info, 1, "read", position)) {
      return nullptr;
    }
    return [length, position](v8::Local<v8::Context> context,
                              OpenFile& file) -> v8::MaybeLocal<v8::Value> {
      std::vector<uint8_t> bytes;
      if (!Succeeded(context, file.descriptor.Read(length, position, bytes),
                     "read: cannot read", file)) {
        return {};
      }
      return NewUint8Array(v8::Isolate::GetCurrent(), bytes)
          .FromMaybe(v8::Local<v8::Value>());
    };
  });
}

void ReadText(FileHandle& handle, Agent& agent, const CallInfo& info) {
  StartFileOperation(handle, agent, info, "readText", []() -> FileWork {
    return [](v8::Local<v8::Context> context,
              OpenFile& file) -> v8::MaybeLocal<v8::Value> {
      std::vector<uint8_t> bytes;
      // One byte more than fits is enough to see that the file is too long.
      if (!Succeeded(
              context,
              file.descriptor.Read(v8::String::kMaxLength + 1, {}, bytes),
              "readText: cannot read", file)) {
        return {};
      }
      return NewLongString(
                 v8::Isolate::GetCurrent(),
                 {reinterpret_cast<const char*>(bytes.data()), bytes.size()})
          .FromMaybe(v8::Local<v8::Value>());
    };
  });
}

bool TakeContents(const CallInfo& info, std::vector<uint8_t>& bytes) {
  v8::Isolate* isolate = info.GetIsolate();
  if (CopyBytes(info[0], bytes)) return true;
  if (!info[0]->IsString()) {
    ThrowTypeError(isolate,
                   "write: the contents must be a string, an ArrayBuffer or a "
                   "view of one.");
    return false;
  }
  std::string text;
  if (!ToText(isolate, info[0], text)) return false;
  bytes.assign(text.begin(), text.end());
  return true;
}

void Write(FileHandle& handle, Agent& agent, const CallInfo& info) {
  StartFileOperation(handle, agent, info, "write", [&]() -> FileWork {
    std::optional<int64_t> position;
    std::vector<uint8_t> bytes;
    // The bytes last: they are those of now, whatever the script does next.
    if (!TakePosition(info, 1, "write", position) ||
        !TakeContents(info, bytes)) {
      return nullptr;
    }
    return [position, bytes = std::move(bytes)](
               v8::Local<v8::Context> context,
               OpenFile& file) -> v8::MaybeLocal<v8::Value> {
      if (!Succeeded(context, file.descriptor.Write(bytes, position),
                     "write: cannot write", file)) {
        return {};
      }
      return v8::Number::New(v8::Isolate::GetCurrent(),
                             static_cast<double>(bytes.size()));
    };
  });
}

void Stat(FileHandle& handle, Agent& agent, const CallInfo& info) {
  StartFileOperation(handle, agent, info, "stat", []() -> FileWork {
    return [](v8::Local<v8::Context> context,
              OpenFile& file) -> v8::MaybeLocal<v8::Value> {
      v8::Isolate* isolate = v8::Isolate::GetCurrent();
      FileDescriptor::Status status;
      if (!Succeeded(context, file.descriptor.GetStatus(status),
                     "stat: cannot look at", file)) {
        return {};
      }
      v8::Local<v8::Object> object = v8::Object::New(isolate);
      SetValue(context, object, "size",
               v8::Number::New(isolate, static_cast<double>(status.size)));
      SetValue(context, object, "mtimeMs",
               v8::Number::New(isolate, status.modified));
      return object;
    };
  });
}

void Close(FileHandle& handle, Agent& agent, const CallInfo& info) {
  StartFileOperation(handle, agent, info, "close", []() -> FileWork {
    return [](v8::Local<v8::Context> context,
              OpenFile& file) -> v8::MaybeLocal<v8::Value> {
      if (!Succeeded(context, file.descriptor.Close(), "close: cannot close",
                     file)) {
        return {};
      }
      return v8::Undefined(v8::Isolate::GetCurrent());
    };
  });
  // At once for the script; what it asked for before still happens.
  if (handle.problem().empty()) handle.MarkAsClosed();
}

void Fd(FileHandle& handle, Agent&, const CallInfo& info) {
  info.GetReturnValue().Set(handle.fd());
}

}  // namespace

void FileHandle::DefineClass(ClassDefinition<FileHandle>& handle) {
  handle.Getter<Fd>("fd");
  handle.PromiseMethod<Read>("read", 1);
  handle.PromiseMethod<ReadText>("readText");
  handle.PromiseMethod<Write>("write", 1);
  handle.PromiseMethod<Stat>("stat");
  handle.PromiseMethod<Close>("close");
}

}  // namespace ferry::shell
