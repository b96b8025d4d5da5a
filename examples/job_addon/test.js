'use strict';
const assert = require('node:assert');
const ferry = require('ferry');

ferry.registerJob(require('./build/Release/job.node').primes);
ferry.run('primes', {limit: 20}).then(({count, primes}) => {
  assert.deepStrictEqual([...primes], [2, 3, 5, 7, 11, 13, 17, 19]);
  console.log(`${count} primes`);
});
