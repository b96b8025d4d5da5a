'use strict';

// What two values differ in, as a text with the path to it; '' where nothing
// can tell them apart. Looks at types, identities, prototypes, the order and
// the attributes of properties. Not by recursion: values may be deep.
const {getOwnPropertyDescriptor, getPrototypeOf, isExtensible, is} = Object;
const {ownKeys, apply} = Reflect;

function getterOf(prototype, name) {
  return getOwnPropertyDescriptor(prototype, name).get;
}
const typedArray = getPrototypeOf(Uint8Array.prototype);

// What each type has inside, by a function that throws for other types. Values
// of each are compared as arrays.
const kInside = {
  map: (x) => [...apply(mapEntries, x, [])].flat(),
  set: (x) => [...apply(setValues, x, [])],
  date: (x) => [apply(Date.prototype.getTime, x, [])],
  regexp: (x) => [apply(regexpSource, x, []), apply(regexpFlags, x, [])],
  number: (x) => [apply(Number.prototype.valueOf, x, [])],
  string: (x) => [apply(String.prototype.valueOf, x, [])],
  boolean: (x) => [apply(Boolean.prototype.valueOf, x, [])],
  bigint: (x) => [apply(BigInt.prototype.valueOf, x, [])],
  buffer: (x) =>
      [apply(byteLength, x, []), apply(maxByteLength, x, []),
       apply(detached, x, []), bytesOf(x)],
  shared: (x) => [apply(sharedLength, x, [])],
  view: (x) =>
      [apply(tag, x, []), apply(viewBuffer, x, []), apply(viewOffset, x, []),
       apply(viewLength, x, [])],
  dataView: (x) =>
      [apply(dataBuffer, x, []), apply(dataOffset, x, []),
       apply(dataLength, x, [])],
};
const mapEntries = Map.prototype.entries;
const setValues = Set.prototype.values;
const regexpSource = getterOf(RegExp.prototype, 'source');
const regexpFlags = getterOf(RegExp.prototype, 'flags');
const byteLength = getterOf(ArrayBuffer.prototype, 'byteLength');
const maxByteLength = getterOf(ArrayBuffer.prototype, 'maxByteLength');
const detached = getterOf(ArrayBuffer.prototype, 'detached');
const sharedLength = getterOf(SharedArrayBuffer.prototype, 'byteLength');
const tag = getterOf(typedArray, Symbol.toStringTag);
const viewBuffer = getterOf(typedArray, 'buffer');
const viewOffset = getterOf(typedArray, 'byteOffset');
const viewLength = getterOf(typedArray, 'length');
const dataBuffer = getterOf(DataView.prototype, 'buffer');
const dataOffset = getterOf(DataView.prototype, 'byteOffset');
const dataLength = getterOf(DataView.prototype, 'byteLength');
const kPrototypes = new Map([
  [Map.prototype, 'map'], [Set.prototype, 'set'], [Date.prototype, 'date'],
  [RegExp.prototype, 'regexp'], [Number.prototype, 'number'],
  [String.prototype, 'string'], [Boolean.prototype, 'boolean'],
  [BigInt.prototype, 'bigint'], [ArrayBuffer.prototype, 'buffer'],
  [SharedArrayBuffer.prototype, 'shared'], [DataView.prototype, 'dataView'],
]);

function bytesOf(buffer) {
  return apply(detached, buffer, []) ? '' : new Uint8Array(buffer).join();
}

// Copies are of this realm and no subclass, so the prototype tells.
function insideOf(object) {
  const prototype = getPrototypeOf(object);
  if (prototype !== null && getPrototypeOf(prototype) === typedArray) {
    return ['view', ...kInside.view(object)];
  }
  const type = kPrototypes.get(prototype);
  if (type === undefined) return [Array.isArray(object) ? 'array' : 'object'];
  try {
    return [type, ...kInside[type](object)];
  } catch {
    return [`no ${type}`];
  }
}

// Of one pair of objects: the first difference, or pairs that remain to be
// compared in `rest`.
function compareObjects(a, b, path, rest) {
  if (getPrototypeOf(a) !== getPrototypeOf(b)) return 'prototype';
  if (isExtensible(a) !== isExtensible(b)) return 'extensibility';
  const inside = insideOf(a);
  const other = insideOf(b);
  if (inside.length !== other.length) return 'size';
  for (let i = 0; i < inside.length; ++i) {
    rest.push([inside[i], other[i], `${path}<${i}>`]);
  }
  const keys = ownKeys(a);
  const others = ownKeys(b);
  if (keys.length !== others.length) {
    return `keys ${keys.map(String)} and ${others.map(String)}`;
  }
  for (let i = 0; i < keys.length; ++i) {
    if (keys[i] !== others[i]) {
      return `keys ${keys.map(String)} and ${others.map(String)}`;
    }
    const one = getOwnPropertyDescriptor(a, keys[i]);
    const two = getOwnPropertyDescriptor(b, keys[i]);
    for (const name of ['enumerable', 'writable', 'configurable']) {
      if (one[name] !== two[name]) return `${String(keys[i])} is ${name}`;
    }
    rest.push([one.value, two.value, `${path}.${String(keys[i])}`]);
  }
  return '';
}

function difference(a, b) {
  const partner = new Map();
  const rest = [[a, b, '']];
  while (rest.length > 0) {
    const [one, two, path] = rest.pop();
    if (typeof one !== 'object' || one === null || typeof two !== 'object' ||
        two === null) {
      if (typeof one === typeof two && is(one, two)) continue;
      return `${path}: ${String(one)} and ${String(two)}`;
    }
    if (partner.has(one) || partner.has(two)) {
      if (partner.get(one) === two && partner.get(two) === one) continue;
      return `${path}: identity`;
    }
    partner.set(one, two);
    partner.set(two, one);
    const what = compareObjects(one, two, path, rest);
    if (what !== '') return `${path}: ${what}`;
  }
  return '';
}

return difference;
