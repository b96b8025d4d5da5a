// Blob: a native class that can be cloned. Its bytes never change, so clones,
// slices and other isolates share them; only new Blob() copies.
//
//   tools/bazel run //shell -- shell/blob.js
'use strict';

load('support.js');

const main = async () => {
  // -- A Blob -----------------------------------------------------------------

  await example('a Blob joins strings, buffers, views and other Blobs',
                async () => {
    const bytes = new Uint8Array([0x31, 0x32, 0x33, 0x34]);
    const blob = new Blob(
        ['Zürich ', bytes.buffer, bytes.subarray(1, 3), new Blob(['!']), 5],
        {type: 'Text/Plain'});
    equal(blob.size, 16, 'its size, in bytes');
    equal(blob.type, 'text/plain', 'its type');
    equal(await blob.text(), 'Zürich 123423!5', 'its text');
    bytes.fill(0);
    equal(await blob.text(), 'Zürich 123423!5', 'its text later');
  });

  await example('without arguments it is empty', async () => {
    const blob = new Blob();
    equal(blob.size, 0, 'its size');
    equal(blob.type, '', 'its type');
    equal(await blob.text(), '', 'its text');
    equal((await blob.arrayBuffer()).byteLength, 0, 'its buffer');
    equal(Object.prototype.toString.call(blob), '[object Blob]', 'it');
  });

  await example('each one who asks gets bytes of their own', async () => {
    const blob = new Blob(['abc']);
    const bytes = await blob.bytes();
    check(bytes instanceof Uint8Array, 'bytes() gives a Uint8Array');
    bytes.fill(0);
    const buffer = await blob.arrayBuffer();
    check(buffer instanceof ArrayBuffer, 'arrayBuffer() gives an ArrayBuffer');
    equal(String(new Uint8Array(buffer)), '97,98,99', 'the bytes');
  });

  await example('slice() takes a part, also from the end', async () => {
    const blob = new Blob(['0123456789'], {type: 'text/plain'});
    const textOf = (...slice) => blob.slice(...slice).text();
    equal(await textOf(), '0123456789', 'all');
    equal(await textOf(2, 5), '234', 'the middle');
    equal(await textOf(-3), '789', 'the end');
    equal(await textOf(-3, -1), '78', 'the end but one');
    equal(await textOf(5, 2), '', 'a part that ends before it begins');
    equal(await textOf(8, Infinity), '89', 'a part that is too long');
    equal(await textOf(NaN, '2.5'), '01', 'numbers that are none');
    equal(await blob.slice(1, 9).slice(1, 3).text(), '23', 'a part of a part');
    equal(blob.slice(0, 1).type, '', 'the type, which is not taken over');
    equal(blob.slice(0, 1, 'A/B').type, 'a/b', 'a new type');
  });

  await example('text is UTF-8, whatever the bytes are', async () => {
    const textOf = (...parts) => new Blob(parts).text();
    equal(await textOf(new Uint8Array([0xff, 0x61])), '\ufffda', 'a bad byte');
    equal(await textOf('\ud800'), '\ufffd', 'half a character');
    equal(await textOf('\ufefftext'), 'text', 'a byte order mark');
    equal(new Blob([], {type: 'ä'}).type, '', 'a type that is not ASCII');
  });

  // -- Clones -----------------------------------------------------------------

  await example('a clone has the same bytes, and shares them', async () => {
    const size = 1 << 24;
    const blob = new Blob(['x'.repeat(size)], {type: 'text/plain'});
    const clone = structuredClone(blob);
    check(clone instanceof Blob && clone !== blob, 'it is another Blob');
    equal(clone.size, size, 'its size');
    equal(clone.type, 'text/plain', 'its type');
    equal(await clone.text(), await blob.text(), 'its text');
    // With copies this would take 160 GB.
    const parts = Array.from({length: 10_000}, () => blob.slice(1));
    const clones = structuredClone(parts);
    check(clones.every((part) => part.size === size - 1), 'the sizes');
  });

  await example('one Blob in a value stays one', () => {
    const blob = new Blob(['one']);
    const clone = structuredClone({blob, map: new Map([['blob', blob]])});
    equal(clone.map.get('blob'), clone.blob, 'the one in the map');
  });

  await example('a Blob goes to another isolate, and a part comes back',
                async () => {
    const blob = new Blob(['sent to another isolate'], {type: 'text/plain'});
    const back = await ask(async ({data: {blob}}) => postMessage({
      text: await blob.text(),
      part: blob.slice(-7),
      joined: new Blob([blob, '!'], {type: blob.type}),
    }), {blob});
    equal(back.text, 'sent to another isolate', 'the text over there');
    equal(await back.part.text(), 'isolate', 'the part');
    equal(await back.joined.text(), 'sent to another isolate!', 'the new one');
    equal(back.joined.type, 'text/plain', 'its type');
    equal(await blob.text(), 'sent to another isolate', 'the original');
  });

  await example('an object of a subclass arrives as a Blob', async () => {
    class Note extends Blob {
      constructor(text) {
        super([text]);
      }
    }
    const clone = structuredClone(new Note('short'));
    equal(Object.getPrototypeOf(clone), Blob.prototype, 'its prototype');
    equal(await clone.text(), 'short', 'its text');
  });

  // -- Bytes ------------------------------------------------------------------

  await example('a Blob can be stored', async () => {
    const blob = new Blob(['to be kept'], {type: 'text/plain'});
    const bytes = ferry.serialize({name: 'note', blob, again: blob});
    const back = ferry.deserialize(bytes);
    equal(back.name, 'note', 'its name');
    equal(back.again, back.blob, 'the second one, which is the first');
    equal(back.blob.type, 'text/plain', 'its type');
    equal(await back.blob.text(), 'to be kept', 'its text');
    const empty = ferry.deserialize(ferry.serialize(new Blob()));
    equal(empty.size, 0, 'the size of an empty one');
  });

  await example('bytes that are cut short are refused', () => {
    const bytes = ferry.serialize(new Blob(['0123'], {type: 'a/b'}));
    for (let i = 0; i < bytes.length; ++i) {
      const cut = bytes.slice(0, i);
      throws('DataCloneError', undefined, () => ferry.deserialize(cut));
      const damaged = bytes.slice();
      damaged[i] ^= 1;
      try {
        ferry.deserialize(damaged);
      } catch (error) {
        equal(error.name, 'DataCloneError', 'the name of the error');
      }
    }
  });

  // -- Errors -----------------------------------------------------------------

  await example('a Blob can be cloned, not transferred', () => {
    const blob = new Blob(['here']);
    const buffer = new ArrayBuffer(8);
    throws('DataCloneError',
           'Entry 1 of the transfer list (Blob) cannot be transferred: its ' +
           'transfer mode forbids it.',
           () => structuredClone(blob, {transfer: [buffer, blob]}));
    equal(buffer.byteLength, 8, 'the buffer, which is not lost');
  });

  await example('a mark forbids what the class allows', () => {
    const secret = new Blob(['secret']);
    ferry.markAsUncloneable(secret);
    throws('DataCloneError',
           '$.secret: Blob object could not be cloned. Its transfer mode ' +
           'forbids it.',
           () => structuredClone({secret}));
  });

  await example('wrong arguments are TypeErrors', () => {
    throws('TypeError',
           'Failed to construct \'Blob\': Please use the \'new\' operator.',
           () => Blob());
    throws('TypeError', 'new Blob: the list of parts is not iterable.',
           () => new Blob('text'));
    throws('TypeError', 'new Blob: the list of parts is not iterable.',
           () => new Blob({}));
    throws('TypeError',
           'new Blob: the options are no object such as {type: \'\'}.',
           () => new Blob([], 'text/plain'));
    throws('TypeError', 'Cannot convert a Symbol value to a string',
           () => new Blob([Symbol()]));
    throws('TypeError', 'Cannot convert a BigInt value to a number',
           () => new Blob([]).slice(1n));
    const {get} = Object.getOwnPropertyDescriptor(Blob.prototype, 'size');
    for (const impostor of [{}, Object.create(new Blob()), undefined]) {
      throws('TypeError', 'Illegal invocation', () => get.call(impostor));
      throws('TypeError', 'Illegal invocation',
             () => Blob.prototype.slice.call(impostor));
    }
  });

  await example('errors of your own code pass through', () => {
    throws('RangeError', 'mine', () => new Blob([{
      toString() {
        throw new RangeError('mine');
      },
    }]));
  });

  await example('what the options do to a part still counts', () => {
    const buffer = new ArrayBuffer(8);
    equal(new Blob([buffer], {
      get type() {
        structuredClone(buffer, {transfer: [buffer]});
        return '';
      },
    }).size, 0, 'the size without the buffer that went away');
  });

  allRight();
};

main();
