
// The walk that writes a message in V8's format.
//
// `enter(object)` says what an object is, as one of the kinds below; that it was
// met before, as ~ of its number; or, by undefined, that the walk gives up.
//
// The message lies in memory that is behind `bytes` and `view`. Both inherit
// nothing; `view` has methods of its own, and so has `known`. `at` is everywhere
// where the next byte comes; functions return it anew, so V8 has it in a register.
const {
  enter, growMemory, writeText, dateValue, charCodeAt, known, words, outcome, begin,
  slack, smallest, largest,
} = native;

// They are enum Written in C++.
const kPlain = 0, kInstance = 1, kDictionary = 2, kIntegers = 3, kDoubles = 4,
      kElements = 5, kMap = 6, kSet = 7, kDate = 8;

// Tags of wire/tag.h.
const kUndefinedTag = 0x5f, kNullTag = 0x30, kTrueTag = 0x54, kFalseTag = 0x46,
      kInt32Tag = 0x49, kDoubleTag = 0x4e, kLatin1Tag = 0x22,
      kReferenceTag = 0x5e, kBeginObject = 0x6f, kEndObject = 0x7b,
      kBeginDenseArray = 0x41, kEndDenseArray = 0x24, kDateTag = 0x44,
      kBeginMap = 0x3b, kEndMap = 0x3a, kBeginSet = 0x27, kEndSet = 0x2c,
      kDigit0 = 0x30, kDigit9 = 0x39;

// Longer texts are written natively.
const kMaxShortText = 16;
const kMaxKeySize = 64, kMaxKeys = 4096;
// Where so many messages had keys that found no room, all are forgotten.
const kMaxMisses = 8;
// Deeper values are V8's: it knows how much stack there is.
const kMaxDepth = 64;
// How many keys may be unknown in a message: so many at first, then as many as
// there are so many objects.
const kUnknownAtFirst = 64, kObjectsForUnknown = 8;

let bytes, view;
// Where less than the slack is left.
let room = 0;
function setMemory(newBytes, newView, size) {
  bytes = newBytes;
  view = newView;
  room = size - slack;
}

// Sees to it that there is room for `size` bytes, and keeps the first `at`.
function grow(at, size) {
  if (!growMemory(at, size)) giveUp();
}

let depth = 0, objects = 0, strings = 0, unknown = 0;

// Keys as they are in a message: `size` bytes, in `words` from `first` on. `next`
// is the key that came last after this one.
function newKey(key, first, size, next) {
  return {key, first, size, next};
}
// Most objects have no key that is empty, so it comes next where nothing did yet.
const empty = newKey('', 0, 2, null);
empty.next = empty;
words[0] = kLatin1Tag;
// Before the first key of an object.
const start = newKey('', 0, 0, empty);
let keys = 0, usedWords = 1;
// Keys that found no room.
let misses = 0;

function forgetKeys() {
  known.clear();
  start.next = empty.next = empty;
  keys = misses = 0;
  usedWords = 1;
}

function findKey(before, text) {
  const key = known.get(text);
  return before.next = key === undefined ? learnKey(text) : key;
}

function learnKey(text) {
  const length = text.length;
  if (length > kMaxKeySize ||
      ++unknown > kUnknownAtFirst + objects / kObjectsForUnknown) {
    giveUp();
  }
  if (keys === kMaxKeys) {
    ++misses;
    giveUp();
  }
  // Nothing is used up where this gives up.
  let used = usedWords;
  let word = kLatin1Tag | length << 8;
  for (let i = 0, shift = 16; i < length; ++i, shift += 8) {
    const code = apply(charCodeAt, text, [i]);
    // Array indexes are numbers in a message.
    if (code > 0xff || i === 0 && code >= kDigit0 && code <= kDigit9) giveUp();
    if (shift === 32) {
      words[used++] = word;
      word = shift = 0;
    }
    word |= code << shift;
  }
  words[used++] = word;
  const key = newKey(text, usedWords, length + 2, empty);
  usedWords = used;
  ++keys;
  known.set(text, key);
  return key;
}

function writeKey(key, at) {
  const size = key.size;
  let word = key.first;
  view.setInt32(at, words[word], true);
  for (let i = 4; i < size; i += 4) view.setInt32(at + i, words[++word], true);
  return at + size;
}

function writeVarint(value, at) {
  for (; value > 127; value >>>= 7) bytes[at++] = value & 127 | 128;
  bytes[at++] = value;
  return at;
}

function writeInteger(value, at) {
  const zigzag = value << 1 ^ value >> 31;
  if (zigzag >= 0 && zigzag < 128) {
    view.setUint16(at, kInt32Tag | zigzag << 8, true);
    return at + 2;
  }
  bytes[at] = kInt32Tag;
  return writeVarint(zigzag >>> 0, at + 1);
}

// V8 writes as integers what it keeps as small ones.
function writeNumber(value, at) {
  if ((value | 0) === value && value >= smallest && value <= largest &&
      (value !== 0 || 1 / value > 0)) {
    return writeInteger(value, at);
  }
  bytes[at] = kDoubleTag;
  view.setFloat64(at + 1, value, true);
  return at + 9;
}

function writeString(value, begin) {
  ++strings;
  const length = value.length;
  if (length <= kMaxShortText) {
    view.setUint16(begin, kLatin1Tag | length << 8, true);
    let at = begin + 2, all = 0;
    for (let i = 0; i < length; ++i) {
      const code = apply(charCodeAt, value, [i]);
      all |= code;
      bytes[at++] = code;
    }
    if (all < 256) return at;
  }
  const end = writeText(value, begin);
  if (end === undefined) giveUp();
  return end;
}

// What an embedder has made undetectable only looks like undefined.
function writeValue(value, at) {
  if (typeof value === 'number') return writeNumber(value, at);
  if (typeof value === 'string') return writeString(value, at);
  if (typeof value === 'object') {
    if (value !== null) return writeObject(value, at);
    bytes[at] = kNullTag;
  } else if (value === true) {
    bytes[at] = kTrueTag;
  } else if (value === false) {
    bytes[at] = kFalseTag;
  } else if (value === undefined) {
    bytes[at] = kUndefinedTag;
  } else {
    giveUp();
  }
  return at + 1;
}

function writeObject(source, at) {
  const kind = enter(source);
  if (kind === undefined) giveUp();
  if (kind < 0) {
    bytes[at] = kReferenceTag;
    return writeVarint(~kind, at + 1);
  }
  ++objects;
  if (++depth > kMaxDepth) giveUp();
  const end = kind === kPlain ? writeProperties(source, at) :
                                writeOther(source, kind, at);
  --depth;
  return end;
}

function writeOther(source, kind, at) {
  switch (kind) {
    case kPlain: return writeProperties(source, at);
    // What is enumerable in its class is not its own.
    case kInstance: return writeProperties({...source}, at);
    case kDictionary: return writeDictionary(source, at);
    case kIntegers: return writeIntegers(source, at);
    case kDoubles: return writeDoubles(source, at);
    case kElements: return writeElements(source, at);
    case kMap: return writeMap(source, at);
    case kSet: return writeSet(source, at);
    case kDate:
      bytes[at] = kDateTag;
      view.setFloat64(at + 1, dateValue(source), true);
      return at + 9;
  }
}

function writeProperties(source, at) {
  bytes[at++] = kBeginObject;
  let count = 0, key = start;
  for (const text in source) {
    if (at > room) grow(at, 2 * at);
    const next = key.next;
    key = next.key === text ? next : findKey(key, text);
    ++count;
    at = writeValue(source[text], writeKey(key, at));
  }
  return endObject(count, at);
}

// The same once more: V8 takes the fast way of `for (… in …)` where it has seen
// objects only that have it.
function writeDictionary(source, at) {
  bytes[at++] = kBeginObject;
  let count = 0, key = start;
  for (const text in source) {
    if (at > room) grow(at, 2 * at);
    key = findKey(key, text);
    ++count;
    at = writeValue(source[text], writeKey(key, at));
  }
  return endObject(count, at);
}

function endObject(count, at) {
  if (at > room) grow(at, 2 * at);
  bytes[at] = kEndObject;
  return writeVarint(count, at + 1);
}

function beginElements(length, at) {
  bytes[at] = kBeginDenseArray;
  return writeVarint(length, at + 1);
}

function endElements(length, at) {
  if (at > room) grow(at, 2 * at);
  bytes[at] = kEndDenseArray;
  bytes[at + 1] = 0;
  return writeVarint(length, at + 2);
}

// An interrupt may have changed an array of numbers.
function writeIntegers(source, at) {
  const length = source.length;
  at = beginElements(length, at);
  for (let i = 0; i < length; ++i) {
    if (at > room) grow(at, 2 * at);
    const value = source[i];
    if (typeof value !== 'number') giveUp();
    at = writeNumber(value, at);
  }
  return endElements(length, at);
}

function writeDoubles(source, at) {
  const length = source.length;
  at = beginElements(length, at);
  if (at + 9 * length > room) grow(at, at + 9 * length);
  for (let i = 0; i < length; ++i) {
    const value = source[i];
    if (typeof value !== 'number') giveUp();
    bytes[at] = kDoubleTag;
    view.setFloat64(at + 1, value, true);
    at += 9;
  }
  return endElements(length, at);
}

function writeElements(source, at) {
  const length = source.length;
  at = beginElements(length, at);
  for (let i = 0; i < length; ++i) {
    if (at > room) grow(at, 2 * at);
    at = writeValue(source[i], at);
  }
  return endElements(length, at);
}

function writeMap(source, at) {
  if (!hasCollections) giveUp();
  let size = 0;
  bytes[at++] = kBeginMap;
  apply(mapForEach, source, [(value, key) => {
    if (at > room) grow(at, 2 * at);
    size += 2;
    at = writeValue(key, at);
    if (at > room) grow(at, 2 * at);
    at = writeValue(value, at);
  }]);
  if (at > room) grow(at, 2 * at);
  bytes[at] = kEndMap;
  return writeVarint(size, at + 1);
}

function writeSet(source, at) {
  if (!hasCollections) giveUp();
  let size = 0;
  bytes[at++] = kBeginSet;
  apply(setForEach, source, [(value) => {
    if (at > room) grow(at, 2 * at);
    ++size;
    at = writeValue(value, at);
  }]);
  if (at > room) grow(at, 2 * at);
  bytes[at] = kEndSet;
  return writeVarint(size, at + 1);
}

// Where the message ends, whose object is of this kind; undefined where the walk
// has given up. The object was entered.
function write(object, kind) {
  depth = objects = 1;
  strings = unknown = 0;
  let end;
  try {
    if (!isPolluted()) end = writeOther(object, kind, begin);
  } catch {
  }
  outcome[0] = unknown;
  outcome[1] = objects;
  outcome[2] = strings;
  if (misses === kMaxMisses) forgetKeys();
  return end;
}

// Whether the methods do what their names say: a script may have replaced them
// by others.
known.set('a', start);
if (known.get('a') !== start || apply(charCodeAt, 'a', [0]) !== 0x61) giveUp();
known.clear();

return [write, setMemory];
