#!/usr/bin/env bash
# Runs the shell on the example scripts and on bad input. The arguments are the
# shell and the example scripts.
set -uo pipefail

source "$(dirname -- "${BASH_SOURCE[0]}")/run_shell.sh"
scripts=()
for path; do scripts+=("$(readlink -f -- "$path")"); done
cd "$work" || exit 1

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

# --- Examples that go wrong --------------------------------------------------

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

# --- A timeline ------------------------------------------------------------------

cat >traced.js <<'JS'
const worker = new Worker(`onmessage = ({data}) => postMessage(data)`,
                          {eval: true});
worker.onmessage = () => worker.terminate();
worker.postMessage(structuredClone({hello: 1}));
JS
run 'timeline' 0 --trace=trace.json traced.js
no_err
cat >look.js <<'JS'
const {traceEvents} = JSON.parse(readFile('trace.json'));
const of = (name, ph) => traceEvents.filter((e) => e.name === name && e.ph === ph);
for (const name of ['clone', 'post', 'serialize', 'send', 'deliver', 'deserialize']) {
  print(name, of(name, 'B').length > 0, of(name, 'B').length === of(name, 'E').length);
}
// An arrow for each message, to another thread and never back in time.
const arrows = of('message', 's').map((from) => {
  const to = of('message', 'f').find((e) => e.id === from.id && e.ts >= from.ts);
  return to !== undefined && to.tid !== from.tid;
});
print(arrows.length >= 2, arrows.slice(0, 2).every((ok) => ok));
JS
run 'what is in the timeline' 0 look.js
out_is $'clone true true\npost true true\nserialize true true\nsend true true
deliver true true\ndeserialize true true\ntrue true'
run 'a timeline that cannot be written' 1 --trace=missing/trace.json traced.js
err 'shell: cannot write missing/trace.json: No such file or directory.'

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

finish
