// An add-on with jobs of an author's own, which knows of ferry only
// ferry_job.h.

#include <ferry_job.h>
#include <node_api.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

namespace {

// Writes what it reads, by the functions for each kind.
void Copy(const ferry_job_api* api, ferry_run* run, ferry_value value) {
  double number;
  int boolean;
  size_t length;
  switch (api->kind(value)) {
    case FERRY_MISSING:
    case FERRY_UNDEFINED:
      return api->write_undefined(run);
    case FERRY_NULL:
      return api->write_null(run);
    case FERRY_BOOLEAN:
      api->boolean(value, &boolean);
      return api->write_boolean(run, boolean);
    case FERRY_NUMBER:
      api->number(value, &number);
      return api->write_number(run, number);
    case FERRY_STRING: {
      const char* text = api->string(run, value, &length);
      return api->write_string(run, text, length);
    }
    case FERRY_ARRAY:
      length = api->length(value);
      api->begin_array(run, static_cast<uint32_t>(length));
      for (uint32_t i = 0; i < length; ++i) {
        Copy(api, run, api->element(value, i));
      }
      return api->end_array(run);
    default:
      return api->write_value(run, value);
  }
}

// {copy: its input, kinds: [...]} for an object with `value`.
void Echo(const ferry_job_api* api, ferry_run* run, void*) {
  const ferry_value value = api->property(api->input(run), "value");
  api->begin_object(run);
  api->write_key(run, "kind");
  api->write_number(run, api->kind(value));
  api->write_key(run, "copy");
  Copy(api, run, value);
  api->end_object(run);
}

// Adds 1 to each byte of `bytes` in place, and gives them back.
void Increment(const ferry_job_api* api, ferry_run* run, void*) {
  const ferry_value bytes = api->property(api->input(run), "bytes");
  size_t length;
  auto* memory =
      static_cast<uint8_t*>(api->writable_memory(run, bytes, &length));
  if (memory == nullptr) {
    return api->fail(run, 1, "increment: bytes were not transferred.");
  }
  for (size_t i = 0; i < length; ++i) ++memory[i];
  api->write_value(run, bytes);
}

// Bytes that it made, and whose end it counts.
std::atomic<int> released{0};

void Make(const ferry_job_api* api, ferry_run* run, void*) {
  double length = 0;
  api->number(api->input(run), &length);
  auto* memory =
      static_cast<uint8_t*>(std::malloc(static_cast<size_t>(length)));
  std::memset(memory, 7, static_cast<size_t>(length));
  api->write_memory(
      run, FERRY_UINT8, memory, static_cast<size_t>(length),
      [](void* made, void*) {
        std::free(made);
        ++released;
      },
      nullptr);
}

void Released(const ferry_job_api* api, ferry_run* run, void*) {
  api->write_number(run, released);
}

// Works for `input` milliseconds, cancelled or not.
void Stubborn(const ferry_job_api* api, ferry_run* run, void*) {
  double milliseconds = 0;
  api->number(api->input(run), &milliseconds);
  std::this_thread::sleep_for(
      std::chrono::milliseconds(static_cast<int>(milliseconds)));
  api->write_string(run, "done", 4);
}

// Until somebody cancels it.
void Patient(const ferry_job_api* api, ferry_run* run, void*) {
  while (!api->is_cancelled(run)) {
    api->report(run, 0.5);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

// The message's own bytes as the answer.
void Bytes(const ferry_job_api* api, ferry_run* run, void*) {
  size_t length;
  const uint8_t* bytes = api->input_bytes(run, &length);
  api->write_bytes(run, bytes, length);
}

void Wrong(const ferry_job_api* api, ferry_run* run, void*) {
  api->end_object(run);
}
void Silent(const ferry_job_api*, ferry_run*, void*) {}
void Data(const ferry_job_api* api, ferry_run* run, void* data) {
  const std::string text = static_cast<const char*>(data);
  api->write_string(run, text.data(), text.size());
}

ferry_job jobs[] = {
    FERRY_JOB("echo", Echo, nullptr),
    FERRY_JOB("increment", Increment, nullptr),
    FERRY_JOB("make", Make, nullptr),
    FERRY_JOB("released", Released, nullptr),
    FERRY_JOB("stubborn", Stubborn, nullptr),
    FERRY_JOB("patient", Patient, nullptr),
    FERRY_JOB("bytes", Bytes, nullptr),
    FERRY_JOB("wrong", Wrong, nullptr),
    FERRY_JOB("silent", Silent, nullptr),
    FERRY_JOB("data", Data, const_cast<char*>("mine")),
};
ferry_job newer = {FERRY_JOB_MAGIC, FERRY_JOB_VERSION + 1, "newer", Silent,
                   nullptr};
ferry_job other = {0, FERRY_JOB_VERSION, "other", Silent, nullptr};
ferry_job nameless = FERRY_JOB(nullptr, Silent, nullptr);

}  // namespace

NAPI_MODULE_INIT() {
  auto add = [&](const char* name, ferry_job& job) {
    napi_value bytes;
    napi_create_buffer_copy(env, sizeof(job), &job, nullptr, &bytes);
    napi_set_named_property(env, exports, name, bytes);
  };
  for (ferry_job& job : jobs) add(job.name, job);
  add("newer", newer);
  add("other", other);
  add("nameless", nameless);
  return exports;
}
