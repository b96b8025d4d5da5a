// Measures transferred streams in whichever runtime runs it: ferry's shell,
// Node.js, Deno. Prints one line of JSON, {case: nanoseconds per chunk}:
//
//   to a worker/PAYLOAD      a ReadableStream of this script, which a worker reads
//   one isolate/PAYLOAD      one that this script reads too
//   a Blob to a worker/64k   one that no script feeds, for each 64 KiB
//
//   RUNTIME streams.js MILLISECONDS
//
// Each case is measured for about MILLISECONDS. A runtime that cannot transfer
// streams prints {}.
'use strict';

const readAll = `async (stream) => {
  const reader = stream.getReader();
  let bytes = 0;
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return bytes;
    bytes += value.byteLength;
  }
}`;
const body = `
  const readAll = ${readAll};
  const receive = async (stream) => send(await readAll(stream));`;

// What comes in a chunk; a stream that begins with bytes is a byte stream.
const payloads = {
  object: {make: (i) => ({i}), chunks: 1000},
  'view 64k': {make: () => new Uint8Array(1 << 16), chunks: 200},
  'bytes 64k': {make: () => new Uint8Array(1 << 16), chunks: 200},
  'view 1m': {make: () => new Uint8Array(1 << 20), chunks: 50},
  'bytes 1m': {make: () => new Uint8Array(1 << 20), chunks: 50},
};

const newStream = (name) => {
  const {make, chunks} = payloads[name];
  let i = 0;
  return new ReadableStream({
    type: name.startsWith('bytes') ? 'bytes' : undefined,
    pull(controller) {
      if (i === chunks) return controller.close();
      controller.enqueue(make(i++));
    },
  }, {highWaterMark: 0});
};

const canTransfer = () => {
  try {
    const stream = newStream('object');
    structuredClone(stream, {transfer: [stream]}).cancel();
    return true;
  } catch {
    return false;
  }
};

(async () => {
  await (typeof load === 'function' ? load('runtime.js') : import('./runtime.js'));
  if (!canTransfer()) return console.log('{}');
  const milliseconds = Number(scriptArguments[0] ?? 100);
  const worker = startWorker(body);
  const toWorker = (stream) => new Promise((resolve) => {
    worker.listen(resolve);
    worker.post(stream, [stream]);
  });
  const readHere = (0, eval)(readAll);
  const here = (stream) => readHere(structuredClone(stream, {transfer: [stream]}));

  const result = {};
  const measure = async (name, chunks, run, make) => {
    await run(make());
    const end = performance.now() + milliseconds;
    const batches = [];
    do {
      const stream = make();
      const start = performance.now();
      await run(stream);
      batches.push((performance.now() - start) * 1e6 / chunks);
    } while (performance.now() < end);
    result[name] = median(batches);
  };
  for (const [name, {chunks}] of Object.entries(payloads)) {
    await measure(`to a worker/${name}`, chunks, toWorker, () => newStream(name));
  }
  for (const name of ['object', 'bytes 64k']) {
    await measure(`one isolate/${name}`, payloads[name].chunks, here,
                  () => newStream(name));
  }
  const blob = new Blob([new Uint8Array(32 << 20)]);
  await measure('a Blob to a worker/64k', 512, toWorker, () => blob.stream());
  console.log(JSON.stringify(result));
  worker.end();
})();
