
// Makes the value of a message in V8's format. No code of a user runs
// meanwhile, so it may give up anywhere: nobody can tell, and the message is
// then read by others. It gives up at whatever it does not know.
//
// The message lies in memory that is behind `bytes` and `view`, and larger by a
// few bytes, so that four may be read at its last one. Both inherit nothing;
// `view` has methods of its own. `outcome` says how it went.
const {
  words, outcome, none, newMap, newSet, newDate, newObject, newMaker,
  newReader, newKey, latin1, utf16, elementsAreOwn, apply, substring, mapSet,
  setAdd,
} = native;

// Tags of wire/tag.h.
const kPadding = 0x00, kUndefined = 0x5f, kNull = 0x30, kTrue = 0x54,
      kFalse = 0x46, kInt32 = 0x49, kDouble = 0x4e, kLatin1String = 0x22,
      kUtf16String = 0x63, kReference = 0x5e, kBeginObject = 0x6f,
      kEndObject = 0x7b, kBeginDenseArray = 0x41, kEndDenseArray = 0x24,
      kDate = 0x44, kBeginMap = 0x3b, kEndMap = 0x3a, kBeginSet = 0x27,
      kEndSet = 0x2c, kDigit0 = 0x30, kDigit9 = 0x39;

// V8 copies substrings that are shorter, and lets others keep the whole.
const kCopied = 13;
// How many characters are made a string at once, to be cut.
const kWindow = 2048;
// Elements that stand in a literal.
const kMaxLiteral = 8;
// Deeper values are V8's: it knows how much stack there is.
const kMaxDepth = 64;

let bytes, view;
function setMemory(newBytes, newView) {
  bytes = newBytes;
  view = newView;
}

// The message: where it is read, and where it ends.
let at = 0, end = 0;
// Objects by their numbers, where references are kept.
const kNoObjects = none();
let keeps = false, objects = kNoObjects, count = 0;
// Containers that are being read.
let depth = 0;
// Characters of the message from `windowBegin` on.
let window = '', windowBegin = 0, windowEnd = 0;
// Values of objects that are not made yet.
const stack = none();
let top = 0, highest = 0;
// Whether elements of new arrays can be set.
let hasElements = false;
// What was unknown: keys of shapes, and shapes that no function makes.
let unknown = 0;
let strings = 0;
// What Maps and Sets hold.
let members = 0;

// Ends it. An Error would cost a stack trace.
function giveUp() {
  throw null;
}

function readVarint() {
  let byte = bytes[at++];
  if (byte < 128) return byte;
  let value = byte & 127;
  for (let shift = 7; shift < 35; shift += 7) {
    byte = bytes[at++];
    value |= (byte & 127) << shift;
    if (byte < 128) return value >>> 0;
  }
  giveUp();
}

// The number of an object that begins.
function enter() {
  if (++depth > kMaxDepth) giveUp();
  return count++;
}
function leave(number, object) {
  --depth;
  if (keeps) objects[number] = object;
  return object;
}

function readObject() {
  const number = enter();
  const first = findFirst();
  if (first !== null && first.alike >= kUsesForReader &&
      first.last.read !== null) {
    const shape = first.last;
    at += first.size;
    const object = shape.read();
    if (other === null && bytes[at] === kEndObject) {
      ++at;
      if (readVarint() !== shape.depth) giveUp();
      return leave(number, object);
    }
    const known = other === null ? shape : other.parent;
    other = null;
    first.alike = 0;
    return leave(number, readRestOfObject(known, object));
  }
  return leave(number, readRestOfObject(root, null));
}

// `object` has the values of the keys that led to `node`.
function readRestOfObject(node, object) {
  const base = top;
  for (let known = node; known !== root; known = known.parent) {
    stack[base + known.depth - 1] = object[known.key];
  }
  top += node.depth;
  let first = null;
  while (bytes[at] !== kEndObject) {
    node = readKey(node);
    if (node.depth === 1) first = node;
    const value = readValue();
    stack[top++] = value;
  }
  ++at;
  if (readVarint() !== node.depth) giveUp();
  if (first !== null) noteShape(first, node);
  const made = makeObject(node, base);
  if (top > highest) highest = top;
  top = base;
  return made;
}

// A literal defines elements: no setter of a prototype is met.
function readFew(length) {
  switch (length) {
    case 0: return [];
    case 1: return [readValue()];
    case 2: return [readValue(), readValue()];
    case 3: return [readValue(), readValue(), readValue()];
    case 4: return [readValue(), readValue(), readValue(), readValue()];
    case 5:
      return [readValue(), readValue(), readValue(), readValue(), readValue()];
    case 6:
      return [
        readValue(), readValue(), readValue(), readValue(), readValue(),
        readValue(),
      ];
    case 7:
      return [
        readValue(), readValue(), readValue(), readValue(), readValue(),
        readValue(), readValue(),
      ];
    case 8:
      return [
        readValue(), readValue(), readValue(), readValue(), readValue(),
        readValue(), readValue(), readValue(),
      ];
  }
}

// Arrays have their length, and room for the elements, from the start; each kind
// is made in a place of its own.
function readDoubles(length) {
  const array = [0.5];
  array.length = length;
  let i = 0, from = at;
  for (; i < length && bytes[from] === kDouble; from += 9) {
    array[i++] = view.getFloat64(from + 1, true);
  }
  at = from;
  return readRest(array, i);
}
function readIntegers(length) {
  const array = [0];
  array.length = length;
  let i = 0;
  for (; i < length && bytes[at] === kInt32; ++i) {
    ++at;
    array[i] = readInt32();
  }
  return readRest(array, i);
}
function readObjects(length) {
  const array = [null];
  array.length = length;
  return readRest(array, 0);
}
function readRest(array, i) {
  for (const length = array.length; i < length; ++i) array[i] = readValue();
  return array;
}
function readMany(length) {
  if (!hasElements) {
    if (!elementsAreOwn()) giveUp();
    hasElements = true;
  }
  const tag = bytes[at];
  return tag === kDouble ? readDoubles(length) :
      tag === kInt32     ? readIntegers(length) :
                           readObjects(length);
}

function readArray() {
  const number = enter();
  const length = readVarint();
  // An element takes at least a byte.
  if (length > end - at) giveUp();
  const array = length <= kMaxLiteral ? readFew(length) : readMany(length);
  if (bytes[at++] !== kEndDenseArray || readVarint() !== 0 ||
      readVarint() !== length) {
    giveUp();
  }
  return leave(number, array);
}

function readMap() {
  const number = enter();
  const map = newMap();
  let size = 0;
  for (; bytes[at] !== kEndMap; size += 2) {
    const key = readValue();
    apply(mapSet, map, [key, readValue()]);
  }
  ++at;
  if (readVarint() !== size) giveUp();
  members += size;
  return leave(number, map);
}

function readSet() {
  const number = enter();
  const set = newSet();
  let size = 0;
  for (; bytes[at] !== kEndSet; ++size) apply(setAdd, set, [readValue()]);
  ++at;
  if (readVarint() !== size) giveUp();
  members += size;
  return leave(number, set);
}

function readDate() {
  const number = enter();
  const date = newDate(view.getFloat64(at, true));
  at += 8;
  return leave(number, date);
}

// References to objects that are not made yet are cycles.
function readReference() {
  const number = readVarint();
  const object = keeps && number < count ? objects[number] : undefined;
  if (object === undefined) giveUp();
  return object;
}

function readLatin1() {
  ++strings;
  const length = readVarint();
  const begin = at;
  at += length;
  if (at > end) giveUp();
  if (length >= kCopied) return latin1(begin, length);
  if (begin < windowBegin || at > windowEnd) {
    windowBegin = begin;
    windowEnd = begin + kWindow < end ? begin + kWindow : end;
    window = latin1(begin, windowEnd - begin);
  }
  return apply(substring, window, [begin - windowBegin, at - windowBegin]);
}

function readUtf16() {
  ++strings;
  const size = readVarint();
  const begin = at;
  at += size;
  if (size % 2 !== 0 || at > end) giveUp();
  const text = utf16(begin, size / 2);
  if (text === undefined) giveUp();
  return text;
}

function readInt32() {
  const byte = bytes[at];
  if (byte < 128) {
    ++at;
    return byte >>> 1 ^ -(byte & 1);
  }
  const value = readVarint();
  return value >>> 1 ^ -(value & 1);
}

function readValue() {
  switch (bytes[at++]) {
    case kInt32: return readInt32();
    case kLatin1String: return readLatin1();
    case kDouble: {
      const value = view.getFloat64(at, true);
      at += 8;
      return value;
    }
    case kBeginObject: return readObject();
    case kNull: return null;
    case kTrue: return true;
    case kFalse: return false;
    case kUndefined: return undefined;
    case kBeginDenseArray: return readArray();
    case kBeginMap: return readMap();
    case kBeginSet: return readSet();
    case kDate: return readDate();
    case kReference: return readReference();
    case kUtf16String: return readUtf16();
    // Before a two-byte string.
    case kPadding: return readValue();
  }
  giveUp();
}

// The value that lies from `begin` to `newEnd`; undefined where it was given
// up. `keepsObjects` says whether there may be references.
function read(begin, newEnd, keepsObjects) {
  at = begin;
  end = newEnd;
  keeps = keepsObjects;
  if (keeps) objects = none();
  count = unknown = strings = members = top = depth = 0;
  other = null;
  windowEnd = 0;
  hasElements = false;
  let value;
  try {
    value = readValue();
    if (at > end) value = undefined;
  } catch {
    value = undefined;
    if (top > highest) highest = top;
  }
  // Nothing of it is kept.
  for (; highest > 0; --highest) stack[highest - 1] = 0;
  window = '';
  objects = kNoObjects;
  outcome[0] = unknown;
  outcome[1] = count + members;
  outcome[2] = strings;
  if (misses === kMaxMisses) forgetShapes();
  return value;
}

// Whether those methods do what their names say: a script may have replaced them
// by others.
apply(mapSet, native.map, [1, 2]);
apply(setAdd, native.set, [3]);

return [read, setMemory];
