#ifndef FERRY_VERSION_H_
#define FERRY_VERSION_H_

// The version of the library (semver.org). Before 1.0 a minor version may
// change what programs use. MODULE.bazel names it for all builds, and a test
// compares.
#define FERRY_VERSION_MAJOR 0
#define FERRY_VERSION_MINOR 2
#define FERRY_VERSION_PATCH 0

#endif  // FERRY_VERSION_H_
