// Loads the binary for this Node.js, or says in words why there is none.
'use strict';

const path = require('node:path');

// By process.versions.modules, the version of Node's and V8's binary interface.
const releases = {127: 'Node.js 22', 137: 'Node.js 24', 147: 'Node.js 26'};
const platforms = ['linux-x64'];

const list = new Intl.ListFormat('en', {type: 'conjunction'});
const otherWays = 'Or build it: docs/linking.md of its repository has the ways.';

class FerryLoadError extends Error {
  constructor(message, options) {
    super(`ferry: ${message}`, options);
    this.code = 'ERR_FERRY_NO_BINARY';
  }
  get name() { return 'FerryLoadError'; }
}

function isMusl() {
  // Slow, and asked for only when loading has failed.
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime === undefined;
}

// The error for a program that the package has no binary for; undefined if it has one.
exports.unsupported = ({platform, arch, versions}) => {
  const here = `${platform}-${arch}`;
  if (!platforms.includes(here)) {
    return new FerryLoadError(
      `there is no binary for ${here}; this package has those for ${list.format(platforms)} ` +
      `with glibc. ${otherWays}`);
  }
  if (releases[versions.modules] !== undefined) return undefined;
  const program = versions.electron === undefined ?
    `Node.js ${versions.node}` : `Electron ${versions.electron}`;
  return new FerryLoadError(
    `there is no binary for ${program}, whose process.versions.modules is ${versions.modules}; ` +
    `this package has those for ${list.format(Object.values(releases))}. ${otherWays}`);
};

exports.load = () => {
  const error = exports.unsupported(process);
  if (error !== undefined) throw error;
  const file = path.join(
    __dirname, 'binaries', `${process.platform}-${process.arch}`, `${process.versions.modules}.node`);
  try {
    return require(file);
  } catch (cause) {
    throw new FerryLoadError(isMusl() ?
      `there is no binary for musl, which this Linux has; there are those for glibc 2.36 and newer. ${otherWays}` :
      `${file} does not load: ${cause.message}. It needs glibc 2.36 and libstdc++ of GCC 12, ` +
      `as Debian 12 has, or newer. ${otherWays}`, {cause});
  }
};
