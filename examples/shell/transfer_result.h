#ifndef FERRY_EXAMPLES_SHELL_TRANSFER_RESULT_H_
#define FERRY_EXAMPLES_SHELL_TRANSFER_RESULT_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <vector>

namespace ferry::shell {

// What ferry.transfer(value, list) gives: a value, and what moves with it when
// a function that runs in another isolate returns it.
struct TransferResult {
  v8::Local<v8::Value> value;
  std::vector<v8::Local<v8::Object>> list;
};

v8::Local<v8::Object> NewTransferResult(v8::Local<v8::Context> context,
                                        const TransferResult& result);

// Takes such an object apart; any other value is one without a list.
TransferResult TakeTransferResult(v8::Local<v8::Context> context,
                                  v8::Local<v8::Value> value);

}  // namespace ferry::shell

#endif  // FERRY_EXAMPLES_SHELL_TRANSFER_RESULT_H_
