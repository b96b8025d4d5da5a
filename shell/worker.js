// Worker: a script on a thread of its own, with an isolate and a loop of its
// own.
//
//   tools/bazel run //shell -- shell/worker.js
'use strict';

load('support.js');

const start = (source, options) => new Worker(source, {eval: true, ...options});
const answer = async (worker) => (await next(worker, 'message')).data;

example('a worker answers', async () => {
  equal(await ask(({data}) => postMessage(data + 1), 41), 42, 'the answer');
});

example('workerData is there from the beginning, also what moves', async () => {
  const buffer = new ArrayBuffer(8);
  const worker = start('postMessage(workerData.buffer.byteLength)', {
    workerData: {buffer},
    transferList: [buffer],
  });
  equal(await answer(worker), 8, 'what it got');
  equal(buffer.byteLength, 0, 'what is left');
});

example('limits hold both ways, and for workerData', async () => {
  const limits = {bytes: 30};
  const long = 'x'.repeat(30);
  const refused = (work) => throws('DataCloneError', /Limits::bytes/, work);
  refused(() => start('', {limits, workerData: long}));
  const worker = start(`
    try {
      postMessage('x'.repeat(30));
    } catch ({name}) {
      postMessage(name);
    }`, {limits});
  equal(await answer(worker), 'DataCloneError', 'what it may not send');
  refused(() => worker.postMessage(long));
});

example('a worker ends by itself where it waits for nothing', async () => {
  const worker = start('setTimeout(() => postMessage("late"), 5)');
  equal(await answer(worker), 'late', 'its last words');
});

example('close() ends it after the task that it is in', async () => {
  const worker = start(`
    setTimeout(() => postMessage('never'));
    close();
    postMessage('still here');`);
  equal(await answer(worker), 'still here', 'what it said');
  worker.onmessage = () => check(false, 'it said something else');
  await wait(20);
});

example('close() ends also what its ports have waiting', async () => {
  const worker = start(`
    onmessage = () => {
      close();
      const {port1, port2} = new MessageChannel();
      port1.onmessage = () => postMessage('never');
      port2.postMessage(null);
      postMessage('still here');
    };`);
  worker.postMessage('a task that ports share');
  equal(await answer(worker), 'still here', 'what it said');
  worker.onmessage = () => check(false, 'it said something else');
  await wait(20);
});

example('terminate() ends it in the midst of anything', async () => {
  const worker = start('postMessage("begun"); for (;;);');
  equal(await answer(worker), 'begun', 'what it said');
  worker.terminate();
  worker.postMessage('lost');
});

example('a port connects a worker with another one', async () => {
  const {port1, port2} = new MessageChannel();
  const echo = start(`onmessage = ({ports: [port]}) => {
    port.onmessage = ({data}) => port.postMessage(data.toUpperCase());
  }`);
  const asker = start(`onmessage = ({ports: [port]}) => {
    port.onmessage = ({data}) => postMessage(data);
    port.postMessage('through a channel');
  }`);
  echo.postMessage(null, [port1]);
  asker.postMessage(null, [port2]);
  equal(await answer(asker), 'THROUGH A CHANNEL', 'the answer');
  echo.terminate();
  asker.terminate();
});

example('workers have workers', async () => {
  const worker = start(`
    const inner = new Worker('postMessage(workerData * 2)',
                             {eval: true, workerData: workerData + 1});
    inner.onmessage = ({data}) => postMessage(data);`, {workerData: 20});
  equal(await answer(worker), 42, 'the answer');
});

example('an error becomes an event, and the worker lives on', async () => {
  const worker = start(`onmessage = ({data}) => {
    if (data === 'fail') throw new RangeError('as you wish');
    postMessage(data);
  };`);
  worker.postMessage('fail');
  const error = await new Promise((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(event);
    };
  });
  equal(error.message, 'Uncaught RangeError: as you wish', 'its message');
  equal(error.lineno, 2, 'its line');
  equal(error.error.name, 'RangeError', 'the error itself');
  worker.postMessage('alive');
  equal(await answer(worker), 'alive', 'what it says');
  worker.terminate();
});

example('its own onerror hears of it first', async () => {
  const worker = start(`
    onerror = (message) => {
      postMessage(message);
      return true;
    };
    setTimeout(() => { throw new Error('inner'); });`);
  equal(await answer(worker), 'Uncaught Error: inner', 'what it heard');
});

example('what cannot be read there is a messageerror', async () => {
  class Unknown {
    [ferry.kClone]() {
      return {data: 0, deserializeInfo: 'nobody:Unknown'};
    }
  }
  ferry.markClass(Unknown, true, false);
  const worker =
      start('onmessageerror = (event) => postMessage(event.error.message);');
  worker.postMessage(new Unknown());
  equal(await answer(worker),
        'Class "nobody:Unknown" is not registered in this realm. Register it ' +
        'before the message is read.', 'why');
  worker.terminate();
});

example('wrong arguments are errors', () => {
  throws('TypeError', /1 argument required/, () => new Worker());
  throws('TypeError', /use the 'new' operator/, () => Worker('x.js'));
  throws('Error', /cannot read ".*missing.js"/, () => new Worker('missing.js'));
  throws('DataCloneError', undefined,
         () => start('', {workerData: () => {}}));
});

allRight();
