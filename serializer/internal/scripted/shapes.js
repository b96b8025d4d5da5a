'use strict';

// What read.js knows of the objects in messages: sequences of keys, and functions
// that make objects of them.

// Where so many messages found no room, the tree begins anew.
const kMaxMisses = 8;
const kMaxNodes = 4096, kMaxMakers = 512, kMaxChildren = 64, kMaxKeys = 64;
const kMaxKeySize = 64;
// Functions that make objects cost as much as a few objects.
const kUsesForMaker = 2;
// So many objects in a row had the same keys as others that began like them.
const kUsesForReader = 8;
// What may be unknown in a message: so much at first, then as much as there are
// so many objects.
const kUnknownAtFirst = 64, kObjectsForUnknown = 8;

// The sequences of keys that objects had so far, as a tree: a node is a path
// from the root. `first` is where the last key lies in `words`, as it is in a
// message: a mask for its first four bytes, those, then further words, of which
// the last one overlaps.
function newNode(parent, key, first, size) {
  return {
    parent, key, first, size,
    depth: parent === null ? 0 : parent.depth + 1,
    // The child that was met last.
    next: null,
    child: null, sibling: null, children: 0,
    uses: 0,
    // Makes an object of values on the stack,
    make: null,
    // and makes one of the values that come, which it reads.
    read: null,
    // Of a first key: the last object that began with it, and how many were
    // alike.
    last: null, alike: 0,
  };
}
let root = newNode(null, '', 0, 0);
let nodes = 0, makers = 0, usedWords = 0;
// Keys that found no room.
let misses = 0;

function forgetShapes() {
  root = newNode(null, '', 0, 0);
  nodes = makers = usedWords = misses = 0;
}

function isNext(node) {
  let word = node.first;
  if ((view.getInt32(at, true) & words[word]) !== words[word + 1]) return false;
  const size = node.size;
  word += 2;
  for (let i = 4; i < size; i += 4) {
    if (i + 4 > size) i = size - 4;
    if (view.getInt32(at + i, true) !== words[word++]) return false;
  }
  return true;
}

// The node of one key more.
function readKey(node) {
  const next = node.next;
  if (next !== null && isNext(next)) {
    at += next.size;
    return next;
  }
  for (let child = node.child; child !== null; child = child.sibling) {
    if (isNext(child)) {
      node.next = child;
      at += child.size;
      return child;
    }
  }
  return learnKey(node);
}

function meetUnknown() {
  if (++unknown > kUnknownAtFirst + count / kObjectsForUnknown) giveUp();
}

function learnKey(parent) {
  const begin = at;
  if (bytes[at++] !== kLatin1String) giveUp();
  const length = bytes[at++];
  const size = length + 2;
  // Array indexes are no keys of a shape.
  const digit = length > 0 && bytes[at] >= kDigit0 && bytes[at] <= kDigit9;
  if (length > kMaxKeySize || at + length > end || digit ||
      parent.depth === kMaxKeys) {
    giveUp();
  }
  if (parent.children === kMaxChildren || nodes === kMaxNodes) {
    ++misses;
    giveUp();
  }
  meetUnknown();
  const key = newKey(at, length);
  for (let node = parent; node !== root; node = node.parent) {
    if (node.key === key) giveUp();
  }
  at += length;
  const node = newNode(parent, key, usedWords, size);
  const mask = size >= 4 ? -1 : (1 << 8 * size) - 1;
  words[usedWords++] = mask;
  words[usedWords++] = view.getInt32(begin, true) & mask;
  for (let i = 4; i < size; i += 4) {
    if (i + 4 > size) i = size - 4;
    words[usedWords++] = view.getInt32(begin + i, true);
  }
  node.sibling = parent.child;
  parent.child = parent.next = node;
  ++parent.children;
  ++nodes;
  return node;
}

function keysOf(node) {
  const keys = none();
  for (let i = node.depth; i > 0; --i, node = node.parent) {
    keys[i - 1] = node.key;
  }
  return keys;
}

// An object of the shape that `node` is, with values from `base` on.
function makeObject(node, base) {
  if (node.make !== null) return node.make(stack, base);
  if (++node.uses >= kUsesForMaker && makers < kMaxMakers) {
    ++makers;
    node.make = newMaker(keysOf(node));
    return node.make(stack, base);
  }
  meetUnknown();
  return newObject(keysOf(node), stack, base);
}

// The path to a node, without the root.
function pathOf(node) {
  const path = none();
  for (let i = node.depth; i > 0; --i, node = node.parent) path[i - 1] = node;
  return path;
}

// Where an object has another key than the one that its function reads; then
// nothing more is read.
let other = null;
function readProperty(node) {
  if (other !== null) return undefined;
  if (isNext(node)) {
    at += node.size;
    return readValue();
  }
  other = node;
}

// What begins like many that were alike is most probably like them.
function noteShape(first, shape) {
  if (first.last !== shape) {
    first.last = shape;
    first.alike = 0;
  } else if (++first.alike === kUsesForReader && shape.read === null &&
             makers < kMaxMakers) {
    ++makers;
    shape.read =
        newReader(keysOf(shape), pathOf(shape), readValue, readProperty);
  }
}

// The node of the first key of the object that begins; null where it is unknown.
function findFirst() {
  const next = root.next;
  if (next === null) return null;
  if (isNext(next)) return next;
  for (let child = root.child; child !== null; child = child.sibling) {
    if (isNext(child)) return root.next = child;
  }
  return null;
}
