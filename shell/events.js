// Events: EventTarget, event handler attributes, and errors that nobody caught.
//
//   tools/bazel run //shell -- shell/events.js
'use strict';

load('support.js');

const log = [];
const note = (text) => () => {
  log.push(text);
};
const logged = () => log.splice(0).join();

example('listeners are called in their order', () => {
  const target = new EventTarget();
  target.addEventListener('ring', note('first'));
  target.addEventListener('ring', note('second'), {once: true});
  target.addEventListener('ring', note('capture'), {capture: true});
  target.dispatchEvent(new Event('ring'));
  target.dispatchEvent(new Event('ring'));
  equal(logged(), 'capture,first,second,capture,first', 'what was called');
});

example('a class of your own can be an event target', () => {
  class Bell extends EventTarget {
    ring() {
      return this.dispatchEvent(new Event('ring', {cancelable: true}));
    }
  }
  const bell = new Bell();
  equal(bell.ring(), true, 'what dispatchEvent returns');
  bell.addEventListener('ring', (event) => event.preventDefault());
  equal(bell.ring(), false, 'what it returns for a canceled event');
});

example('a handler attribute keeps its place when it is replaced', async () => {
  const {port1, port2} = new MessageChannel();
  port2.onmessage = note('old');
  port2.addEventListener('message', note('listener'));
  port2.onmessage = note('new');
  port1.postMessage(0);
  await next(port2, 'message');
  equal(logged(), 'new,listener', 'what was called');
  port1.close();
});

example('a handler attribute takes functions and objects only', () => {
  const {port1} = new MessageChannel();
  const handler = {};
  port1.onmessage = handler;
  equal(port1.onmessage, handler, 'an object');
  port1.onmessage = 'text';
  equal(port1.onmessage, null, 'a text');
  port1.onmessage = null;
  equal(port1.onmessage, null, 'null');
});

example('an error in a listener is reported, and the rest go on', () => {
  const reports = [];
  onerror = (message, file, line, column, error) => {
    reports.push(`${message} in line ${line > 0 ? 'n' : line}`, error.message);
    return true;
  };
  const target = new EventTarget();
  target.addEventListener('ring', () => {
    throw new Error('broken');
  });
  target.addEventListener('ring', note('after'));
  target.dispatchEvent(new Event('ring'));
  reportError(new TypeError('mine'));
  onerror = null;
  equal(logged(), 'after', 'what was called');
  equal(reports.join(),
        'Uncaught Error: broken in line n,broken,' +
        'Uncaught TypeError: mine in line n,mine', 'what was reported');
});

example('an error event that is canceled is handled', () => {
  addEventListener('error', (event) => {
    equal(event.error.message, 'handled', 'the error');
    check(event instanceof ErrorEvent, 'it is an ErrorEvent');
    event.preventDefault();
  }, {once: true});
  reportError(new Error('handled'));
});

example('a message event says what it is', () => {
  const event = new MessageEvent('message', {data: 5, origin: 'here'});
  equal(event.data, 5, 'the data');
  equal(event.origin, 'here', 'the origin');
  equal(event.source, null, 'the source');
  equal(event.ports.length, 0, 'the number of ports');
  equal(event.isTrusted, false, 'whether the program made it');
});

allRight();
