#!/usr/bin/env bash
# Runs the shell on the example scripts and on bad input, and looks at exit
# codes and messages. The arguments are the shell and the example scripts.
set -uo pipefail

shell=$(readlink -f -- "$1")
shift
scripts=()
for path; do scripts+=("$(readlink -f -- "$path")"); done

work=$(mktemp -d "${TEST_TMPDIR:-/tmp}/shell_test.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
cd "$work" || exit 1
# Set where the test itself is started by `bazel run`.
unset BUILD_WORKING_DIRECTORY

failures=0

# fail WHAT: notes what is wrong with the last run.
fail() { problems+=("$1"); }

# Says, once for each run, what was wrong with it, and shows its output.
conclude() {
  [[ ${#problems[@]} == 0 ]] && return
  ((++failures))
  printf 'FAILED: %s\n' "$name"
  printf '  %s\n' "${problems[@]}"
  sed 's/^/  stdout: /' stdout
  sed 's/^/  stderr: /' stderr
  problems=()
}
problems=()

# run NAME EXIT_CODE ARGUMENT...: runs the shell.
run() {
  conclude
  name=$1
  local expected=$2
  shift 2
  "$shell" "$@" >stdout 2>stderr </dev/null
  local code=$?
  [[ $code == "$expected" ]] || fail "the exit code is $code instead of $expected"
}

# script NAME EXIT_CODE [ARGUMENT...]: runs the script that is on stdin.
script() {
  local title=$1 expected=$2
  shift 2
  cat >script.js
  run "$title" "$expected" script.js "$@"
}

# out TEXT, err TEXT: the last run printed this, somewhere, on that stream.
out() { grep -qF -- "$1" stdout || fail "stdout lacks \"$1\""; }
err() { grep -qF -- "$1" stderr || fail "stderr lacks \"$1\""; }
# out_is TEXT: this and nothing else.
out_is() { [[ $(cat stdout) == "$1" ]] || fail "stdout is not \"$1\""; }
no_err() { [[ ! -s stderr ]] || fail "stderr is not empty"; }

# --- The examples ------------------------------------------------------------

for path in "${scripts[@]}"; do
  run "${path##*/}" 0 "$path" "$work"
  out 'All right'
  no_err
done

# --- The command line --------------------------------------------------------

run 'no arguments' 1
err 'Usage: shell'
run '--help' 0 --help
out 'Usage: shell'
no_err
run 'unknown option' 1 --nonsense
err 'unknown option --nonsense'
run 'missing script' 1 missing.js
err 'cannot read missing.js: No such file or directory'
run 'folder as script' 1 .
err 'cannot read .: Is a directory'

script 'script arguments' 0 --help -x '' ä <<<'console.log(scriptArgs)'
out_is "['--help', '-x', '', 'ä']"
mkdir inner && echo 'console.log("inner")' >inner/inner.js
BUILD_WORKING_DIRECTORY=$work/inner run 'working directory' 0 inner.js
out_is 'inner'
echo 'gc(); console.log(typeof gc)' >gc.js
run '--expose-gc' 0 --expose-gc gc.js
out_is 'function'
script 'no gc otherwise' 0 <<<'console.log(typeof gc)'
out_is 'undefined'

# --- Errors that nobody caught -----------------------------------------------

script 'exception' 1 <<'JS'
function inner() {
  throw new TypeError('boom', {cause: 'why'});
}
setTimeout(() => console.log('never'));
inner();
JS
err 'script.js:2:3: Uncaught exception'
err "  throw new TypeError('boom', {cause: 'why'});"
err '  ^'
err 'TypeError: boom'
err 'at inner (script.js:2:9)'
err "[cause]: 'why'"
out_is ''
script 'thrown object' 1 <<<'throw {code: [1, 2]}'
err '{ code: [1, 2] }'
script 'syntax error' 1 <<<'let a = ;'
err 'script.js:1:9: Uncaught exception'
err "SyntaxError: Unexpected token ';'"
script 'exception in a timer' 1 \
  <<<'setTimeout(() => { throw new Error("late") }); setInterval(() => {}, 1)'
err 'Error: late'
script 'exception in a microtask' 1 \
  <<<'queueMicrotask(() => { throw new Error("micro") })'
err 'Error: micro'
script 'unhandled rejection' 1 <<<'Promise.reject(new Error("alone"))'
err 'script.js:1:16: Unhandled promise rejection'
err 'Error: alone'
script 'rejection handled in time' 0 <<'JS'
const promise = Promise.reject(new Error('late'));
queueMicrotask(() => promise.catch(() => console.log('handled')));
JS
out_is 'handled'
script 'value that cannot be cloned' 1 <<<'structuredClone({a: () => {}})'
err 'Uncaught exception'
err 'DataCloneError'
err 'could not be cloned'
script 'truncated bytes' 1 <<<'
const bytes = ferry.serialize({a: [1, 2, 3], b: "text"});
ferry.deserialize(bytes.slice(0, 9));'
err 'DataCloneError'
script 'every truncation' 0 <<'JS'
const bytes = ferry.serialize({a: [1, 2, 3], b: 'text', c: new Map([[1, 2n]])});
for (let i = 0; i < bytes.length; ++i) {
  try {
    ferry.deserialize(bytes.slice(0, i));
  } catch (error) {
    if (error.name !== 'DataCloneError') throw error;
  }
}
JS
no_err
script 'endless recursion' 1 <<<'(function f() { f() })()'
err 'RangeError: Maximum call stack size exceeded'
script 'deep value' 0 <<'JS'
let deep = {};
for (let i = 0; i < 1e5; ++i) deep = {deep};
try {
  structuredClone(deep);
  console.log('cloned');
} catch (error) {
  console.log('refused');
}
JS
no_err
echo 'const all = []; for (;;) all.push({});' >memory.js
run 'no memory' 1 --v8-options=--max-old-space-size=32 memory.js
err "out of memory: the script's heap is full"

# --- quit --------------------------------------------------------------------

script 'quit' 3 <<<'try { quit(3) } finally { console.log("never") } console.log("never")'
out_is ''
script 'quit in a timer' 4 <<<'setTimeout(() => quit(4)); setInterval(() => {}, 1)'
script 'quit in a getter' 5 <<<'structuredClone({get a() { quit(5) }}); console.log("never")'
out_is ''
script 'quit in a worker' 6 \
  <<<'new Worker("quit(6)", {eval: true}); setInterval(() => {}, 1)'
out_is ''

# --- Timers and files ----------------------------------------------------------

script 'order of tasks' 0 <<'JS'
setTimeout((text) => console.log(text), 5, 'fourth');
const cleared = setTimeout(() => console.log('never'), 1);
setTimeout(() => console.log('third'));
Promise.resolve().then(() => console.log('second'));
clearTimeout(cleared);
let left = 3;
const interval = setInterval(() => --left || clearInterval(interval), 1);
console.log('first');
JS
out_is $'first\nsecond\nthird\nfourth'
script 'files' 0 <<'JS'
writeFile('a.txt', 'Zürich');
console.log(readFile('a.txt'), readFile('a.txt', 'binary'));
writeFile('b.js', new Uint8Array([0x36, 0x2a, 0x37]));
console.log(load('b.js'));
JS
out_is $'Zürich Uint8Array(7) [90, 195, 188, 114, 105, 99, 104]\n42'
script 'missing file' 1 <<<'readFile("missing.txt")'
err 'readFile: cannot read "missing.txt": No such file or directory'

# --- Native classes ---------------------------------------------------------------

script 'stored Blob' 0 <<<'
writeFile("blob.bin", ferry.serialize(new Blob(["kept"], {type: "a/b"})))'
script 'Blob of another process' 0 <<'JS'
const blob = ferry.deserialize(readFile('blob.bin', 'binary'));
blob.text().then((text) => console.log(blob.type, text));
JS
out_is 'a/b kept'
script 'no memory for a Blob' 1 <<'JS'
new Blob(new Array(1e5).fill(new ArrayBuffer(1e9)));
JS
err 'RangeError: new Blob: no memory for 100000000000000 bytes.'
script 'Blob of wrong parts' 1 <<<'new Blob("text")'
err 'TypeError: new Blob: the list of parts is not iterable.'
script 'missing file to open' 1 <<<'openFile("missing.txt")'
err 'Error: openFile: cannot open "missing.txt": No such file or directory.'
err "code: 'ENOENT'"
script 'unknown mode' 1 <<<'openFile("script.js", "rw")'
err 'TypeError: openFile: the mode "rw" is none of "r", "w", "r+", "a".'
script 'operation on a closed handle' 1 <<'JS'
const handle = openFile('script.js');
handle.close().then(() => handle.read(1));
JS
err 'Unhandled promise rejection'
err 'InvalidStateError: read: the file handle of "script.js" is closed.'
script 'handle in use' 1 <<'JS'
const handle = openFile('script.js');
handle.read(1);
structuredClone(handle, {transfer: [handle]});
JS
err 'DataCloneError: The file handle of "script.js" cannot be transferred: it is in use by 1 pending operation.'
script 'error after an operation' 1 <<'JS'
openFile('script.js').read(1).then(() => { throw new Error('afterwards') });
JS
err 'Error: afterwards'
script 'quit while operations wait' 7 <<'JS'
const handle = openFile('script.js');
handle.read(1).then(() => quit(7));
handle.readText().then(() => console.log('never'));
setTimeout(() => console.log('never'));
JS
out_is ''
script 'quit of a worker while operations wait' 8 <<'JS'
const handle = openFile('script.js');
openFile('script.js').readText();
new Worker(`
  workerData.readText().then(() => console.log('never'));
  quit(8);`, {eval: true, workerData: handle, transferList: [handle]});
setInterval(() => {}, 1);
JS
out_is ''
script 'quit while arguments are converted' 9 <<'JS'
openFile('script.js').read({valueOf() { quit(9) }});
console.log('never');
JS
out_is ''
script 'operations leave timers their turn' 0 <<'JS'
const handle = openFile('script.js');
let stopped = false;
const readOn = () => stopped || handle.read(1, 0).then(readOn);
setTimeout(() => {
  stopped = true;
  console.log('stopped');
}, 1);
readOn();
JS
out_is 'stopped'
cat >collect.js <<'JS'
const open = () => openFile('collect.js').fd;
const first = open();
setTimeout(() => {
  gc();
  console.log(open() === first ? 'closed' : 'still open');
});
JS
run 'forgotten handle' 0 --expose-gc collect.js
out_is 'closed'

# --- What console.log shows ------------------------------------------------------

script 'inspect' 0 <<'JS'
class Point { x = 1; get y() { return 2 } }
const cycle = {a: {}};
cycle.a.cycle = cycle;
console.log('text', ['text', -0, 1n, , undefined], new Point());
console.log(cycle, new Map([[{}, new Set([1])]]), {get a() { throw 1 }});
console.log(new Uint8Array([1, 2]), new ArrayBuffer(8), new Date(0), /a/g);
console.log([[[[[[]]]]]], new Proxy({}, {get() { throw 1 }}), null, () => {});
JS
out "text ['text', -0, 1n, <1 empty>, undefined] Point { x: 1 }"
out '{ a: { cycle: [Circular] } } Map(1) { {} => Set(1) { 1 } } { a: [Getter] }'
out 'Uint8Array(2) [1, 2] ArrayBuffer { byteLength: 8 } 1970-01-01T00:00:00.000Z /a/g'
out '[[[[[Array]]]]] [Proxy] null [Function]'
script 'inspect native classes' 0 <<'JS'
const handle = openFile('script.js');
const {fd} = handle;
structuredClone(handle, {transfer: [handle]});
console.log(new Blob(['abc'], {type: 'a/b'}), [new (class A extends Blob {})()]);
console.log(handle, fd > 2);
JS
out "Blob { size: 3, type: 'a/b' } [A { size: 0, type: '' }]"
out 'FileHandle { fd: -1 } true'
script 'streams' 0 <<<'console.warn("warning"); console.error("error"); print("out")'
err 'warning'
err 'error'
out_is 'out'

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

cp -- "$(dirname -- "${scripts[0]}")/support.js" .
script 'an example that fails' 1 <<'JS'
load('support.js');
example('works', () => {});
example('the title', () => check(false, 'of it'));
example('never runs', () => {});
allRight();
JS
out_is $'ok  works\nFAILED  the title'
err 'Error: Wrong: of it'
[[ $(grep -c 'Wrong: of it' stderr) == 1 ]] || fail 'the error is there twice'

# --- The tour, on a document of our own ------------------------------------------

examples=$(dirname -- "${scripts[0]}")
tour=$examples/tour.js
echo '[{"type": "A", "list": [1, "two"]}, {"type": "A"}]' >document.json
run 'tour' 0 "$tour" document.json
no_err
out 'of the type A'
out 'DataCloneError'
run 'tour without its document' 1 "$tour" missing.json
err 'cannot read "missing.json"'
err 'iso-codes'
echo '{' >document.json
run 'tour with a broken document' 1 "$tour" document.json
err 'JSON'

conclude
if ((failures > 0)); then
  echo "$failures runs failed."
  exit 1
fi
echo 'All checks passed.'
