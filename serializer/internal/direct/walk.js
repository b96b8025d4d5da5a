'use strict';

// What the walks over a value share: they read it, and build a copy (clone.js) or
// write a message (write.js). No code of a user runs meanwhile, so a walk may
// give up anywhere: nobody can tell, and V8's serializer then does it all.
const {apply, mapForEach, mapSet, setForEach, setAdd} = native;

// Whether those methods do what their names say: a script may have replaced them
// by others of V8's. `map` and `set` inherit nothing, so that these find nothing
// to call.
function collectionsWork({map, set}) {
  let seen = 0;
  try {
    apply(mapSet, map, [1, 2]);
    apply(mapForEach, map, [(value, key) => { seen += key * 10 + value; }]);
    apply(setAdd, set, [3]);
    apply(setForEach, set, [(value) => { seen += value * 100; }]);
  } catch {
    return false;
  }
  return seen === 312;
}
const hasCollections = collectionsWork(native);

// Ends the walk. An Error would cost a stack trace.
function giveUp() {
  throw null;
}

// `for (… in object)` shows what is enumerable on Object.prototype too.
function isPolluted() {
  for (const key in {}) return true;
  return false;
}
