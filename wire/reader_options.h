#ifndef FERRY_WIRE_READER_OPTIONS_H_
#define FERRY_WIRE_READER_OPTIONS_H_

#include <cstdint>
#include <optional>

#include "ferry/wire/limits.h"
#include "ferry/wire/v8_release.h"

namespace ferry::wire {

struct ReaderOptions {
  enum class Mode {
    // Accepts what V8 accepts.
    kV8,
    // Refuses also what no writer makes: trailing bytes, varints that are
    // longer
    // than they need to be, padding in odd places, unknown flags.
    kStrict,
  };

  // What follows the tag of a host object, which is the writer's own affair.
  enum class HostRecords {
    // The records of this library.
    kFerry,
    // The views that Node.js's v8.serialize writes: tokens of kind
    // kArrayBufferView, with a buffer that has the id of the view.
    kNode,
    // What Blink, the engine of Chromium, writes: its envelope around the
    // message, if there is one, and its objects: tokens of kind kBlinkObject.
    kBlink,
  };

  Mode mode = Mode::kV8;
  HostRecords host_records = HostRecords::kFerry;
  Limits limits = {};
  // Older messages are refused. V8's public API reads 13 and later, unless the
  // embedder asks for legacy support.
  uint32_t oldest_version = 0;
  // Reads exactly as this release does. Without it everything is read that some
  // release has written, and lengths that releases read differently are
  // refused.
  std::optional<V8Release> as_read_by = std::nullopt;
};

inline constexpr ReaderOptions kDefaultReaderOptions;

}  // namespace ferry::wire

#endif  // FERRY_WIRE_READER_OPTIONS_H_
