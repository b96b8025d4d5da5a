#include <node.h>
#include <uv.h>
#include <v8-array-buffer.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-promise.h>
#include <v8-typed-array.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "ferry/node/addon/jobs/scale.h"
#include "ferry/node/ways/ways.h"

namespace ferry::node_addon::ways {
namespace {

// What the libuv handbook calls a baton.
struct Baton {
  uv_work_t work;
  std::vector<double> samples;
  double factor;
  v8::Isolate* isolate;
  v8::Global<v8::Context> context;
  v8::Global<v8::Promise::Resolver> resolver;
};

void Work(uv_work_t* work) {
  auto* baton = static_cast<Baton*>(work->data);
  ScaleSamples(absl::MakeSpan(baton->samples), baton->factor);
}

void AfterWork(uv_work_t* work, int) {
  std::unique_ptr<Baton> baton(static_cast<Baton*>(work->data));
  v8::Isolate* isolate = baton->isolate;
  v8::HandleScope handles(isolate);
  v8::Local<v8::Context> context = baton->context.Get(isolate);
  v8::Context::Scope context_scope(context);
  node::CallbackScope callback_scope(isolate, v8::Object::New(isolate), {0, 0});
  const size_t count = baton->samples.size();
  v8::Local<v8::Float64Array> copy = v8::Float64Array::New(
      v8::ArrayBuffer::New(isolate, count * sizeof(double)), 0, count);
  std::copy(baton->samples.begin(), baton->samples.end(),
            SamplesOf(copy).begin());
  baton->resolver.Get(isolate)->Resolve(context, copy).Check();
}

}  // namespace

void ScaleCopy(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver)) return;
  info.GetReturnValue().Set(resolver->GetPromise());
  absl::Span<double> samples = SamplesOf(info[0]);
  auto* baton = new Baton{
      .work = {},
      .samples = {samples.begin(), samples.end()},
      .factor = info[1].As<v8::Number>()->Value(),
      .isolate = isolate,
      .context = v8::Global<v8::Context>(isolate, context),
      .resolver = v8::Global<v8::Promise::Resolver>(isolate, resolver)};
  baton->work.data = baton;
  uv_queue_work(node::GetCurrentEventLoop(isolate), &baton->work, Work,
                AfterWork);
}

}  // namespace ferry::node_addon::ways
