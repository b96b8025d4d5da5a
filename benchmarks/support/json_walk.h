#ifndef FERRY_BENCHMARKS_SUPPORT_JSON_WALK_H_
#define FERRY_BENCHMARKS_SUPPORT_JSON_WALK_H_

#include <simdjson.h>

#include "benchmarks/support/wire_walk.h"

namespace ferry::benchmarks {

// The same walk over JSON text.
WalkResult WalkJson(simdjson::ondemand::parser& parser,
                    const simdjson::padded_string& json);

}  // namespace ferry::benchmarks

#endif  // FERRY_BENCHMARKS_SUPPORT_JSON_WALK_H_
