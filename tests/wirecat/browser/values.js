// What page.html stores.

const loop = {name: 'loop'};
loop.self = loop;
loop.list = [loop, new Map([[loop, new Set([loop])]])];

const shared = new Uint8Array([1, 2, 3, 4]).buffer;

const subtle = (...how) => crypto.subtle.generateKey(...how);

const values = {
  undefined: () => undefined,
  null: () => null,
  booleans: () => [true, false],
  numbers: () => [0, -0, 1, -1, 1.5, 2 ** 31, -(2 ** 31), 2 ** 53, NaN, Infinity, -Infinity],
  bigints: () => [0n, 1n, -1n, 2n ** 64n, -(2n ** 70n)],
  strings: () => ['', 'latin \u00e9', 'two bytes \u20ac', '\ud83d\ude00', 'lone \ud800', '$dollar'],
  objects: () => ({a: 1, 7: 'seven', $ref: 'not one', '': {}, '\u00fc': [[]], '\u8857': null}),
  arrays: () => [1, , undefined, 'x'],
  boxed: () => [new Boolean(true), new Boolean(false), new Number(-0), new String('s'), Object(5n)],
  dates: () => [new Date(0), new Date(NaN), new Date(8.64e15)],
  regexps: () => [/a\/b/gi, /\p{L}/u, /[a--b]/v],
  collections: () => [new Map([['a', 1], [{}, new Map]]), new Set([1, 'a', {}])],
  cycle: () => loop,
  buffers: () => [shared, new Uint8Array(shared, 1, 2), new DataView(shared), new Float64Array([1.5, -0]),
                  new BigInt64Array([-1n]), new Uint8ClampedArray([255]), shared],
  float16: () => new Float16Array([1.5]),
  resizable: () => [new ArrayBuffer(4, {maxByteLength: 16})],
  errors: () => [new TypeError('t'), new Error('e', {cause: {a: 1}}), new RangeError('')],

  blob: () => new Blob(['hello'], {type: 'text/plain'}),
  blobs: () => ({a: new Blob([]), b: new Blob(['x'.repeat(1000)], {type: 'image/x'})}),
  file: () => new File(['content'], 'na\u00efve.txt', {type: 'text/x', lastModified: 86400000}),
  fileList: () => {
    const transfer = new DataTransfer;
    transfer.items.add(new File(['1'], 'one', {lastModified: 1000}));
    transfer.items.add(new File(['22'], 'two', {type: 'a/b', lastModified: 2000}));
    return transfer.files;
  },
  imageData: () => new ImageData(new Uint8ClampedArray([1, 2, 3, 4, 5, 6, 7, 8]), 2, 1),
  imageDataP3: () => new ImageData(1, 2, {colorSpace: 'display-p3'}),
  imageDataFloat16: () => new ImageData(1, 1, {pixelFormat: 'rgba-float16'}),
  imageBitmap: () => createImageBitmap(new ImageData(2, 2)),
  exception: () => new DOMException('a message', 'AbortError'),
  quotaExceeded: () => new QuotaExceededError('full', {quota: 10, requested: 20.5}),
  quotaExceededPlain: () => new QuotaExceededError('full'),
  point: () => new DOMPoint(1, -2.5, 3, 1),
  pointReadOnly: () => new DOMPointReadOnly(0, 1, 2, 3),
  rect: () => new DOMRect(1, 2, -3, 4.5),
  rectReadOnly: () => new DOMRectReadOnly(1, 2, 3, 4),
  quad: () => new DOMQuad({x: 1, y: 2}, {x: 3, y: 4, z: 5, w: 6}, {x: 7}, {y: 8}),
  matrix: () => new DOMMatrix([1, 2, 3, 4, 5, 6]),
  matrix3D: () => new DOMMatrix([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
  matrixReadOnly: () => new DOMMatrixReadOnly([1, 0, 0, 1, 0, -0]),
  matrix3DReadOnly: () => DOMMatrixReadOnly.fromFloat64Array(new Float64Array(16).fill(0.5)),
  aes: () => subtle({name: 'AES-GCM', length: 256}, true, ['encrypt', 'decrypt']),
  aesKw: () => subtle({name: 'AES-KW', length: 128}, false, ['wrapKey', 'unwrapKey']),
  hmac: () => subtle({name: 'HMAC', hash: 'SHA-384'}, true, ['sign', 'verify']),
  rsa: async () => (await subtle({name: 'RSA-PSS', hash: 'SHA-256', modulusLength: 1024,
                                  publicExponent: new Uint8Array([1, 0, 1])},
                                 false, ['sign', 'verify'])).publicKey,
  ecdsa: async () => (await subtle({name: 'ECDSA', namedCurve: 'P-256'}, true, ['sign'])).privateKey,
  ecdh: async () => (await subtle({name: 'ECDH', namedCurve: 'P-521'}, true, ['deriveBits'])).publicKey,
  ed25519: async () => (await subtle('Ed25519', true, ['sign', 'verify'])).publicKey,
  x25519: async () => (await subtle('X25519', true, ['deriveKey'])).privateKey,
  pbkdf2: () => crypto.subtle.importKey('raw', new Uint8Array(8), 'PBKDF2', false, ['deriveBits', 'deriveKey']),
  mlDsa: async () => (await subtle('ML-DSA-44', true, ['sign', 'verify'])).publicKey,
  mlKem: async () => (await subtle('ML-KEM-768', true, ['encapsulateKey', 'decapsulateKey'])).publicKey,
  chaCha: () => subtle({name: 'ChaCha20-Poly1305'}, true, ['encrypt']),
  certificate: () => RTCPeerConnection.generateCertificate({name: 'ECDSA', namedCurve: 'P-256'}),
  fileHandle: async () => (await navigator.storage.getDirectory()).getFileHandle('a file', {create: true}),
  directoryHandle: async () => (await navigator.storage.getDirectory()).getDirectoryHandle('a folder', {create: true}),
  mixed: () => [new DOMPoint(1, 2, 3, 4), {key: new DOMException('m', 'n')}, loop],

  // What a page may send but not store.
  port: () => new MessageChannel().port1,
  stream: () => new ReadableStream,
  canvas: () => new OffscreenCanvas(1, 1),
  chunk: () => new EncodedVideoChunk({type: 'key', timestamp: 0, data: new Uint8Array(1)}),
  sharedMemory: () => new WebAssembly.Memory({initial: 1, maximum: 1, shared: true}),
  module: () => new WebAssembly.Module(new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])),
};

const keys = [
  0, -0, -1.5, Infinity, -Infinity, 2 ** 53, new Date(0), new Date(-1), '', 'a', 'b', '\u00e9', '\u20ac',
  '\ud83d\ude00', '\ud800', new Uint8Array([]), new Uint8Array([0, 255]), new Uint8Array([1]).buffer,
  [], [1], [1, 'a', new Date(0), new Uint8Array([7])], [[[]]], [[1], 2], 'x'.repeat(200),
  // The edges of how the keys are written.
  '\0', '~', '\x7f', '\u7eff', '\u7f00', '\uffff', new Uint8Array(7).fill(1), new Uint8Array(8).fill(2),
  new Uint8Array(9).fill(3), new Uint8Array(16).fill(4), new Uint8Array(17).fill(5), [new Uint8Array(8), new Uint8Array(0)],
];

// Above 64 KiB Chromium compresses a value, and moves what is still larger to a Blob.
const noise = Uint32Array.from({length: 16500}, (_, i) => Math.imul(i * i + 1, 2654435761) ^ Math.imul(i, i << 7));
const large = {
  repetitive: 'abcdefgh'.repeat(10000),
  noise: {noise: new Uint8Array(noise.buffer), blob: new Blob(['after'])},
};
