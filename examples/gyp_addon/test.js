'use strict';
// The add-on answers in the main thread and in workers, and a worker that ends while the
// add-on works for it takes nobody with it.
const assert = require('assert');
const {Worker, isMainThread} = require('worker_threads');
const {toJson} = require('.');

// Large enough that a worker ends first.
const rows = Array.from({length: 20000}, (_, id) => ({id, name: `row ${id}`}));

if (!isMainThread) {
  for (let i = 0; i < 20; i++) toJson(rows);
  process.exit();
}

toJson({at: new Date(0), list: [1, 2]}).then((json) => {
  assert.strictEqual(json, '{"at":{"$date":0},"list":[1,2]}');
  assert.throws(() => toJson(() => {}), {name: 'DataCloneError'});

  let ended = 0;
  for (let i = 0; i < 8; i++) {
    new Worker(__filename).on('exit', (code) => {
      assert.strictEqual(code, 0);
      if (++ended === 8) console.log('8 workers ended, all well');
    });
  }
});
