#!/usr/bin/env bash
# When the shell ends: what waits for workers, channels and memory, and what is
# forgotten. The argument is the shell.
set -uo pipefail

source "$(dirname -- "${BASH_SOURCE[0]}")/run_shell.sh"
cd "$work" || exit 1

# --- Workers ------------------------------------------------------------------

mkdir parts
echo 'importScripts("part.js"); postMessage(part);' >parts/worker.js
echo 'const part = "loaded beside the worker"; load("other.js");' >parts/part.js
echo '1' >parts/other.js
script 'worker from a file' 0 \
  <<<'new Worker("parts/worker.js").onmessage = ({data}) => console.log(data)'
out_is 'loaded beside the worker'
no_err
script 'exception in a worker' 1 <<'JS'
new Worker(`

  throw new RangeError('there')`, {eval: true});
setInterval(() => {}, 1);
JS
err 'worker:3:3: Uncaught exception'
err "  throw new RangeError('there')"
err 'at worker:3:9'
script 'exception in a worker of a worker' 1 <<'JS'
new Worker('new Worker("throw new Error(`deep`)", {eval: true})', {eval: true});
setInterval(() => {}, 1);
JS
err 'Error: deep'
script 'worker in an endless loop at the end' 3 <<'JS'
new Worker('for (;;);', {eval: true});
setTimeout(() => quit(3), 20);
JS

# --- The end of the program -----------------------------------------------------

# ends NAME: the script on stdin ends by itself, with exit code 0 and no error.
ends() {
  script "$1" 0
  no_err
}
ends 'channel that nobody can write to' \
  <<<'new MessageChannel().port2.onmessage = () => {}'
ends 'channel with a reachable port' \
  <<<'const {port1, port2} = new MessageChannel(); port2.onmessage = () => {}'
ends 'broadcast channel that is alone' \
  <<<'new BroadcastChannel("a").onmessage = () => {}'
ends 'workers that wait for messages' <<'JS'
for (let i = 0; i < 3; ++i) new Worker('onmessage = () => {}', {eval: true});
JS
ends 'timeout of a signal that nothing waits for' \
  <<<'AbortSignal.timeout(1e9).onabort = () => {}'
ends 'timeout of a signal while something waits' <<'JS'
const {port1, port2} = new MessageChannel();
const worker = new Worker('onmessage = ({data}) => data.onmessage = () => {}', {eval: true});
worker.postMessage(port1, [port1]);
port2.start();
AbortSignal.timeout(20).onabort = () => { worker.terminate(); port2.close(); };
JS
ends 'workers that wait for each other' <<'JS'
const {port1, port2} = new MessageChannel();
for (const port of [port1, port2]) {
  new Worker('onmessage = ({data}) => data.onmessage = () => {}', {eval: true})
      .postMessage(port, [port]);
}
JS
script 'messages that are on their way' 0 <<'JS'
const {port1, port2} = new MessageChannel();
port2.onmessage = ({data}) => {
  console.log(data);
  if (data > 0) port1.postMessage(data - 1);
};
port1.postMessage(2);
JS
out_is $'2\n1\n0'
script 'worker that is at work' 0 <<'JS'
new Worker(`
  const end = performance.now() + 50;
  while (performance.now() < end);
  postMessage('done');`, {eval: true}).onmessage =
    ({data}) => console.log(data);
JS
out_is 'done'

# --- What is forgotten ------------------------------------------------------------

cat >channels.js <<'JS'
const refs = [];
for (let i = 0; i < 1000; ++i) {
  const {port1, port2} = new MessageChannel();
  const kept = new Array(100).fill(i);
  port1.onmessage = () => kept;
  port2.onmessage = ({data}) => port2.postMessage([kept, data]);
  port2.onclose = () => console.log('never');
  refs.push(new WeakRef(port1), new WeakRef(port2));
}
setTimeout(() => {
  gc();
  console.log(refs.filter((ref) => ref.deref()).length);
});
JS
run 'forgotten channels' 0 --expose-gc channels.js
out_is '0'
no_err
# The same with and without a collector that runs all the time.
cat >answers.js <<'JS'
const collect = globalThis.gc ?? (() => {});
for (const start of [0, 1]) {
  const {port1, port2} = new MessageChannel();
  port2.onclose = () => console.log('closed');
  for (const port of [port1, port2]) {
    port.onmessage = ({data}) => {
      collect();
      console.log(data);
      if (data < 3) port.postMessage(data + 1);
      else if (start === 0) port1.close();
      collect();
    };
  }
  port1.postMessage(start);
}
{
  const {port1} = new MessageChannel();
  port1.onclose = () => console.log('never');
}
setTimeout(collect);
setTimeout(collect, 1);
JS
for option in --expose-gc --; do
  run "forgotten channels that answer, $option" 0 "$option" answers.js
  out_is $'0\n1\n1\n2\n2\n3\n3\nclosed'
  no_err
done

# waits NAME TEXT: the script on stdin, where `i32` is in shared memory, waits by
# Atomics.waitAsync and prints this.
waits() {
  script "$1" 0 < <(echo 'const i32 = new Int32Array(new SharedArrayBuffer(8));' && cat)
  out_is "$2"
  no_err
}
waits 'timeout of waitAsync' 'timed-out' <<'JS'
Atomics.waitAsync(i32, 0, 0, 30).value.then(console.log);
JS
waits 'waitAsync that does not wait' 'not-equal timed-out' <<'JS'
console.log(Atomics.waitAsync(i32, 0, 1).value,
            Atomics.waitAsync(i32, 0, 0, 0).value);
JS
waits 'waitAsync that is notified long before its timeout' 'ok' <<'JS'
Atomics.waitAsync(i32, 0, 0, 1e6).value.then(console.log);
setTimeout(() => Atomics.notify(i32, 0), 10);
JS
waits 'waitAsync that a worker notifies' $'ok\nanswer' <<'JS'
// Both wait, and have to find what V8 has for them.
const worker = new Worker(`onmessage = ({data: i32}) => {
  setTimeout(() => {
    Atomics.waitAsync(i32, 1, 0).value.then(() => postMessage('answer'));
    Atomics.notify(i32, 0);
  }, 10);
}`, {eval: true});
worker.onmessage = ({data}) => console.log(data);
worker.postMessage(i32);
Atomics.waitAsync(i32, 0, 0).value.then((how) => {
  console.log(how);
  Atomics.notify(i32, 1);
});
JS
waits 'timeout of waitAsync in a worker' 'timed-out' <<'JS'
new Worker(`Atomics.waitAsync(workerData, 0, 0, 30).value
    .then((how) => postMessage(how));`, {eval: true, workerData: i32})
    .onmessage = ({data}) => console.log(data);
JS
ends 'waitAsync that nobody can notify' <<'JS'
const i32 = new Int32Array(new SharedArrayBuffer(4));
for (let i = 0; i < 2; ++i) {
  new Worker('Atomics.waitAsync(workerData, 0, 0)',
             {eval: true, workerData: i32});
}
Atomics.waitAsync(i32, 0, 0, Infinity).value.then(() => { throw 1; });
JS
script 'wrong arguments of waitAsync' 0 <<'JS'
const i32 = new Int32Array(new SharedArrayBuffer(4));
for (const wait of [() => Atomics.waitAsync({}, 0, 0),
                    () => Atomics.waitAsync(i32, 9, 0),
                    () => Atomics.waitAsync(i32, 0, 0, 1n)]) {
  try { wait(); } catch ({name}) { console.log(name); }
}
const {waitAsync} = Atomics;
console.log(waitAsync.name, waitAsync.length, Object.keys(Atomics).length);
JS
out_is $'TypeError\nRangeError\nTypeError\nwaitAsync 4 0'

finish
