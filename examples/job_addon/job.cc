// A job of one's own for the npm package: counts primes below `limit`, on a
// thread.
#include <ferry_job.h>
#include <node_api.h>

#include <vector>

static void Primes(const ferry_job_api* api, ferry_run* run, void*) {
  double limit;
  if (!api->number(api->property(api->input(run), "limit"), &limit)) {
    return api->fail(run, 1, "primes: limit is not a number.");
  }
  // The answer has this memory: it is not copied.
  auto* found = new std::vector<double>;
  for (int n = 2; n < limit; ++n) {
    bool is_prime = true;
    for (int d = 2; d * d <= n && is_prime; ++d) is_prime = n % d != 0;
    if (is_prime) found->push_back(n);
    if (n % 4096 == 0) {
      if (api->is_cancelled(run)) break;
      api->report(run, n / limit);
    }
  }
  api->begin_object(run);
  api->write_key(run, "count");
  api->write_number(run, static_cast<double>(found->size()));
  api->write_key(run, "primes");
  api->write_memory(
      run, FERRY_FLOAT64, found->data(), found->size() * sizeof(double),
      [](void*, void* hint) { delete static_cast<std::vector<double>*>(hint); },
      found);
  api->end_object(run);
}

NAPI_MODULE_INIT() {
  static ferry_job primes = FERRY_JOB("primes", Primes, nullptr);
  napi_value bytes;
  napi_create_buffer_copy(env, sizeof(primes), &primes, nullptr, &bytes);
  napi_set_named_property(env, exports, "primes", bytes);
  return exports;
}
