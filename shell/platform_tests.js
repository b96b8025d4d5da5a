// What the web platform says of channels, ports and events, where it is easy to
// get wrong.
//
//   tools/bazel run //shell -- shell/platform_tests.js
'use strict';

load('harness.js');

const messageOf = (port) => new Promise((resolve) => {
  port.addEventListener('message', resolve, {once: true});
  port.start?.();
});
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
const channel = (t) => {
  const made = new MessageChannel();
  t.add_cleanup(() => {
    made.port1.close();
    made.port2.close();
  });
  return made;
};

// -- Order ---------------------------------------------------------------------

promise_test(async (t) => {
  const {port1, port2} = channel(t);
  const heard = [];
  port2.onmessage = ({data}) => heard.push(data);
  for (let i = 0; i < 3000; ++i) port1.postMessage(i);
  assert_equals(heard.length, 0, 'nothing arrives at once');
  while (heard.length < 3000) await turn();
  assert_true(heard.every((value, i) => value === i), 'the order');
}, 'many messages arrive in order');

promise_test(async (t) => {
  const {port1, port2} = channel(t);
  const log = [];
  port2.onmessage = ({data}) => {
    log.push(data);
    queueMicrotask(() => log.push(`after ${data}`));
  };
  port1.postMessage(1);
  port1.postMessage(2);
  setTimeout(() => log.push('timer'));
  while (log.length < 5) await turn();
  assert_true(log.indexOf('after 1') < log.indexOf(2), 'microtasks between');
}, 'each message is a task of its own');

promise_test(async (t) => {
  const {port1, port2} = channel(t);
  const {port1: a, port2: b} = channel(t);
  b.postMessage('waiting');
  port1.postMessage(null, [a]);
  b.postMessage('late');
  const {ports: [moved]} = await messageOf(port2);
  const heard = [];
  moved.onmessage = ({data}) => heard.push(data);
  b.postMessage('later');
  while (heard.length < 3) await turn();
  assert_array_equals(heard, ['waiting', 'late', 'later'], 'the messages');
}, 'a port moves with its queue, and goes on receiving');

// -- Transfers -------------------------------------------------------------------

test((t) => {
  const {port1, port2} = channel(t);
  const buffer = new ArrayBuffer(4);
  assert_throws_dom('DataCloneError',
                    () => port1.postMessage(null, [buffer, port1]), 'itself');
  assert_throws_dom('DataCloneError',
                    () => port1.postMessage(null, [buffer, buffer]), 'twice');
  assert_throws_dom('DataCloneError', () => port1.postMessage(port2), 'unlisted');
  assert_equals(buffer.byteLength, 4, 'the buffer');
}, 'a refused transfer moves nothing');

promise_test(async (t) => {
  const {port1, port2} = channel(t);
  const sent = [channel(t).port1, channel(t).port1, channel(t).port1];
  port1.postMessage({last: sent[2]}, [sent[1], sent[0], sent[2]]);
  const {data, ports} = await messageOf(port2);
  assert_equals(ports.length, 3, 'how many');
  assert_equals(data.last, ports[2], 'identity with the data');
  assert_throws_js(TypeError, () => {
    ports.push(1);
  }, 'the array is frozen');
}, 'event.ports has the order of the list');

test((t) => {
  const {port1} = channel(t);
  const list = [];
  list[Symbol.iterator] = function*() {
    throw list;
  };
  assert_throws_exactly(list, () => port1.postMessage(0, list), 'the iterator');
  port1.postMessage(0, {get transfer() { return undefined; }});
  assert_throws_js(TypeError, () => port1.postMessage(0, {transfer: null}),
                   'null is no sequence');
}, 'the transfer list is converted as WebIDL says');

// -- Closing ---------------------------------------------------------------------

promise_test(async (t) => {
  const {port1, port2} = channel(t);
  const log = [];
  port1.onclose = () => log.push('port1');
  port2.onclose = () => log.push('port2');
  port2.onmessage = ({data}) => log.push(data);
  port1.postMessage('sent');
  port1.close();
  port1.close();
  await turn();
  await turn();
  assert_array_equals(log, ['sent', 'port2'], 'the events');
}, 'close is told once, to the other end, after the messages');

promise_test(async (t) => {
  const {port1, port2} = channel(t);
  const buffer = new ArrayBuffer(4);
  port2.close();
  port1.postMessage(buffer, [buffer]);
  assert_equals(buffer.byteLength, 0, 'the buffer is gone all the same');
  assert_throws_dom('DataCloneError', () => port1.postMessage(() => {}),
                    'the message is still checked');
}, 'a message to a closed port is serialized and lost');

// -- Handlers --------------------------------------------------------------------

async_test((t) => {
  const {port1, port2} = new MessageChannel();
  port2.onmessage = t.step_func_done(function(event) {
    assert_equals(this, port2, 'the receiver');
    assert_equals(event.currentTarget, port2, 'the current target');
    port1.close();
  });
  port1.postMessage(0);
}, 'a handler is called on its target');

promise_test(async (t) => {
  const {port1, port2} = channel(t);
  port2.addEventListener('message', t.unreached_func('it is not started'));
  port1.postMessage(0);
  await turn();
}, 'addEventListener does not start a port');

promise_test(async (t) => {
  const {port1, port2} = channel(t);
  port1.postMessage(0);
  port2.onmessage = null;
  await turn();
  const late = t.unreached_func('the message was delivered to nobody');
  port2.addEventListener('message', late);
  await turn();
}, 'onmessage = null starts a port');

test(() => {
  const target = new EventTarget();
  const log = [];
  const object = {
    get handleEvent() {
      log.push('got');
      return () => log.push('called');
    },
  };
  target.addEventListener('x', object);
  target.dispatchEvent(new Event('x'));
  target.dispatchEvent(new Event('x'));
  assert_array_equals(log, ['got', 'called', 'got', 'called'], 'the steps');
}, 'handleEvent is looked up for each event');

test(() => {
  const target = new EventTarget();
  const order = [];
  target.addEventListener('x', {
    get passive() { order.push('passive'); },
    get capture() { order.push('capture'); },
    get once() { order.push('once'); },
    get signal() { order.push('signal'); },
  });
  target.addEventListener('x', () => {}, {
    get passive() { order.push('passive'); },
    get capture() { order.push('capture'); },
    get once() { order.push('once'); },
    get signal() { order.push('signal'); },
  });
  assert_array_equals(order, ['capture', 'once', 'passive', 'signal'],
                      'the order of the options');
}, 'options are read as a dictionary is');

// -- Errors ----------------------------------------------------------------------

test(() => {
  const error = new QuotaExceededError('full', {quota: 1, requested: 2});
  assert_true(error instanceof DOMException, 'it is a DOMException');
  assert_equals(error.name, 'QuotaExceededError', 'the name');
  assert_equals(error.code, 22, 'the code');
  assert_equals(error.quota, 1, 'the quota');
  const copy = structuredClone(error);
  assert_true(copy instanceof QuotaExceededError, 'the copy');
  assert_equals(copy.requested, 2, 'what was requested');
  assert_equals(new QuotaExceededError().quota, null, 'no quota');
  assert_throws_js(RangeError, () => new QuotaExceededError('', {quota: -1}));
  assert_throws_js(RangeError,
                   () => new QuotaExceededError('', {quota: 2, requested: 1}));
}, 'QuotaExceededError is a DOMException with amounts');

// -- Workers ---------------------------------------------------------------------

promise_test(async (t) => {
  const worker = new Worker(`
    load('harness.js');
    promise_test(async () => {
      assert_equals(self, globalThis, 'self');
      assert_true(self instanceof EventTarget, 'the global object');
      const {port1, port2} = new MessageChannel();
      port1.postMessage('inside');
      await new Promise((resolve) => port2.onmessage = resolve);
      port1.close();
    }, 'a test inside');
    queue.then(() => postMessage(results));`, {eval: true});
  const {data} = await messageOf(worker);
  assert_equals(data.passed, 1, 'the tests that passed');
  assert_equals(data.failed, 0, 'those that failed');
}, 'a worker has all that tests need');

finish();
