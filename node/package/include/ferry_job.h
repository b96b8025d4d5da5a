/* Jobs of your own for run() of ferry's package: functions that work on a value
 * on a thread of the package's pool, while JavaScript goes on.
 *
 *   static void Sum(const ferry_job_api* api, ferry_run* run, void* data) {
 *     const ferry_value list = api->input(run);
 *     double sum = 0, number;
 *     for (uint32_t i = 0; i < api->length(list); ++i) {
 *       if (api->number(api->element(list, i), &number)) sum += number;
 *     }
 *     api->write_number(run, sum);
 *   }
 *   static const ferry_job sum = FERRY_JOB("sum", Sum, NULL);
 *
 * An add-on gives the bytes of its ferry_job to JavaScript
 * (napi_create_buffer_copy(env, sizeof(sum), &sum, NULL, &value)), and those go
 * to registerJob():
 *
 *   ferry.registerJob(require('./build/Release/addon.node').sum);
 *   await ferry.run('sum', [1, 2, 3]);  // 6
 *
 * This is C: the add-on needs no header and no library of ferry or V8 but this
 * one, and one binary works with every Node.js that the package has a binary
 * for.
 *
 * Strings are UTF-8. What a function returns is valid until the job returns. A
 * job runs on one thread, and all functions but is_cancelled and report are
 * called on it. It must return in the end, also when it was cancelled: Node.js
 * waits for it before the process ends. No exception of C++ may leave it. While
 * it runs, and while JavaScript has memory that write_memory gave away, the
 * add-on's library stays loaded. */

#ifndef FERRY_JOB_H_
#define FERRY_JOB_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of this header. A package refuses jobs of a newer one than its own. */
#define FERRY_JOB_VERSION 1
#define FERRY_JOB_MAGIC UINT64_C(0x626f6a7972726566) /* "ferryjob" */

typedef struct ferry_run ferry_run;

/* A part of the input. Cheap to copy. What is not there is one too, of the kind
 * FERRY_MISSING, and what does not fit a kind gives nothing, so paths can be
 * written without a check at each step. */
typedef struct ferry_value {
  const void* document;
  uint64_t place;
  uint64_t id;
} ferry_value;

typedef enum ferry_kind {
  FERRY_MISSING,
  FERRY_UNDEFINED,
  FERRY_NULL,
  FERRY_BOOLEAN,
  FERRY_NUMBER,
  FERRY_STRING,
  FERRY_OBJECT,
  FERRY_ARRAY,
  FERRY_BUFFER, /* ArrayBuffer, SharedArrayBuffer, typed array, DataView */
  FERRY_OTHER
} ferry_kind;

/* The class of memory in the answer. */
typedef enum ferry_memory_type {
  FERRY_ARRAY_BUFFER,
  FERRY_INT8,
  FERRY_UINT8,
  FERRY_UINT8_CLAMPED,
  FERRY_INT16,
  FERRY_UINT16,
  FERRY_INT32,
  FERRY_UINT32,
  FERRY_FLOAT32,
  FERRY_FLOAT64,
  FERRY_BIGINT64,
  FERRY_BIGUINT64
} ferry_memory_type;

typedef struct ferry_job_api {
  uint32_t version; /* of the package: at least that of the job */
  uint32_t size;    /* of this table in bytes: newer ones are longer */

  /* The run. */
  int (*is_cancelled)(ferry_run* run); /* nobody waits any more: return */
  void (*report)(ferry_run* run,
                 double done); /* 0 to 1, for onProgress; cheap */
  /* Rejects the promise, with a TypeError or an Error, whatever is written. */
  void (*fail)(ferry_run* run, int is_type_error, const char* message);

  /* The input. */
  ferry_value (*input)(ferry_run* run);
  ferry_kind (*kind)(ferry_value value);
  ferry_value (*property)(ferry_value object, const char* key);
  uint32_t (*length)(ferry_value array);
  ferry_value (*element)(ferry_value array, uint32_t index);
  int (*number)(ferry_value value, double* number); /* 1 if it is one, else 0 */
  int (*boolean)(ferry_value value, int* boolean);
  /* Ends with a zero byte; `length` does not count it. Null for what is no
   * string. */
  const char* (*string)(ferry_run* run, ferry_value value, size_t* length);
  /* Of a buffer or what a view shows of it, in place. Null for what is none. */
  const void* (*memory)(ferry_value value, size_t* byte_length);
  /* To be written in place: of what was transferred. Null for other memory. */
  void* (*writable_memory)(ferry_run* run, ferry_value value,
                           size_t* byte_length);
  /* The whole message, in V8's serialization format. Buffers may lie beside it.
   */
  const uint8_t* (*input_bytes)(ferry_run* run, size_t* byte_length);

  /* The answer: one value. A call in the wrong place makes the run fail. */
  void (*write_undefined)(ferry_run* run);
  void (*write_null)(ferry_run* run);
  void (*write_boolean)(ferry_run* run, int boolean);
  void (*write_number)(ferry_run* run, double number);
  void (*write_string)(ferry_run* run, const char* utf8, size_t length);
  void (*begin_object)(ferry_run* run); /* then keys and values in turn */
  void (*write_key)(ferry_run* run, const char* utf8);
  void (*end_object)(ferry_run* run);
  void (*begin_array)(ferry_run* run,
                      uint32_t length); /* then so many values */
  void (*end_array)(ferry_run* run);
  /* A part of the input; its memory goes back without a copy. */
  void (*write_value)(ferry_run* run, ferry_value value);
  /* Memory of yours, without a copy. `release` is called when JavaScript has
   * let go of it, on any thread; also if the run fails. Null where nothing is
   * to be done. */
  void (*write_memory)(ferry_run* run, ferry_memory_type type, void* memory,
                       size_t byte_length,
                       void (*release)(void* memory, void* hint), void* hint);
  /* The whole answer, in V8's serialization format, instead of all of the
   * above. */
  void (*write_bytes)(ferry_run* run, const uint8_t* bytes, size_t byte_length);
} ferry_job_api;

/* What registers; registerJob() copies it. The library of `run` is held. */
typedef struct ferry_job {
  uint64_t magic;
  uint32_t version;
  const char* name;
  void (*run)(const ferry_job_api* api, ferry_run* run, void* data);
  void* data;
} ferry_job;

#define FERRY_JOB(name, run, data) \
  {FERRY_JOB_MAGIC, FERRY_JOB_VERSION, name, run, data}

#ifdef __cplusplus
}
#endif

#endif /* FERRY_JOB_H_ */
