#include <v8-primitive.h>
#include <v8-value-serializer.h>

#include <cstdlib>
#include <utility>

#include "ferry/node/addon/jobs/scale.h"
#include "ferry/node/ways/ways.h"

namespace ferry::node_addon::ways {

absl::Span<double> SamplesOf(v8::Local<v8::Value> value) {
  v8::Local<v8::Float64Array> samples = value.As<v8::Float64Array>();
  auto* memory = static_cast<char*>(samples->Buffer()->Data());
  return absl::MakeSpan(
      reinterpret_cast<double*>(memory + samples->ByteOffset()),
      samples->Length());
}

void ScaleHere(const CallInfo& info) {
  ScaleSamples(SamplesOf(info[0]), info[1].As<v8::Number>()->Value());
}

void Serialize(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::ValueSerializer serializer(isolate);
  serializer.WriteHeader();
  if (serializer.WriteValue(isolate->GetCurrentContext(), info[0])
          .IsNothing()) {
    return;
  }
  const std::pair<uint8_t*, size_t> bytes = serializer.Release();
  info.GetReturnValue().Set(static_cast<double>(bytes.second));
  std::free(bytes.first);
}

}  // namespace ferry::node_addon::ways
