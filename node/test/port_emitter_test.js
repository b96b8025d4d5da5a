// What ports have beside the standard's interface, as Node's own do.
'use strict';

const assert = require('node:assert');
const {test} = require('node:test');
const {once} = require('node:events');
const ferry = require('../package');
const {alsoInWorker} = require('./run_in_worker');

test('on() gives the value, and starts the port', async () => {
  const {port1, port2} = new ferry.MessageChannel();
  port1.postMessage({a: 1});
  const [value] = await once(port2, 'message');
  assert.deepStrictEqual(value, {a: 1});
  port1.close();
});

test('once() is heard once, off() not at all', async () => {
  const {port1, port2} = new ferry.MessageChannel();
  const heard = [];
  const removed = () => heard.push('removed');
  port2.once('message', (value) => heard.push(['once', value]));
  port2.on('message', removed).off('message', removed);
  assert.strictEqual(port2.listenerCount('message'), 1);
  const last = new Promise((resolve) => port2.on('message', (value) => value === 2 && resolve()));
  assert.deepStrictEqual(port2.eventNames(), ['message']);
  port1.postMessage(1);
  port1.postMessage(2);
  await last;
  assert.deepStrictEqual(heard, [['once', 1]]);
  port2.removeAllListeners();
  assert.strictEqual(port2.listenerCount('message'), 0);
  port1.close();
});

test('emit() calls the listeners with values', () => {
  const {port1} = new ferry.MessageChannel();
  const heard = [];
  port1.once('message', (...values) => heard.push(values));
  assert.strictEqual(port1.emit('message', 1, 2), true);
  assert.strictEqual(port1.emit('message', 3), false);
  assert.deepStrictEqual(heard, [[1, 2]]);
  port1.close();
});

test('the listener is called on its port', async () => {
  const {port1, port2} = new ferry.MessageChannel();
  const receiver = new Promise((resolve) => port2.on('message', function() { resolve(this); }));
  port1.postMessage(0);
  assert.strictEqual(await receiver, port2);
  port1.close();
});

test('a listener that is no function is a TypeError', () => {
  const {port1} = new ferry.MessageChannel();
  assert.throws(() => port1.on('message', 1), {name: 'TypeError', message: /'message'/});
  port1.close();
});

test("'close' fires once at each end", async () => {
  const {port1, port2} = new ferry.MessageChannel();
  let heard = 0;
  const both = Promise.all([once(port1, 'close'), once(port2, 'close')]);
  port1.on('close', () => ++heard);
  port1.close(() => ++heard);
  port1.close();
  await both;
  await new Promise(setImmediate);
  assert.strictEqual(heard, 2);
});

test('receives without an event', () => {
  const {port1, port2} = new ferry.MessageChannel();
  port1.postMessage({a: 1});
  assert.deepStrictEqual(ferry.receiveMessageOnPort(port2).message, {a: 1});
  assert.strictEqual(ferry.receiveMessageOnPort(port2), undefined);
  port1.close();
});

test('a broadcast channel has them too', async () => {
  const [one, two] = [1, 2].map(() => new ferry.BroadcastChannel('emitter'));
  const heard = once(two, 'message');
  one.postMessage('news');
  assert.deepStrictEqual(await heard, ['news']);
  one.close();
  two.close();
});

alsoInWorker(__filename);
