// Node's own classes whose objects V8 alone would clone as plain ones: which are cloned,
// and how, and which are refused by name.
'use strict';

const buffer = require('node:buffer');
const net = require('node:net');
const perfHooks = require('node:perf_hooks');

const base64 = (bytes) => Buffer.from(bytes).toString('base64');
const bytesOf = (text) => Buffer.from(text, 'base64');

// The functions of a class whose objects are copies of what they are made of.
const json = (pack, unpack) => ({
  pack: (object) => JSON.stringify(pack(object)),
  unpack: (packed) => unpack(JSON.parse(packed)),
});

function domException({message, name, stack, quota, requested}) {
  const error = name === 'QuotaExceededError' && typeof QuotaExceededError === 'function' ?
    new QuotaExceededError(message, {quota: quota ?? undefined, requested: requested ?? undefined}) :
    new DOMException(message, name);
  Object.defineProperty(error, 'stack',
    {value: stack, writable: true, configurable: true, enumerable: false});
  return error;
}

function domExceptionParts(error) {
  try {
    const {message, name, stack, quota, requested} = error;
    return {message, name, stack, quota, requested};
  } catch {
    throw new DOMException('An object that only inherits from DOMException could not be cloned.',
      'DataCloneError');
  }
}

const always = [
  [DOMException, 'DOMException', json(domExceptionParts, domException)],
  [net.SocketAddress, 'SocketAddress', json(
    ({address, port, family, flowlabel}) => ({address, port, family, flowlabel}),
    (options) => new net.SocketAddress(options))],
  [net.BlockList, 'BlockList'],
  [buffer.Blob, 'Blob'],
  [Object.getPrototypeOf(perfHooks.createHistogram().constructor), 'Histogram'],
];

// Only where Node was built with OpenSSL.
function cryptoClasses() {
  const crypto = require('node:crypto');
  return [
    [crypto.KeyObject, 'KeyObject', json(
      (key) => [key.type, base64(key.export(exportOptions[key.type]))],
      ([type, bytes]) => makeKey(crypto, type, bytesOf(bytes)))],
    [crypto.X509Certificate, 'X509Certificate', {
      pack: (certificate) => base64(certificate.raw),
      unpack: (packed) => new crypto.X509Certificate(bytesOf(packed)),
    }],
    [globalThis.CryptoKey, 'CryptoKey'],
  ];
}

const exportOptions = {
  secret: undefined,
  public: {type: 'spki', format: 'der'},
  private: {type: 'pkcs8', format: 'der'},
};

function makeKey(crypto, type, key) {
  if (type === 'secret') return crypto.createSecretKey(key);
  return type === 'public' ?
    crypto.createPublicKey({key, ...exportOptions.public}) :
    crypto.createPrivateKey({key, ...exportOptions.private});
}

module.exports = (markNodeClass) => {
  const mark = ([constructor, name, functions]) => {
    if (typeof constructor !== 'function') return;
    markNodeClass(constructor, name, functions?.pack, functions?.unpack);
  };
  always.forEach(mark);
  if (process.versions.openssl !== undefined) cryptoClasses().forEach(mark);
  // The class of file handles has no name that a program could get at, but they have it.
  require('node:fs').promises.open(process.execPath).then((handle) => {
    mark([handle.constructor, 'FileHandle']);
    return handle.close();
  }).catch(() => {});
};
