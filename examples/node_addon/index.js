// Structured clone, transfer, messages and native jobs for Node.js, by ferry.
'use strict';

const native = require('./ferry.node');

/**
 * Runs a native job on a thread that has no isolate, while JavaScript goes on.
 * Jobs are:
 *
 *   statistics  an array of objects -> {column: {count, min, max, mean, deviation}}
 *   blur        {pixels, width, height, radius} -> {pixels, histogram}; pixels is
 *               RGBA in a Uint8ClampedArray
 *   scale       {samples, factor} -> samples · factor, a Float64Array in the same
 *               memory; transfer its buffer
 *
 * @param {string} job its name
 * @param {*} input a clone of it is the job's
 * @param {object} [options]
 * @param {object[]} [options.transfer] what is moved instead, as with postMessage()
 * @param {AbortSignal} [options.signal] rejects the promise with its reason at once,
 *   and ends the job as soon as it looks
 * @param {function(number)} [options.onProgress] called with 0 to 1 now and then
 * @returns {Promise<*>} the answer; rejected with a TypeError for an unknown job or
 *   an input that it cannot use, and with a DataCloneError for one that cannot be
 *   cloned, which gives nothing up
 */
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
  const abort = () => native.cancelJob(id, signal.reason);
  signal?.addEventListener('abort', abort, {once: true});
  try {
    return await answer;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * Takes a port off its object, for a worker that has none yet: the ticket goes
 * into workerData, and takePort() in the worker gives the port. Ports that come
 * later are transferred in messages.
 */
function depositPort(port) {
  return native.depositPort(port);
}

/** The port of a ticket, once, in any thread of the process. */
function takePort(ticket) {
  return native.takePort(`${ticket}`);
}

/** Lets the process end though the port listens; ref() takes that back. */
function unref(port) {
  native.setKeepsLoopAlive(port, false);
}

function ref(port) {
  native.setKeepsLoopAlive(port, true);
}

module.exports = {
  structuredClone: native.structuredClone,
  MessageChannel: native.MessageChannel,
  MessagePort: native.MessagePort,
  BroadcastChannel: native.BroadcastChannel,
  MessageEvent: native.MessageEvent,
  DOMException: native.DOMException,
  QuotaExceededError: native.QuotaExceededError,
  ...native.ferry,
  run,
  jobsAlive: native.jobsAlive,
  depositPort,
  takePort,
  ref,
  unref,
};
