#ifndef FERRY_NODE_ADDON_JOBS_BLUR_H_
#define FERRY_NODE_ADDON_JOBS_BLUR_H_

#include "ferry/jobs/job.h"

namespace ferry::node_addon {

// Blurs a picture {pixels, width, height, radius} with a box of 2 · radius + 1
// pixels. `pixels` is a Uint8ClampedArray of RGBA, 4 · width · height bytes;
// its buffer should be transferred. The answer is {pixels, histogram}: the
// blurred picture, and a Uint32Array that counts its 256 levels of brightness.
absl::StatusOr<SerializedValue> Blur(SerializedValue input,
                                     JobContext& context);

}  // namespace ferry::node_addon

#endif  // FERRY_NODE_ADDON_JOBS_BLUR_H_
