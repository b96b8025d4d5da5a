// The walk that builds a copy.
//
// `enter(object, trace)` says what to do with an object: DirectCloner::Enter.
// `trace` holds every object and its copy, at twice its number and behind that.
// It is an array that inherits nothing, so that no setter of an index is met.
// `adopt(copy)` gives a copy its prototype.
const {enter, adopt, step} = native;
// step[0], what is left to do for a copy that `enter` has made; step[1] is its
// number. They are enum Rest in C++.
const kElements = 1, kProperties = 2, kMapEntries = 3, kSetValues = 4, kBuffer = 5;

// For what is no object: neither functions nor symbols can be cloned, and what
// an embedder has made undetectable only looks like undefined.
function checkPrimitive(value) {
  const type = typeof value;
  if (type === 'function' || type === 'symbol' ||
      type === 'undefined' && value !== undefined) {
    giveUp();
  }
}

function cloneValue(value, trace) {
  if (typeof value === 'object') {
    return value === null ? null : cloneObject(value, trace);
  }
  checkPrimitive(value);
  return value;
}

// A copy begins with the source's own children, and their copies take their
// places. So it has its shape at once, and is there for references back to it.
function cloneObject(source, trace) {
  const answer = enter(source, trace);
  if (typeof answer !== 'number') return finish(answer, source, trace);
  if (answer < 0) return trace[2 * ~answer + 1];
  const copy = {...source};
  trace[2 * answer] = source;
  trace[2 * answer + 1] = copy;
  for (const key in copy) {
    const value = copy[key];
    if (typeof value === 'object') {
      if (value !== null) copy[key] = cloneObject(value, trace);
    } else {
      checkPrimitive(value);
    }
  }
  return copy;
}

function finish(copy, source, trace) {
  if (copy === undefined) giveUp();
  const rest = step[0], number = step[1];
  // The names stand where the source belongs.
  const names = rest === kProperties ? trace[2 * number] : undefined;
  trace[2 * number] = source;
  trace[2 * number + 1] = copy;
  if (rest === kElements) {
    for (let i = 0; i < copy.length; ++i) {
      const value = copy[i];
      if (typeof value === 'object') {
        if (value !== null) copy[i] = cloneObject(value, trace);
      } else {
        checkPrimitive(value);
      }
    }
  } else if (rest === kProperties) {
    for (let i = 0; i < names.length; ++i) {
      const key = names[i];
      copy[key] = cloneValue(source[key], trace);
    }
    adopt(copy);
  } else if (rest === kMapEntries) {
    if (!hasCollections) giveUp();
    apply(mapForEach, source, [(value, key) => {
      apply(mapSet, copy, [cloneValue(key, trace), cloneValue(value, trace)]);
    }]);
  } else if (rest === kSetValues) {
    if (!hasCollections) giveUp();
    apply(setForEach, source, [(value) => {
      apply(setAdd, copy, [cloneValue(value, trace)]);
    }]);
  } else if (rest === kBuffer) {
    // The view stands for its buffer, which has the next number.
    trace[2 * number + 2] = source;
    trace[2 * number + 3] = copy;
  }
  return copy;
}

// The copy of an object; undefined where the walk has given up.
function walk(object, trace) {
  try {
    return isPolluted() ? undefined : cloneObject(object, trace);
  } catch {
    return undefined;
  }
}

return [walk, native.trace];
