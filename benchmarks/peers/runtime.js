// What differs between the runtimes that run the scripts of this folder: ferry's
// shell, Node.js, Deno, Bun. Each of them begins with
//
//   await (typeof load === 'function' ? load('runtime.js') : import('./runtime.js'));
//
// and has these on the global object.
'use strict';

globalThis.runtime = typeof Deno !== 'undefined' ? 'deno'
    : typeof Bun !== 'undefined'                 ? 'bun'
    : typeof process !== 'undefined'             ? 'node'
                                                 : 'shell';

// Those after the script's name.
globalThis.scriptArguments = runtime === 'deno' ? Deno.args
    : runtime === 'shell'                       ? scriptArgs
                                                : process.argv.slice(2);

globalThis.readText = (path) => runtime === 'deno' ? Deno.readTextFileSync(path)
    : runtime === 'shell'
        ? readFile(path)
        : process.getBuiltinModule('fs').readFileSync(path, 'utf8');

// A worker whose script `body` calls send(value) and defines receive(value):
// {post(value, transfer), listen(callback), end()}.
globalThis.startWorker = (body) => {
  if (runtime === 'node') {
    const {Worker} = process.getBuiltinModule('worker_threads');
    const worker = new Worker(`
      const {parentPort} = require('worker_threads');
      const send = (value) => parentPort.postMessage(value);
      ${body}
      parentPort.on('message', receive);`, {eval: true});
    return {
      post: (value, transfer) => worker.postMessage(value, transfer),
      listen: (callback) => {
        worker.removeAllListeners('message');
        worker.on('message', callback);
      },
      end: () => worker.terminate(),
    };
  }
  const source = `
    const send = (value) => postMessage(value);
    ${body}
    onmessage = (event) => receive(event.data);`;
  const worker = runtime === 'shell' ?
      new Worker(source, {eval: true}) :
      new Worker(URL.createObjectURL(
                     new Blob([source], {type: 'application/javascript'})),
                 {type: 'module'});
  return {
    post: (value, transfer = []) => worker.postMessage(value, transfer),
    listen: (callback) => {
      worker.onmessage = (event) => callback(event.data);
    },
    end: () => worker.terminate(),
  };
};

globalThis.median = (values) =>
    values.sort((a, b) => a - b)[values.length >> 1];
