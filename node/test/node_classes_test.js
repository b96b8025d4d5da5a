// What becomes of objects of Node's own classes, as the table of the README says.
'use strict';

const assert = require('node:assert');
const crypto = require('node:crypto');
const fs = require('node:fs');
const net = require('node:net');
const {test} = require('node:test');
const {createHistogram} = require('node:perf_hooks');
const {MessageChannel} = require('node:worker_threads');
const ferry = require('../package');
const {message, startWorker} = require('./port_worker');
const {alsoInWorker} = require('./run_in_worker');

const pair = crypto.generateKeyPairSync('ed25519');
function quotaError() {
  return typeof QuotaExceededError === 'function' ?
    new QuotaExceededError('full', {quota: 1, requested: 2}) :
    new DOMException('full', 'QuotaExceededError');
}

// An object, and what of its clone is compared.
const cloned = {
  'DOMException': [new DOMException('why', 'AbortError'),
    ({message, name, code, stack}) => [message, name, code, stack]],
  'a QuotaExceededError': [quotaError(),
    ({constructor, message, name, quota}) => [constructor, message, name, quota]],
  'SocketAddress': [new net.SocketAddress({address: '::1', family: 'ipv6', port: 80, flowlabel: 7}),
    ({address, family, port, flowlabel}) => [address, family, port, flowlabel]],
  'a secret KeyObject': [crypto.createSecretKey(Buffer.from('key')), (key) => [key.type, key.export()]],
  'a public KeyObject': [pair.publicKey,
    (key) => [key.type, key.asymmetricKeyType, key.export({type: 'spki', format: 'pem'})]],
  'a private KeyObject': [pair.privateKey,
    (key) => [key.type, key.asymmetricKeyType, key.export({type: 'pkcs8', format: 'pem'})]],
};

for (const [what, [object, facts]] of Object.entries(cloned)) {
  test(`${what} is cloned`, () => {
    for (const copy of [
      ferry.structuredClone(object),
      ferry.structuredClone({deep: [object]}).deep[0],
      ferry.receiveMessageOnPort(postedTo(object)).message,
    ]) {
      assert.notStrictEqual(copy, object);
      assert.strictEqual(Object.getPrototypeOf(copy), Object.getPrototypeOf(object));
      assert.deepStrictEqual(facts(copy), facts(object));
      // Node's own does the same.
      assert.deepStrictEqual(facts(structuredClone(object)), facts(object));
    }
  });
}

function postedTo(value) {
  const {port1, port2} = new ferry.MessageChannel();
  port1.postMessage(value);
  return port2;
}

const refused = {
  Blob: new Blob(['a']),
  File: new File(['a'], 'name'),
  BlockList: new net.BlockList,
  Histogram: createHistogram(),
  MessagePort: new MessageChannel().port1,
};

for (const [name, object] of Object.entries(refused)) {
  test(`${name} is refused by name`, () => {
    for (const value of [object, {deep: [object]}]) {
      assert.throws(() => ferry.structuredClone(value),
        (error) => error instanceof DOMException && error.name === 'DataCloneError' &&
          error.message.includes(name === 'File' ? 'Blob' : name));
    }
    assert.throws(() => ferry.structuredClone(object, {transfer: [object]}), {name: 'DataCloneError'});
  });
}

test('what only inherits from DOMException is refused', () => {
  assert.throws(() => ferry.structuredClone(Object.create(DOMException.prototype)),
    {name: 'DataCloneError', message: /only inherits/});
});

test('CryptoKey is refused by name', async () => {
  const key = await crypto.subtle.generateKey({name: 'AES-GCM', length: 128}, true, ['encrypt']);
  assert.throws(() => ferry.structuredClone({key}), {name: 'DataCloneError', message: /CryptoKey/});
});

test('FileHandle is refused by name, and stays open', async () => {
  const handle = await fs.promises.open(__filename);
  assert.throws(() => ferry.structuredClone({handle}), {name: 'DataCloneError', message: /FileHandle/});
  assert.throws(() => ferry.structuredClone(handle, {transfer: [handle]}), {name: 'DataCloneError'});
  assert.ok((await handle.read()).bytesRead > 0);
  await handle.close();
});

test('keys reach another thread', async () => {
  const {exited, port} = startWorker(`
    port.onmessage = ({data}) => {
      port.postMessage(require('node:crypto').sign(null, Buffer.from('text'), data));
      port.close();
    };
  `);
  port.postMessage(pair.privateKey);
  assert.ok(crypto.verify(null, Buffer.from('text'), pair.publicKey, await message(port)));
  await exited;
  port.close();
});

alsoInWorker(__filename);
