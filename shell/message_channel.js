// MessageChannel: two ports, each of which hears what the other one is told.
//
//   tools/bazel run //shell -- shell/message_channel.js
'use strict';

load('support.js');

// What `port` hears until it was told `count` messages.
const hear = (port, count) => new Promise((resolve) => {
  const heard = [];
  port.onmessage = ({data}) => {
    heard.push(data);
    if (heard.length === count) resolve(heard);
  };
});

example('messages arrive later, in their order', async () => {
  const {port1, port2} = new MessageChannel();
  const heard = hear(port2, 3);
  port1.postMessage('one');
  port1.postMessage({two: 2});
  port1.postMessage([3n]);
  const [one, two, three] = await heard;
  equal(one, 'one', 'the first');
  equal(two.two, 2, 'the second');
  equal(three[0], 3n, 'the third');
  port1.close();
});

example('a port waits until it is started', async () => {
  const {port1, port2} = new MessageChannel();
  const heard = [];
  port2.addEventListener('message', ({data}) => heard.push(data));
  port1.postMessage('early');
  await wait(10);
  equal(heard.length, 0, 'what was heard before start()');
  port2.start();
  await wait(10);
  equal(heard.join(), 'early', 'what was heard after it');
  port1.close();
});

example('the news of a close waits for nothing, and messages are not lost',
        async () => {
  const {port1, port2} = new MessageChannel();
  const events = [];
  port2.addEventListener('message', ({data}) => events.push(data));
  port2.addEventListener('close', () => events.push('close'));
  port1.postMessage('unread');
  port1.close();
  await wait(10);
  equal(events.join(), 'close', 'what happened before start()');
  port2.start();
  await wait(10);
  equal(events.join(), 'close,unread', 'what happened after it');
});

example('a buffer moves, with a list or with an option', async () => {
  const {port1, port2} = new MessageChannel();
  const heard = hear(port2, 2);
  const first = new ArrayBuffer(8);
  const second = new ArrayBuffer(16);
  port1.postMessage(first, [first]);
  port1.postMessage(second, {transfer: [second]});
  equal(first.byteLength + second.byteLength, 0, 'what is left');
  const [one, two] = await heard;
  equal(one.byteLength + two.byteLength, 24, 'what arrived');
  port1.close();
});

example('a message that fails gives nothing up', () => {
  const {port1} = new MessageChannel();
  const buffer = new ArrayBuffer(8);
  throws('DataCloneError', /could not be cloned/,
         () => port1.postMessage([buffer, () => {}], [buffer]));
  throws('DataCloneError', undefined,
         () => port1.postMessage(buffer, [buffer, port1]));
  equal(buffer.byteLength, 8, 'the buffer');
});

example('a port moves with the messages that wait in it', async () => {
  const outer = new MessageChannel();
  const inner = new MessageChannel();
  inner.port1.postMessage('before');
  outer.port1.postMessage('here is a port', [inner.port2]);
  inner.port1.postMessage('after');
  outer.port2.start();
  const {ports} = await next(outer.port2, 'message');
  equal(ports.length, 1, 'the number of ports');
  check(ports[0] instanceof MessagePort, 'it is a MessagePort');
  check(Object.isFrozen(ports), 'their array is frozen');
  const heard = await hear(ports[0], 2);
  equal(heard.join(), 'before,after', 'what it heard');
  throws('DataCloneError', undefined,
         () => outer.port1.postMessage(0, [inner.port2]));
  inner.port1.close();
  outer.port1.close();
});

example('what was sent before close() arrives, then the close event',
        async () => {
  const {port1, port2} = new MessageChannel();
  const log = [];
  port2.onmessage = ({data}) => log.push(data);
  port1.onclose = () => log.push('port1 closed');
  const closed = new Promise((resolve) => port2.onclose = resolve);
  port1.postMessage('last words');
  port1.close();
  port1.postMessage('never heard');
  await closed;
  await wait(10);
  equal(log.join(), 'last words', 'what happened');
});

example('a port that moved on sends from where it is now', async () => {
  const {port1, port2} = new MessageChannel();
  const moved = structuredClone(port2, {transfer: [port2]});
  const heard = hear(port1, 1);
  moved.postMessage('from the new one');
  equal((await heard)[0], 'from the new one', 'what arrived');
  port1.close();
});

example('wrong arguments are TypeErrors', () => {
  const {port1} = new MessageChannel();
  throws('TypeError', /1 argument required/, () => port1.postMessage());
  throws('TypeError', /not iterable/,
         () => port1.postMessage(0, {transfer: 5}));
  throws('TypeError', /entry 0/, () => port1.postMessage(0, [5]));
  throws('TypeError', 'Illegal constructor', () => new MessagePort());
  throws('TypeError', 'Illegal invocation',
         () => MessagePort.prototype.start.call({}));
});

allRight();
