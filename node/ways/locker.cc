#include <v8-isolate.h>
#include <v8-locker.h>
#include <v8-primitive.h>

#include <chrono>
#include <future>
#include <memory>
#include <thread>  // NOLINT(build/c++11)

#include "ferry/node/addon/jobs/scale.h"
#include "ferry/node/ways/ways.h"

namespace ferry::node_addon::ways {

void WaitForLock(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  auto got_lock = std::make_shared<std::promise<void>>();
  std::future<void> lock = got_lock->get_future();
  std::thread([isolate, got_lock] {
    // Node.js has locked its isolate when it began, and never lets go.
    v8::Locker locker(isolate);
    got_lock->set_value();
  }).detach();
  const std::chrono::milliseconds limit(info[0].As<v8::Uint32>()->Value());
  info.GetReturnValue().Set(lock.wait_for(limit) == std::future_status::ready);
}

void ScaleUnlocked(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Global<v8::Value> samples(isolate, info[0]);
  const double factor = info[1].As<v8::Number>()->Value();
  // While another thread has the isolate, this one, and with it the event loop,
  // can only wait.
  isolate->Exit();
  {
    v8::Unlocker unlocker(isolate);
    std::thread([&] {
      v8::Locker locker(isolate);
      v8::Isolate::Scope isolate_scope(isolate);
      v8::HandleScope handles(isolate);
      ScaleSamples(SamplesOf(samples.Get(isolate)), factor);
    }).join();
  }
  isolate->Enter();
}

}  // namespace ferry::node_addon::ways
