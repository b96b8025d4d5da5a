// What the example scripts share: checks, and a way to ask a worker.
'use strict';

let checks = 0;

const check = (condition, what) => {
  ++checks;
  if (!condition) throw new Error(`Wrong: ${what}`);
};

const equal = (actual, expected, what) =>
    check(Object.is(actual, expected),
          `${what} is ${String(actual)} instead of ${String(expected)}`);

// An error of that name. `message` is the whole message, a pattern for it, or
// undefined for any.
const isError = (error, name, message) => {
  equal(error.name, name, 'the name of the error');
  if (message instanceof RegExp) {
    check(message.test(error.message),
          `"${error.message}" does not match ${message}`);
  } else if (message !== undefined) {
    equal(error.message, message, 'its message');
  }
  return error;
};

const throws = (name, message, work) => {
  try {
    work();
  } catch (error) {
    return isError(error, name, message);
  }
  throw new Error(`Wrong: no ${name} was thrown`);
};

const rejects = async (name, message, promise) => {
  try {
    await promise;
  } catch (error) {
    return isError(error, name, message);
  }
  throw new Error(`Wrong: no ${name} was thrown`);
};

// Examples run one after the other, once the script is read; one that fails
// ends the program.
let last = Promise.resolve();
const example = (name, test) => last = last.then(async () => {
  try {
    await test();
  } catch (error) {
    print(`FAILED  ${name}`);
    throw error;
  }
  print(`ok  ${name}`);
});
const allRight = () =>
    last.then(() => print(`All right: ${checks} checks.`));

const wait = (milliseconds) =>
    new Promise((resolve) => setTimeout(resolve, milliseconds));

// The next event of that type.
const next = (target, type) => new Promise(
    (resolve) => target.addEventListener(type, resolve, {once: true}));

// Starts a worker whose onmessage is `handler`, a function whose source
// travels, sends it `value`, and gives what it posts first.
const ask = (handler, value, transfer = []) => new Promise(
    (resolve, reject) => {
  const worker = new Worker(`onmessage = ${handler}`, {eval: true});
  worker.onmessage = ({data}) => {
    worker.terminate();
    resolve(data);
  };
  worker.onmessageerror = () => {
    worker.terminate();
    reject(new Error('The answer cannot be read.'));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    worker.terminate();
    reject(event.error ?? new Error(event.message));
  };
  worker.postMessage(value, transfer);
});
