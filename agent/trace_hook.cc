#include "ferry/agent/trace_hook.h"

namespace ferry {

const char* NameOf(TraceEvent event) {
  switch (event) {
    case TraceEvent::kClone:
      return "clone";
    case TraceEvent::kSerialize:
      return "serialize";
    case TraceEvent::kDeserialize:
      return "deserialize";
    case TraceEvent::kPost:
      return "post";
    case TraceEvent::kSend:
      return "send";
    case TraceEvent::kDeliver:
      return "deliver";
  }
  return "";
}

}  // namespace ferry
