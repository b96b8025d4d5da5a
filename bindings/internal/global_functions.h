#ifndef FERRY_BINDINGS_INTERNAL_GLOBAL_FUNCTIONS_H_
#define FERRY_BINDINGS_INTERNAL_GLOBAL_FUNCTIONS_H_

#include <cstdint>
#include <vector>

#include "ferry/bindings/internal/functions.h"

namespace ferry::internal {

// HTML 2.7.9: structuredClone(value, {transfer}).
void StructuredCloneFunction(const CallInfo& info);

// HTML: reportError(error).
void ReportErrorFunction(const CallInfo& info);

// For ExternalReferences.
void AddGlobalFunctionReferences(std::vector<intptr_t>& references);

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_GLOBAL_FUNCTIONS_H_
