// Worker threads that begin with a port of ferry.
'use strict';

const {once} = require('node:events');
const {Worker} = require('node:worker_threads');
const ferry = require('../package');

const packagePath = JSON.stringify(require.resolve('../package'));

// The next message.
exports.message = (port) => new Promise((resolve) => {
  port.onmessage = (event) => {
    port.onmessage = null;
    resolve(event.data);
  };
});

// `body` has `ferry` and `port`. `exited` is a promise from the start, as a worker
// may end before its last message is heard.
exports.startWorker = (body) => {
  const {port1, port2} = new ferry.MessageChannel();
  const worker = new Worker(`
    const ferry = require(${packagePath});
    const port = ferry.takePort(require('node:worker_threads').workerData);
    ${body}
  `, {eval: true, workerData: ferry.depositPort(port2)});
  return {worker, exited: once(worker, 'exit'), port: port1};
};
