// What goes wrong, and what the errors say. Each example prints the error that
// it gets, and the script throws if it gets another one.
//
//   tools/bazel run //shell -- shell/errors.js
'use strict';

const fails = (what, name, part, work) => {
  let caught;
  try {
    work();
  } catch (error) {
    caught = error;
  }
  if (caught === undefined) throw new Error(`Wrong: ${what} works`);
  if (caught.name !== name || !caught.message.includes(part)) {
    throw new Error(`Wrong: ${what} gives ${caught.name}: ${caught.message}`);
  }
  print(`${what}\n    ${caught.name}: ${caught.message}`);
  return caught;
};

print('-- What cannot be cloned: DataCloneError');
const error = fails('A function', 'DataCloneError', 'could not be cloned',
                    () => structuredClone({callback: () => {}}));
if (!(error instanceof DOMException) || error.code !== 25) {
  throw new Error('Wrong: a DataCloneError is a DOMException of code 25');
}
for (const [what, value] of Object.entries({
  'A symbol': Symbol('name'),
  'A WeakMap': new WeakMap(),
  'A promise': Promise.resolve(),
  'A proxy': new Proxy({}, {}),
  'A generator': (function*() {})(),
})) {
  fails(what, 'DataCloneError', '', () => structuredClone([value]));
}

print('\n-- Where it is: error.path, JavaScript that leads to the value');
for (const [path, value] of [
  ['$.rows[3].onclick', {rows: [0, 1, 2, {onclick: () => {}}]}],
  ['$["a b"].c', {'a b': {c: Symbol()}}],
  ['$.map.get("key")', {map: new Map([['key', new WeakSet()]])}],
  ['$.set.values().toArray()[1]', {set: new Set([1, Promise.resolve()])}],
  ['$.error.cause', {error: new Error('text', {cause: () => {}})}],
  ['$.view.buffer', (() => {
    const view = new Uint8Array(8);
    view.buffer.transfer();
    return {view};
  })()],
]) {
  const {path: found} = fails(`It is ${path}`, 'DataCloneError', `${path}: `,
                              () => structuredClone(value));
  if (found !== path) throw new Error(`Wrong: error.path is ${found}`);
}
const unsure = fails('Nothing is said behind a getter, which may change things',
                     'DataCloneError', '() => {} could not be cloned.',
                     () => structuredClone({get a() {}, b: () => {}}));
if ('path' in unsure) throw new Error('Wrong: nobody can know the path');

print('\n-- What cannot be transferred: DataCloneError, and nothing is lost');
const buffer = new ArrayBuffer(8);
const other = new ArrayBuffer(8);
const transfer = (...list) => () => structuredClone(0, {transfer: list});
fails('A plain object', 'DataCloneError', 'Entry 1', transfer(buffer, {}));
const {index} = fails('A view; its buffer can be', 'DataCloneError', 'Entry 1',
                      transfer(buffer, new Uint8Array(8)));
if (index !== 1) throw new Error('Wrong: error.index is the entry in the list');
fails('Shared memory', 'DataCloneError', 'Entry 1',
      transfer(buffer, new SharedArrayBuffer(8)));
fails('The same buffer twice', 'DataCloneError', 'Entry 1',
      transfer(buffer, buffer));
structuredClone(other, {transfer: [other]});
fails('A detached buffer', 'DataCloneError', 'detached',
      transfer(buffer, other));
if (buffer.byteLength !== 8) throw new Error('Wrong: a buffer was lost');

print('\n-- Wrong arguments: TypeError');
fails('No value', 'TypeError', '1 argument required',
      () => structuredClone());
fails('A transfer list that is none', 'TypeError', 'not iterable',
      () => structuredClone(0, {transfer: 5}));
fails('A number in a transfer list', 'TypeError', 'entry 1',
      () => structuredClone(0, {transfer: [buffer, 5]}));

print('\n-- Errors of your own code pass through');
fails('A getter that throws', 'RangeError', 'own', () => structuredClone({
  get value() {
    throw new RangeError('my own');
  },
}));

print('\n-- Bytes that are damaged: DataCloneError');
const bytes = ferry.serialize({text: 'a text', list: [1, 2, 3]});
fails('No bytes', 'DataCloneError', '',
      () => ferry.deserialize(new Uint8Array()));
fails('Half of the bytes', 'DataCloneError', '',
      () => ferry.deserialize(bytes.slice(0, bytes.length / 2)));
fails('Something else', 'DataCloneError', '',
      () => ferry.deserialize(new Uint8Array([1, 2, 3, 4])));
fails('Shared memory in bytes', 'DataCloneError', '',
      () => ferry.serialize(new SharedArrayBuffer(1)));

print('\n-- Errors of a worker are events');
const failsThere = (what, message, source) => new Promise((resolve) => {
  const worker = new Worker(source, {eval: true});
  worker.onerror = (event) => {
    event.preventDefault();
    if (event.message !== message) {
      throw new Error(`Wrong: ${what} gives ${event.message}`);
    }
    print(`${what}\n    ${event.message} (line ${event.lineno})`);
    worker.terminate();
    resolve();
  };
});
const main = async () => {
  await failsThere('It throws', 'Uncaught TypeError: over there',
                   'throw new TypeError("over there")');
  await failsThere('Its promise is rejected', 'Uncaught Error: later',
                   'Promise.reject(new Error("later"))');
  await failsThere('It posts what cannot be cloned',
                   'Uncaught DataCloneError: () => {} could not be cloned.',
                   'postMessage(() => {})');

  print('\nAll right: each error was the expected one.');
};
main();
