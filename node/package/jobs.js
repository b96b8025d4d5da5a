// Jobs: work on threads that have no isolate.
'use strict';

module.exports = (native) => {
  async function run(job, input, options) {
    const {signal, onProgress} = options ?? {};
    if (onProgress !== undefined && typeof onProgress !== 'function') {
      throw new TypeError('run: options.onProgress is not a function.');
    }
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new TypeError('run: options.signal is not an AbortSignal.');
    }
    signal?.throwIfAborted();
    const [id, answer] = native.startJob(`${job}`, input, options, onProgress);
    if (signal === undefined) return answer;
    const abort = () => native.cancelJob(id, signal.reason);
    signal.addEventListener('abort', abort, {once: true});
    try {
      return await answer;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  return {run, registerJob: native.registerJob, jobsAlive: native.jobsAlive};
};
