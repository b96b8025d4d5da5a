// What a value is, in the JSON that wirecat shows it as (docs/wire_format.md).

function describeNumber(number) {
  if (Number.isFinite(number) && !Object.is(number, -0)) return number;
  return {$number: Object.is(number, -0) ? '-0' : String(number)};
}

function hex(bytes) {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

function describeKey(key) {
  if (typeof key === 'number') return describeNumber(key);
  if (key instanceof Date) return {$date: key.getTime()};
  if (Array.isArray(key)) return key.map(describeKey);
  if (typeof key === 'string') return key;
  const bytes = ArrayBuffer.isView(key) ? new Uint8Array(key.buffer, key.byteOffset, key.byteLength)
                                        : new Uint8Array(key);
  return {$binary: hex(bytes)};
}

function shownBytes(buffer) {
  const bytes = new Uint8Array(buffer);
  return {hex: hex(bytes.subarray(0, 64)), byteLength: bytes.length};
}

const numbers = (value, names) =>
    Object.fromEntries(names.map(name => [name, describeNumber(value[name])]));
const pointNames = ['x', 'y', 'z', 'w'];
const rectNames = ['x', 'y', 'width', 'height'];
const elements = ['m11', 'm12', 'm13', 'm14', 'm21', 'm22', 'm23', 'm24',
                  'm31', 'm32', 'm33', 'm34', 'm41', 'm42', 'm43', 'm44'];

// The objects of the browser: by the name of their interface.
const interfaces = {
  Blob: (blob) => ({type: blob.type, size: blob.size}),
  File: (file) => ({type: file.type, size: file.size, name: file.name,
                    lastModified: file.lastModified}),
  FileList: (list) => ({files: Array.from(list, interfaces.File)}),
  DOMPoint: point => numbers(point, pointNames),
  DOMPointReadOnly: point => numbers(point, pointNames),
  DOMRect: rect => numbers(rect, rectNames),
  DOMRectReadOnly: rect => numbers(rect, rectNames),
  DOMQuad: quad => Object.fromEntries(
      ['p1', 'p2', 'p3', 'p4'].map(name => [name, numbers(quad[name], pointNames)])),
  DOMMatrix: matrix => numbers(matrix, matrix.is2D ? ['a', 'b', 'c', 'd', 'e', 'f'] : elements),
  DOMMatrixReadOnly: matrix => interfaces.DOMMatrix(matrix),
  DOMException: exception => ({name: exception.name, message: exception.message}),
  QuotaExceededError: exception => ({
    message: exception.message,
    ...(exception.quota === null ? {} : {quota: exception.quota}),
    ...(exception.requested === null ? {} : {requested: exception.requested}),
  }),
  ImageData: image => {
    const {hex, byteLength} = shownBytes(image.data.buffer);
    return {colorSpace: image.colorSpace, pixelFormat: image.pixelFormat ?? 'rgba-unorm8',
            width: image.width, height: image.height, data: {$bytes: hex, byteLength}};
  },
  ImageBitmap: bitmap => ({width: bitmap.width, height: bitmap.height}),
  CryptoKey: key => {
    const {name, length, hash, namedCurve, modulusLength, publicExponent} = key.algorithm;
    return {
      algorithm: name, type: key.type, extractable: key.extractable,
      usages: Array.from(key.usages), ...(length && {length}), ...(hash && {hash: hash.name}),
      ...(namedCurve && {namedCurve}), ...(modulusLength && {modulusLength}),
      ...(publicExponent && {publicExponent: {$bytes: hex(publicExponent), byteLength: publicExponent.length}}),
    };
  },
  RTCCertificate: () => ({}),
  FileSystemFileHandle: handle => ({name: handle.name}),
  FileSystemDirectoryHandle: handle => ({name: handle.name}),
};

function describeBuffer(buffer) {
  const {hex, byteLength} = shownBytes(buffer);
  return buffer.resizable ? {$resizable: hex, byteLength, maxByteLength: buffer.maxByteLength}
                          : {$arrayBuffer: hex, byteLength};
}

// What is long is the same again and again.
function describeString(text) {
  const part = text.slice(0, 8);
  return text.length > 1000 && text === part.repeat(text.length / 8)
      ? {$repeat: [part, text.length / 8]} : text;
}

const key = name => (name.startsWith('$') ? '$' : '') + name;

// `met` counts objects as V8 does.
function describe(value, met = new Map) {
  if (value === undefined) return {$undefined: true};
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return describeString(value);
  if (typeof value === 'number') return describeNumber(value);
  if (typeof value === 'bigint') {
    return {$bigint: (value < 0n ? '-0x' : '0x') + (value < 0n ? -value : value).toString(16)};
  }
  if (met.has(value)) return {$ref: met.get(value)};
  const number = met.size;
  if (ArrayBuffer.isView(value)) {
    const buffer = describe(value.buffer, met);
    met.set(value, met.size);
    return {$view: value.constructor.name, byteOffset: value.byteOffset,
            byteLength: value.byteLength, buffer};
  }
  met.set(value, number);
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  const members = () => Object.fromEntries(
      Object.keys(value).map(name => [key(name), describe(value[name], met)]));
  switch (tag) {
    case 'Object': return members();
    case 'Array': return Array.from(
        value, (element, index) => index in value ? describe(element, met) : {$hole: true});
    case 'Date': return {$date: describeNumber(value.getTime())};
    case 'RegExp': return {$regexp: value.source, flags: value.flags};
    case 'Boolean': return {$Boolean: value.valueOf()};
    case 'Number': return {$Number: describeNumber(value.valueOf())};
    case 'String': return {$String: value.valueOf()};
    case 'BigInt': return {$BigInt: describe(value.valueOf()).$bigint};
    case 'Map': return {$map: Array.from(value, entry => entry.map(part => describe(part, met)))};
    case 'Set': return {$set: Array.from(value, element => describe(element, met))};
    case 'ArrayBuffer': return describeBuffer(value);
    case 'Error': return {$error: value.name, message: value.message,
                          ...('cause' in value && {cause: describe(value.cause, met)})};
  }
  return {$hostObject: tag, ...interfaces[tag](value)};
}
