#ifndef FERRY_EXCEPTIONS_ERROR_POLICY_H_
#define FERRY_EXCEPTIONS_ERROR_POLICY_H_

namespace ferry {

// What a clone of an error keeps.
enum class ErrorPolicy {
  // As V8 does, and other programs read: the class by its name (one of six,
  // else
  // Error), message, stack and cause.
  kAsV8,
  // Also AggregateError with its errors, custom names, and own properties. The
  // error is a host object then, which V8 without this library does not read.
  // Needs a V8 that asks its delegate about errors: 13.9, or Node.js 22 or 24;
  // others do as kAsV8.
  kFull,
};

}  // namespace ferry

#endif  // FERRY_EXCEPTIONS_ERROR_POLICY_H_
