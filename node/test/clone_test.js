'use strict';

const assert = require('node:assert');
const {test} = require('node:test');
const ferry = require('../package');
const {alsoInWorker} = require('./run_in_worker');

test('clones what the standard clones', () => {
  const value = {
    date: new Date(0),
    map: new Map([[1, new Set(['a'])]]),
    error: new RangeError('far'),
    bytes: new Uint8Array([1, 2, 3]),
    big: 2n ** 70n,
  };
  value.self = value;
  const copy = ferry.structuredClone(value);
  assert.deepStrictEqual(copy, value);
  assert.notStrictEqual(copy, value);
  assert.strictEqual(copy.self, copy);
});

test('makes objects of this realm', () => {
  const copy = ferry.structuredClone([new Map, {}, new Error('e')]);
  assert.ok(copy[0] instanceof Map);
  assert.strictEqual(Object.getPrototypeOf(copy[1]), Object.prototype);
  assert.ok(copy[2] instanceof Error);
});

test('transfers buffers', () => {
  const buffer = new ArrayBuffer(8);
  const copy = ferry.structuredClone({buffer}, {transfer: [buffer]});
  assert.strictEqual(buffer.byteLength, 0);
  assert.strictEqual(copy.buffer.byteLength, 8);
});

test('names the place of what cannot be cloned, and gives nothing up', () => {
  const buffer = new ArrayBuffer(8);
  assert.throws(
    () => ferry.structuredClone({rows: [{onclick() {}}]}, {transfer: [buffer]}),
    (error) => error.name === 'DataCloneError' && error.path === '$.rows[0].onclick',
  );
  assert.strictEqual(buffer.byteLength, 8);
});

test('clones a marked class by its protocol', () => {
  class Point {
    constructor(x, y) { Object.assign(this, {x, y}); }
    [ferry.kClone]() { return {data: [this.x, this.y], deserializeInfo: 'test:Point'}; }
    [ferry.kDeserialize]([x, y]) { Object.assign(this, {x, y}); }
  }
  ferry.registerClass('test:Point', Point);
  ferry.markClass(Point, true, false);
  const copy = ferry.structuredClone(new Point(3, 4));
  assert.ok(copy instanceof Point);
  assert.deepStrictEqual({...copy}, {x: 3, y: 4});
});

test('throws errors of the class that Node has', () => {
  assert.strictEqual(ferry.DOMException, DOMException);
  for (const fails of [
    () => ferry.structuredClone(() => {}),
    () => ferry.structuredClone({}, {transfer: [new ArrayBuffer(1), {}]}),
    () => ferry.deserialize(new Uint8Array([0])),
    () => ferry.deserialize(ferry.serialize([[[1]]]), {limits: {depth: 1}}),
  ]) {
    assert.throws(fails, (error) => error instanceof DOMException && error instanceof Error &&
      /clone_test\.js/.test(error.stack));
  }
  const {port1, port2} = new ferry.MessageChannel();
  ferry.setQueueLimits(port2, {messages: 1});
  port1.postMessage(1);
  assert.throws(() => port1.postMessage(2), (error) => error instanceof DOMException &&
    error.name === 'QuotaExceededError' && error.quota === null && error.requested === null);
  port1.close();
});

test('serializes for storage', () => {
  const bytes = ferry.serialize({a: [1, 2]});
  assert.deepStrictEqual(ferry.deserialize(bytes), {a: [1, 2]});
  assert.deepStrictEqual(require('node:v8').deserialize(bytes), {a: [1, 2]});
  assert.throws(() => ferry.deserialize(bytes.subarray(0, 4)), {name: 'DataCloneError'});
});

alsoInWorker(__filename);
