// How the package is loaded: by CommonJS and ESM, in many threads at once, and not at all.
'use strict';

const assert = require('node:assert');
const {test} = require('node:test');
const {Worker} = require('node:worker_threads');
const {unsupported} = require('../package/load');

const here = {platform: 'linux', arch: 'x64', versions: process.versions};

for (const [what, where, message] of [
  ['macOS', {...here, platform: 'darwin', arch: 'arm64'},
    /^ferry: there is no binary for darwin-arm64; this package has those for linux-x64 with glibc\. Or build it/],
  ['Windows', {...here, platform: 'win32'}, /there is no binary for win32-x64/],
  ['arm64', {...here, arch: 'arm64'}, /there is no binary for linux-arm64/],
  ['an older Node.js', {...here, versions: {node: '20.1.0', modules: '115'}},
    /no binary for Node\.js 20\.1\.0, whose process\.versions\.modules is 115; this package has those for Node\.js 22, Node\.js 24, and Node\.js 26/],
  ['Electron', {...here, versions: {node: '22.1.0', modules: '136', electron: '37.0.0'}},
    /no binary for Electron 37\.0\.0/],
]) {
  test(`says in words that there is none for ${what}`, () => {
    const error = unsupported(where);
    assert.match(error.message, message);
    assert.strictEqual(error.code, 'ERR_FERRY_NO_BINARY');
  });
}

test('there is one for this Node.js', () => assert.strictEqual(unsupported(process), undefined));

test('ESM and CommonJS are one module', async () => {
  const common = require('../package');
  const {default: all, ...named} = await import('../package/index.mjs');
  assert.strictEqual(all, common);
  assert.deepStrictEqual(Object.keys(named).sort(), Object.keys(common).sort());
  for (const [name, value] of Object.entries(named)) assert.strictEqual(value, common[name]);
});

test('loads in several workers at once, where the main thread has not', async () => {
  const script = `
    const ferry = require(${JSON.stringify(require.resolve('../package'))});
    ferry.run('statistics', [{a: 1}]).then(({a}) => {
      require('node:worker_threads').parentPort.postMessage(a.count);
    });`;
  const answers = await Promise.all(Array.from({length: 8}, () => new Promise((resolve, reject) => {
    new Worker(script, {eval: true}).on('message', resolve).on('error', reject);
  })));
  assert.deepStrictEqual(answers, Array(8).fill(1));
});
