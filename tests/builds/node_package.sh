#!/usr/bin/env bash
# usage: tests/builds/node_package.sh
#
# The npm package, as somebody on Debian 12 takes it: what is in it, that it installs without
# a network or a compiler, its quick start in Node.js 22, 24 and 26, its types, and an
# author's job, which node-gyp compiles once for all of them.
# shellcheck source-path=SCRIPTDIR
source "$(dirname "$(readlink -f -- "${BASH_SOURCE[0]}")")/support.sh"
on_debian12=("$sdk" exec --on=release)
npm() {
  if type -P npm >/dev/null; then command npm "$@"; else "$sdk" exec --with=npm npm "$@"; fi
}

(cd "$root" && tools/bazel build --noshow_progress -c opt //node:package)
tarball=$root/bazel-bin/node/ferry-0.2.0.tgz
echo "=== ${tarball##*/}: $(du -hL "$tarball" | cut -f1)"
grep -q "version = \"$(tar -xzOf "$tarball" package/package.json | sed -n 's/.*"version": "\(.*\)",/\1/p')\"" "$root/MODULE.bazel"

echo '=== what is in it'
# The files alone: their sizes change.
packed() { npm pack --dry-run --json "$@" 2>/dev/null | grep -o '"path": "[^"]*"' | cut -d'"' -f4 | sort; }
says 'LICENSE
LICENSE.abseil
README.md
binaries/linux-x64/127.node
binaries/linux-x64/137.node
binaries/linux-x64/147.node
include/ferry_job.h
index.d.mts
index.d.ts
index.js
index.mjs
jobs.js
load.js
node_classes.js
package.json
ports.js' packed "$tarball"
tar -xzOf "$tarball" package/LICENSE.abseil | cmp - "$("$root/tools/abseil")/LICENSE"
tar -xzOf "$tarball" package/LICENSE | cmp - "$root/LICENSE"

echo '=== in an empty folder, without a network'
mkdir app
cd app
npm install --offline --no-audit --no-fund "$tarball"
for binary in node_modules/ferry/binaries/linux-x64/*.node; do
  newest_symbols "$binary"
  # What Node.js looks for, and nothing that another add-on could meet.
  modules=$(basename "$binary" .node)
  says "node_register_module_v$modules" bash -c "nm --dynamic --defined-only '$binary' | cut -d' ' -f3"
  readelf --dynamic --wide "$binary" | grep -q 'Flags:.*NODELETE'
done
sed -n '/^```js$/,/^```$/{/^```/!p}' node_modules/ferry/README.md | sed '/^port1.postMessage/q' >quick.mjs
for version in node22 node24 node26; do
  says '$.rows[0].onclick: onclick() {} could not be cloned.
2
hello worker' "${on_debian12[@]}" "$(node "$version")/bin/node" quick.mjs
done
refuses 'ferry: there is no binary for Node.js 20' "$(node node20)/bin/node" -e 'require("ferry")'

echo '=== types, and a job of an author'
cp "$root"/tests/builds/node_package/{.npmrc,package.json,package-lock.json,tsconfig.json,types_test.*} .
cp "$root"/examples/job_addon/{binding.gyp,job.cc,test.js} .
npm_ci
npm install --offline --no-save --no-audit --no-fund "$tarball"
node_modules/.bin/tsc
build_with=$(node node22)
"${on_debian12[@]}" env PATH="$build_with/bin:$PATH" node_modules/.bin/node-gyp rebuild --nodedir="$build_with"
for version in node22 node24 node26; do
  says '8 primes' "${on_debian12[@]}" "$(node "$version")/bin/node" test.js
done
