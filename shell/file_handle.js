// FileHandle: a native class that can be transferred. The file descriptor
// moves; a transfer that fails leaves it where it was.
//
//   tools/bazel run //shell -- shell/file_handle.js [folder]
//
// Writes a few files in the folder, which is /tmp unless you say otherwise.
'use strict';

load('support.js');

const folder = scriptArgs[0] ?? '/tmp';
const path = `${folder}/ferry_file_handle.txt`;
const write = (text = 'one two three') => writeFile(path, text);
const move = (handle) => structuredClone(handle, {transfer: [handle]});

// The numbers of the next files that are opened: the system gives out the
// lowest that are free, so that each one that stays open shows here.
const nextDescriptors = async () => {
  const handles = [];
  for (let i = 0; i < 32; ++i) handles.push(openFile(path));
  const numbers = handles.map((handle) => handle.fd).join();
  for (const handle of handles) await handle.close();
  return numbers;
};

const main = async () => {
  write();
  const atFirst = await nextDescriptors();

  // -- A file -----------------------------------------------------------------

  await example('a handle reads on where it stopped, or at a position',
                async () => {
    const handle = openFile(path);
    check(handle.fd > 2, 'it has a descriptor');
    equal(String(handle), '[object FileHandle]', 'it');
    const bytes = await handle.read(3);
    check(bytes instanceof Uint8Array, 'read() gives a Uint8Array');
    equal(String(bytes), '111,110,101', 'its bytes');
    equal((await handle.read(100, 8)).length, 5, 'what is there from 8 on');
    equal(await handle.readText(), ' two three', 'the rest');
    equal((await handle.read(10)).length, 0, 'what comes after the end');
    await handle.close();
    equal(handle.fd, -1, 'its descriptor now');
  });

  await example('and writes', async () => {
    const handle = openFile(path, 'w');
    equal(await handle.write('Zürich'), 7, 'how many bytes were written');
    equal(await handle.write(new Uint8Array([0x7a]), 0), 1, 'one byte');
    const {size, mtimeMs} = await handle.stat();
    equal(size, 7, 'the size');
    check(Math.abs(Date.now() - mtimeMs) < 60_000, 'it was changed just now');
    await handle.close();
    const more = openFile(path, 'a');
    await more.write('!');
    await more.close();
    equal(readFile(path), 'zürich!', 'the file');
    const both = openFile(path, 'r+');
    await both.write('Z');
    equal(await both.readText(), 'ürich!', 'what comes after it');
    await both.close();
    write();
  });

  await example('operations come in their order, and close() after them',
                async () => {
    const handle = openFile(path);
    const order = [];
    const note = (what) => () => order.push(what);
    const all = [handle.read(1).then(note('first')),
                 handle.read(1).then(note('second')),
                 handle.close().then(note('closed'))];
    equal(handle.fd, -1, 'the descriptor, which scripts cannot use any more');
    await Promise.all(all);
    equal(order.join(), 'first,second,closed', 'the order');
  });

  // -- Transfer ---------------------------------------------------------------

  await example('a transfer moves the descriptor, and the position with it',
                async () => {
    const handle = openFile(path);
    const {fd} = handle;
    await handle.read(4);
    const moved = move(handle);
    check(moved instanceof FileHandle && moved !== handle, 'it is another one');
    equal(moved.fd, fd, 'its descriptor');
    equal(handle.fd, -1, 'the descriptor that is left');
    equal(await moved.readText(), 'two three', 'the rest');
    await moved.close();
  });

  await example('a handle goes to another isolate, and comes back',
                async () => {
    const handle = openFile(path);
    const {text, back} = await ask(async ({data: {handle}}) => {
      const text = String.fromCharCode(...await handle.read(3));
      postMessage({text, back: handle}, [handle]);
    }, {handle}, [handle]);
    equal(text, 'one', 'what was read over there');
    equal(await back.readText(), ' two three', 'the rest');
    await back.close();
  });

  await example('buffers and handles move together', async () => {
    const message = {handle: openFile(path), buffer: new ArrayBuffer(8)};
    const moved =
        structuredClone(message, {transfer: [message.handle, message.buffer]});
    equal(moved.buffer.byteLength, 8, 'the buffer');
    equal(await moved.handle.readText(), 'one two three', 'the text');
    await moved.handle.close();
  });

  // -- Transfers that fail ----------------------------------------------------

  await example('a handle is never cloned by accident', async () => {
    const handle = openFile(path);
    throws('DataCloneError',
           '$.handle: FileHandle object could not be cloned. It can only be ' +
           'transferred: add it to the transfer list.',
           () => structuredClone({handle}));
    equal(await handle.readText(), 'one two three', 'the text');
    await handle.close();
  });

  await example('and never stored', async () => {
    const handle = openFile(path);
    throws('DataCloneError', undefined, () => ferry.serialize({handle}));
    await handle.close();
  });

  await example('a handle that is in use is not transferred', async () => {
    const handle = openFile(path);
    const reading = handle.read(3);
    throws('DataCloneError',
           `The file handle of "${path}" cannot be transferred: it is in use ` +
           'by 1 pending operation.', () => move(handle));
    const again = handle.readText();
    throws('DataCloneError',
           `The file handle of "${path}" cannot be transferred: it is in use ` +
           'by 2 pending operations.', () => move(handle));
    equal((await reading).length, 3, 'what was read meanwhile');
    equal(await again, ' two three', 'the rest');
    await move(handle).close();
  });

  await example('a transfer that fails leaves the handle usable', async () => {
    const handle = openFile(path);
    const {fd} = handle;
    throws('DataCloneError', '$.f: () => {} could not be cloned.',
           () => structuredClone({handle, f: () => {}}, {transfer: [handle]}));
    throws('RangeError', 'mine', () => structuredClone({
      handle,
      get value() {
        throw new RangeError('mine');
      },
    }, {transfer: [handle]}));
    throws('DataCloneError',
           'Entry 1 of the transfer list (FileHandle) is a duplicate of ' +
           'entry 0.',
           () => structuredClone(handle, {transfer: [handle, handle]}));
    equal(handle.fd, fd, 'its descriptor');
    equal(await handle.readText(), 'one two three', 'the text');
    await handle.close();
  });

  // [kClone]() runs after the handle agreed to be transferred.
  class Meddler {
    constructor(meddle) {
      this[ferry.kClone] = () => {
        meddle();
        return {data: 0, deserializeInfo: 'none'};
      };
    }
  }
  ferry.markClass(Meddler, /*cloneable=*/ true, /*transferable=*/ false);

  await example('what changes in the middle of a transfer stops it',
                async () => {
    const handle = openFile(path);
    const buffer = new ArrayBuffer(8);
    const meddle = (work) => structuredClone(
        [handle, buffer, new Meddler(work)], {transfer: [handle, buffer]});
    let reading;
    throws('DataCloneError',
           `The file handle of "${path}" cannot be transferred: it is in use ` +
           'by 1 pending operation.',
           () => meddle(() => reading = handle.readText()));
    equal(await reading, 'one two three', 'the text');
    let closing;
    throws('DataCloneError',
           `The file handle of "${path}" cannot be transferred: it is closed.`,
           () => meddle(() => closing = handle.close()));
    await closing;
    equal(buffer.byteLength, 8, 'the buffer');
    const other = openFile(path);
    let moved;
    throws('DataCloneError',
           `The file handle of "${path}" cannot be transferred: it was ` +
           'transferred.',
           () => structuredClone(
               [other, new Meddler(() => moved = move(other))],
               {transfer: [other]}));
    equal(await moved.readText(), 'one two three', 'the text of the other');
    await moved.close();
  });

  // -- Errors -----------------------------------------------------------------

  await example('a handle that is closed or transferred says so', async () => {
    const handle = openFile(path);
    await handle.close();
    const gone = openFile(path);
    await move(gone).close();
    const operations = {
      read: (handle) => handle.read(1),
      readText: (handle) => handle.readText(),
      write: (handle) => handle.write('text'),
      stat: (handle) => handle.stat(),
      close: (handle) => handle.close(),
    };
    for (const [name, work] of Object.entries(operations)) {
      const error = await rejects(
          'InvalidStateError',
          `${name}: the file handle of "${path}" is closed.`, work(handle));
      check(error instanceof DOMException, 'it is a DOMException');
      await rejects('InvalidStateError',
                    `${name}: the file handle of "${path}" was transferred.`,
                    work(gone));
    }
    throws('DataCloneError',
           `The file handle of "${path}" cannot be transferred: it is closed.`,
           () => move(handle));
    throws('DataCloneError',
           'Entry 0 of the transfer list (FileHandle) is already detached.',
           () => move(gone));
  });

  await example('errors of the system have a code', async () => {
    const missing = `${folder}/missing/file.txt`;
    const error = throws(
        'Error',
        `openFile: cannot open "${missing}": No such file or directory.`,
        () => openFile(missing));
    equal(error.code, 'ENOENT', 'its code');
    equal(error.path, missing, 'its path');
    const directory = openFile(folder);
    equal((await rejects('Error',
                         `read: cannot read "${folder}": Is a directory.`,
                         directory.read(1))).code, 'EISDIR', 'its code');
    await directory.close();
    const readOnly = openFile(path);
    equal((await rejects('Error',
                         `write: cannot write "${path}": Bad file descriptor.`,
                         readOnly.write('text'))).code, 'EBADF', 'its code');
    await readOnly.close();
  });

  await example('wrong arguments are TypeErrors', async () => {
    throws('TypeError', 'openFile: the path must be a string.',
           () => openFile());
    throws('TypeError', 'openFile: the path has a NUL in it.',
           () => openFile('a\0b'));
    for (const mode of ['x', 'rw', '', null]) {
      throws('TypeError',
             `openFile: the mode "${mode}" is none of "r", "w", "r+", "a".`,
             () => openFile(path, mode));
    }
    throws('TypeError', 'Illegal constructor',
           () => new FileHandle());
    const handle = openFile(path);
    for (const length of [undefined, -1, NaN, 2 ** 31, 'ten']) {
      await rejects('TypeError',
                    'read: the length must be a whole number from 0 to ' +
                    '2147479552.', handle.read(length));
    }
    await rejects('TypeError',
                  'write: the position must be a whole number from 0 to ' +
                  '9007199254740991.', handle.write('text', -1));
    await rejects('TypeError',
                  'write: the contents must be a string, an ArrayBuffer or a ' +
                  'view of one.', handle.write(5));
    // What was refused does not count as in use.
    await move(handle).close();
    for (const impostor of [{}, Object.create(handle), new Blob()]) {
      await rejects('TypeError', 'Illegal invocation',
                    FileHandle.prototype.read.call(impostor, 1));
    }
    // As of any operation of WebIDL that returns a promise.
    for (const method of ['read', 'write']) {
      await rejects('TypeError',
                    `Failed to execute '${method}' on 'FileHandle': 1 argument ` +
                    'required, but only 0 present.', handle[method]());
    }
  });

  // -- Nothing stays open -----------------------------------------------------

  await example('whatever happened, no descriptor stays open', async () => {
    const send = (handler, handle = openFile(path)) =>
        ask(handler, handle, [handle]);
    // Received and forgotten; in the midst of an operation; after an error.
    await send(({data}) => postMessage(data.fd));
    await send(async ({data}) => postMessage((await data.read(1)).length));
    await send(({data}) => {
      data.read(1);
      postMessage('and does not wait');
    });
    await rejects('Error', 'after it began to read', send(({data}) => {
      data.read(1);
      throw new Error('after it began to read');
    }));
    await rejects('DataCloneError', undefined,
                  send(({data}) => postMessage(data)));
    await rejects('DataCloneError', undefined,
                  send(({data}) => postMessage([data, () => {}], [data])));
    // Never received.
    const deaf = new Worker('', {eval: true});
    const handle = openFile(path);
    deaf.postMessage(handle, [handle]);
    deaf.terminate();
    const {port1, port2} = new MessageChannel();
    const unread = openFile(path);
    port1.postMessage(unread, [unread]);
    port2.close();
    await wait(50);
    equal(await nextDescriptors(), atFirst, 'what comes next');
  });

  allRight();
};

main();
