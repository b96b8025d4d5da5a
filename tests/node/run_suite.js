// usage: node run_suite.js suite.node [GoogleTest's flags…]
//
// Runs the test suite on the V8 of this Node.js.
'use strict';

const path = require('node:path');

const suite = require(path.resolve(process.argv[2]));
const code = suite.run([process.argv[0], ...process.execArgv, ...process.argv.slice(1)]);
// Node's own end would wait for what tests of failures have left.
process.reallyExit(code);
