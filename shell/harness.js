// For tests that are written as those of the web platform are: test,
// promise_test, async_test and assertions. They need a `self` and no document,
// and run in the main script and in workers.
//
// Tests of a promise run one after the other. The end prints a summary, and the
// program's exit code is 1 where a test failed.
'use strict';

const assert_true = (actual, what = '') => {
  if (actual !== true) throw new Error(`${what}: ${String(actual)} is not true`);
};

const assert_false = (actual, what = '') => {
  if (actual !== false) {
    throw new Error(`${what}: ${String(actual)} is not false`);
  }
};

const assert_equals = (actual, expected, what = '') => {
  if (!Object.is(actual, expected)) {
    throw new Error(`${what}: ${String(actual)} is not ${String(expected)}`);
  }
};

const assert_not_equals = (actual, other, what = '') => {
  if (Object.is(actual, other)) {
    throw new Error(`${what}: it is ${String(actual)}`);
  }
};

const assert_array_equals = (actual, expected, what = '') => {
  assert_equals(actual.length, expected.length, `${what}: the length`);
  for (let i = 0; i < expected.length; ++i) {
    assert_equals(actual[i], expected[i], `${what}: item ${i}`);
  }
};

const assert_unreached = (what = '') => {
  throw new Error(`${what}: this must not happen`);
};

const caught = (work, what) => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error(`${what}: nothing was thrown`);
};

// A JavaScript error of that constructor.
const assert_throws_js = (constructor, work, what = '') =>
    assert_equals(caught(work, what).constructor, constructor, what);

// A DOMException of that name.
const assert_throws_dom = (name, work, what = '') => {
  const error = caught(work, what);
  assert_true(error instanceof DOMException, what);
  assert_equals(error.name, name, what);
};

// Exactly this value.
const assert_throws_exactly = (value, work, what = '') =>
    assert_equals(caught(work, what), value, what);

const results = {passed: 0, failed: 0};
let queue = Promise.resolve();

const report = (name, error) => {
  if (error === undefined) {
    ++results.passed;
    print(`ok  ${name}`);
  } else {
    ++results.failed;
    print(`FAILED  ${name}\n    ${error.message}`);
  }
};

// What tests get as their argument.
const newContext = () => {
  const cleanups = [];
  return {
    add_cleanup: (work) => cleanups.push(work),
    step_timeout: (work, time) => setTimeout(work, time),
    unreached_func: (what) => () => assert_unreached(what),
    cleanUp: () => cleanups.forEach((work) => work()),
  };
};

const promise_test = (work, name) => {
  queue = queue.then(async () => {
    const context = newContext();
    try {
      await work(context);
      report(name);
    } catch (error) {
      report(name, error);
    }
    context.cleanUp();
  });
};

const test = (work, name) => promise_test(async (t) => work(t), name);

// `work` gets an object whose done() ends the test; step(f) and step_func(f)
// run parts of it.
const async_test = (work, name) => promise_test((context) =>
  new Promise((resolve, reject) => {
    const run = (part, receiver, parameters) => {
      try {
        return part.apply(receiver, parameters);
      } catch (error) {
        reject(error);
      }
    };
    run(work, undefined, [{
      ...context,
      done: resolve,
      step: (part) => run(part),
      step_func: (part) => function(...parameters) {
        return run(part, this, parameters);
      },
      step_func_done: (part = () => {}) => function(...parameters) {
        run(part, this, parameters);
        resolve();
      },
    }]);
  }), name);

const finish = () => queue.then(() => {
  if (results.failed > 0) {
    print(`${results.failed} tests failed.`);
    quit(1);
  }
  print(`All right: ${results.passed} tests.`);
});
