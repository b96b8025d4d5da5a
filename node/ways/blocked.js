'use strict';

const {performance} = require('node:perf_hooks');

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

/**
 * For how many milliseconds the event loop was at work, and not waiting, from the
 * call of `start` until the promise that it returns is settled; and how long that
 * took in all.
 */
exports.blockedFor = async (start) => {
  await turn();
  const begin = performance.now();
  const before = performance.eventLoopUtilization();
  await start();
  return {
    blocked: performance.eventLoopUtilization(before).active,
    total: performance.now() - begin,
  };
};
