// A tour of ferry: clones a real document, has another isolate summarize it,
// moves a large buffer there and back, and shows that a failure costs nothing.
//
//   tools/bazel run //shell -- shell/tour.js [file.json]
//
// Any JSON file will do. The default is a list of the world's provinces and
// states, from the Debian package iso-codes.
'use strict';

load('support.js');

const path = scriptArgs[0] ?? '/usr/share/iso-codes/json/iso_3166-2.json';

// -- How the tour prints ------------------------------------------------------

const section = (title) => print(`\n${title}`);

const line = (text, detail = '', time = '') =>
    print(`  ${text.padEnd(46)} ${detail.padStart(18)} ${time.padStart(10)}`
        .trimEnd());

// Runs `work`, and prints what it did, what came out, and how long it took.
async function step(text, work, describe = () => '') {
  const start = performance.now();
  const result = await work();
  const time = performance.now() - start;
  line(text, describe(result), `${time.toFixed(time < 10 ? 2 : 1)} ms`);
  return result;
}

const count = (number, what) => `${number.toLocaleString('en')} ${what}`;

const readDocument = () => {
  try {
    const text = readFile(path);
    return [text, JSON.parse(text)];
  } catch (error) {
    console.error(`The tour cannot use its document: ${error.message}
It needs a JSON file. Install the Debian package iso-codes, which brings
/usr/share/iso-codes/json/iso_3166-2.json, or name a file of your own:
  shell tour.js some_file.json`);
    quit(1);
  }
};

// -- The tour -----------------------------------------------------------------

const main = async () => {
  const [text, original] = readDocument();

  print('A tour of ferry');
  print(`The document is ${path}.`);

  section('1. A document is cloned');
  line('The document is text', count(text.length, 'characters'));
  await step('JSON.parse makes a value of it', () => JSON.parse(text));
  const copy = await step('structuredClone copies the value',
                    () => structuredClone(original));
  check(JSON.stringify(copy) === JSON.stringify(original), 'the copy differs');
  const bytes = await step('ferry.serialize makes it bytes for a file',
                     () => ferry.serialize(original),
                     (bytes) => count(bytes.length, 'bytes'));
  await step('ferry.deserialize reads them again',
             () => ferry.deserialize(bytes));

  section('2. Another isolate, on another thread, summarizes it');
  // The function travels as its source; only its message comes along.
  const summary = await step('Start it, send the value, take the summary', () =>
    ask(({data: value}) => {
      const start = performance.now();
      let objects = 0;
      let strings = 0;
      const kinds = new Map();
      const visit = (value) => {
        if (typeof value === 'string') ++strings;
        if (typeof value !== 'object' || value === null) return;
        ++objects;
        if (typeof value.type === 'string') {
          kinds.set(value.type, (kinds.get(value.type) ?? 0) + 1);
        }
        for (const key in value) visit(value[key]);
      };
      visit(value);
      const top = [...kinds].sort((a, b) => b[1] - a[1]).slice(0, 3);
      postMessage({objects, strings, top: new Map(top),
                   time: performance.now() - start});
    }, original));
  line('  the counting alone', '',
       `${summary.time.toFixed(2)} ms`);
  line('What it counted', count(summary.objects, 'objects'));
  line('', count(summary.strings, 'strings'));
  // A Map arrives as a Map.
  for (const [kind, number] of summary.top) {
    line(`  of the type ${kind}`, count(number, 'objects'));
  }

  section('3. A buffer of 16 MB moves there and back');
  const size = 16 * 1024 * 1024;
  let buffer = new ArrayBuffer(size);
  new Uint8Array(buffer).fill(1);
  await step('For comparison: copy it', () => structuredClone(buffer),
       (copy) => count(copy.byteLength, 'bytes'));
  buffer = await step('Move it within this isolate: nothing is copied',
                () => structuredClone(buffer, {transfer: [buffer]}),
                (moved) => count(moved.byteLength, 'bytes'));
  const moved = await step('Move it to another isolate and back', () =>
    ask(({data: buffer}) => {
      new Uint8Array(buffer)[0] = 42;
      postMessage(buffer, [buffer]);
    }, buffer, [buffer]), (moved) => count(moved.byteLength, 'bytes'));
  line('What is left of the buffer that was sent',
       count(buffer.byteLength, 'bytes'));
  line('The byte that the other isolate wrote', `${new Uint8Array(moved)[0]}`);
  check(buffer.byteLength === 0 && moved.byteLength === size &&
        new Uint8Array(moved)[0] === 42, 'the buffer did not move');

  section('4. A transfer that fails gives nothing up');
  line('Before: the listed buffer has', count(moved.byteLength, 'bytes'));
  const failure = await step('Transfer it along with a function', () => {
    try {
      structuredClone({moved, callback: () => {}}, {transfer: [moved]});
    } catch (error) {
      return error;
    }
  }, (error) => error?.name);
  check(failure?.name === 'DataCloneError', 'nothing was thrown');
  line('After: the listed buffer has', count(moved.byteLength, 'bytes'));
  check(moved.byteLength === size, 'the buffer is lost');
  print(`  The error says: ${failure.message}`);

  section('5. An object with private fields stays what it is');
  class Account {
    #balance;

    constructor(owner = '', balance = 0) {
      this.owner = owner;
      this.#balance = balance;
    }

    get balance() {
      return this.#balance;
    }

    [ferry.kClone]() {
      return {
        data: {owner: this.owner, balance: this.#balance},
        deserializeInfo: 'tour:Account',
      };
    }

    [ferry.kDeserialize](data) {
      this.owner = data.owner;
      this.#balance = data.balance;
    }
  }

  const account = new Account('Ada', 1815);
  const plain = await step('Clone it before its class is marked',
                     () => structuredClone(account),
                     (clone) => clone.constructor.name);
  line('Its private balance', `${plain.balance}`);
  ferry.markClass(Account, /*cloneable=*/ true, /*transferable=*/ false);
  ferry.registerClass('tour:Account', Account);
  const clone = await step('Clone it after ferry.markClass(Account, true)',
                     () => structuredClone(account),
                     (clone) => clone.constructor.name);
  line('Its private balance', `${clone.balance}`);
  check(clone instanceof Account && clone !== account && clone.balance === 1815,
        'the account is not one');

  if (typeof ReadableStream === 'function') {
    section('6. A stream is read by a worker, and moves on from there');
    let made = 0;
    const numbers = new ReadableStream({
      pull(controller) {
        if (made === 1000) return controller.close();
        controller.enqueue(++made);
      },
    });
    // It gets the stream, and ends once it has sent it back.
    const middle = new Worker(
        'onmessage = ({data}) => { postMessage(data, [data]); close(); }',
        {eval: true});
    const sum = await step('Send it to a worker and back, and read it', async () => {
      const answer = new Promise((resolve) => middle.onmessage = resolve);
      middle.postMessage(numbers, [numbers]);
      const reader = (await answer).data.getReader();
      let sum = 0;
      for (;;) {
        const {done, value} = await reader.read();
        if (done) return sum;
        sum += value;
      }
    }, (sum) => count(sum, 'in sum'));
    line('Chunks that came, though the worker is gone', count(made, 'chunks'));
    check(sum === 500500, 'a chunk is lost');
  }

  print(`
The times are of this build, which --config=opt makes faster; docs/performance has figures.
Next: clone_types.js, message_channel.js, worker.js, broadcast_channel.js,
events.js, streams.js, blob.js, file_handle.js, host_objects.js and errors.js,
in the same folder.`);
};

main();
