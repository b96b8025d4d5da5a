// Host objects: classes of your own that are cloned and transferred as you say.
//
// ferry.markClass says what is allowed. These methods say how:
//   [kClone]()            returns {data, deserializeInfo}
//   [kTransfer]()         the same, and gives the state up
//   [kTransferList]()     what must be transferred along
//   [kTransferAbort](data)  takes the state back: a later step failed
//   [kTransferCommit](data) no step can fail any more: begins what cannot be undone
//   [kDeserialize](data)  gives the state to a fresh object at the receiver
//
//   tools/bazel run //shell -- shell/host_objects.js
'use strict';

const {kClone, kTransfer, kTransferList, kTransferAbort, kDeserialize} = ferry;

load('support.js');

// -- A class that can be cloned ----------------------------------------------

class Money {
  #cents;

  constructor(cents = 0) {
    this.#cents = cents;
  }

  get cents() {
    return this.#cents;
  }

  [kClone]() {
    return {data: this.#cents, deserializeInfo: 'example:Money'};
  }

  [kDeserialize](cents) {
    this.#cents = cents;
  }
}
ferry.markClass(Money, /*cloneable=*/ true, /*transferable=*/ false);
ferry.registerClass('example:Money', Money);

example('a clone has the private state of the original', () => {
  const original = new Money(1999);
  const clone = structuredClone(original);
  check(clone instanceof Money, 'it is a Money');
  check(clone !== original, 'it is another one');
  equal(clone.cents, 1999, 'its cents');
});

example('host objects travel anywhere in a value, and stay one object', () => {
  const price = new Money(5);
  const clone = structuredClone({price, all: new Map([['price', price]])});
  equal(clone.price.cents, 5, 'its cents');
  equal(clone.all.get('price'), clone.price, 'the one in the map');
});

example('what may only be cloned cannot be transferred', () => {
  const price = new Money(1);
  throws('DataCloneError', /transfer/,
         () => structuredClone(price, {transfer: [price]}));
});

// -- A subclass --------------------------------------------------------------

class Price extends Money {
  #currency;

  constructor(cents, currency = '') {
    super(cents);
    this.#currency = currency;
  }

  get currency() {
    return this.#currency;
  }

  [kClone]() {
    return {
      data: {money: super[kClone]().data, currency: this.#currency},
      deserializeInfo: 'example:Price',
    };
  }

  [kDeserialize]({money, currency}) {
    super[kDeserialize](money);
    this.#currency = currency;
  }
}
ferry.registerClass('example:Price', Price);

example('the mark of a class counts for its subclasses', () => {
  const clone = structuredClone(new Price(250, 'EUR'));
  check(clone instanceof Price, 'it is a Price');
  equal(`${clone.cents} ${clone.currency}`, '250 EUR', 'it');
});

// -- A class that can be transferred -----------------------------------------

class Connection {
  #address;

  constructor(address = null) {
    this.#address = address;
  }

  get address() {
    return this.#address;
  }

  [kTransfer]() {
    const data = this.#address;
    this.#address = null;
    return {data, deserializeInfo: 'example:Connection'};
  }

  [kTransferAbort](data) {
    this.#address = data;
  }

  [kDeserialize](data) {
    this.#address = data;
  }
}
ferry.markClass(Connection, /*cloneable=*/ false, /*transferable=*/ true);
ferry.registerClass('example:Connection', Connection);

example('a transfer moves the state', () => {
  const original = new Connection('host:1');
  const moved = structuredClone(original, {transfer: [original]});
  equal(moved.address, 'host:1', 'the address over there');
  equal(original.address, null, 'the address that is left');
});

example('what must be transferred is not cloned by accident', () => {
  const original = new Connection('host:2');
  throws('DataCloneError', /transfer/, () => structuredClone({original}));
  equal(original.address, 'host:2', 'the address');
});

class Broken {
  [kTransfer]() {
    throw new RangeError('cannot leave');
  }
}
ferry.markClass(Broken, false, true);

example('a failed transfer takes everything back', () => {
  const connection = new Connection('host:3');
  const buffer = new ArrayBuffer(8);
  const broken = new Broken();
  throws('RangeError', /cannot leave/, () =>
    structuredClone({connection, buffer, broken},
                    {transfer: [connection, buffer, broken]}));
  equal(connection.address, 'host:3', 'the address');
  equal(buffer.byteLength, 8, 'the buffer');
});

example('the state is taken back in reverse order', () => {
  const order = [];
  class Noted extends Connection {
    [kTransferAbort](data) {
      super[kTransferAbort](data);
      order.push(data);
    }
  }
  const list = [new Noted('first'), new Noted('second'), new Broken()];
  throws('RangeError', /cannot leave/,
         () => structuredClone(list, {transfer: list}));
  equal(order.join(), 'second,first', 'the order');
  equal(list[0].address, 'first', 'the address');
});

example('nothing is to be taken back where the value itself fails', () => {
  let asked = 0;
  class Asked extends Connection {
    [kTransfer]() {
      ++asked;
      return super[kTransfer]();
    }
  }
  const connection = new Asked('host:5');
  const value = {
    connection,
    get late() {
      throw new RangeError('too late');
    },
  };
  throws('RangeError', /too late/,
         () => structuredClone(value, {transfer: [connection]}));
  equal(asked, 0, 'how often [kTransfer]() was called');
  equal(connection.address, 'host:5', 'the address');
});

class Careless {
  #state = 'precious';

  get state() {
    return this.#state;
  }

  [kTransfer]() {
    const data = this.#state;
    this.#state = null;
    return {data, deserializeInfo: 'example:Careless'};
  }
}
ferry.markClass(Careless, false, true);

example('without [kTransferAbort]() that state would be lost', () => {
  const careless = new Careless();
  throws('RangeError', /cannot leave/, () => {
    const list = [careless, new Broken()];
    structuredClone(list, {transfer: list});
  });
  equal(careless.state, null, 'its state');
});

// -- A class that can do both ------------------------------------------------

class Counter {
  #count;

  constructor(count = 0) {
    this.#count = count;
  }

  get count() {
    return this.#count;
  }

  [kClone]() {
    return {data: this.#count, deserializeInfo: 'example:Counter'};
  }

  [kTransfer]() {
    const moved = this[kClone]();
    this.#count = null;
    return moved;
  }

  [kTransferAbort](data) {
    this.#count = data;
  }

  [kDeserialize](data) {
    this.#count = data;
  }
}
ferry.markClass(Counter, /*cloneable=*/ true, /*transferable=*/ true);
ferry.registerClass('example:Counter', Counter);

example('the transfer list says which of the two happens', () => {
  const counter = new Counter(7);
  equal(structuredClone(counter).count, 7, 'the count of the clone');
  equal(counter.count, 7, 'the count that is left');
  const moved = structuredClone(counter, {transfer: [counter]});
  equal(moved.count, 7, 'the count over there');
  equal(counter.count, null, 'the count that is left');
});

// -- What travels along ------------------------------------------------------

class Channel {
  #connection;
  #buffer;

  constructor(connection = null, buffer = null) {
    this.#connection = connection;
    this.#buffer = buffer;
  }

  get connection() {
    return this.#connection;
  }

  get buffer() {
    return this.#buffer;
  }

  [kTransferList]() {
    return [this.#connection, this.#buffer];
  }

  [kTransfer]() {
    return {
      data: {connection: this.#connection, buffer: this.#buffer},
      deserializeInfo: 'example:Channel',
    };
  }

  [kDeserialize]({connection, buffer}) {
    // It is ready: children are deserialized before their parents.
    check(connection.address !== null, 'the connection has its address');
    this.#connection = connection;
    this.#buffer = buffer;
  }
}
ferry.markClass(Channel, false, true);
ferry.registerClass('example:Channel', Channel);

example('a transferred object takes along what it names', () => {
  const channel = new Channel(new Connection('host:4'), new ArrayBuffer(16));
  // Only the channel is listed.
  const moved = structuredClone(channel, {transfer: [channel]});
  equal(moved.connection.address, 'host:4', 'the address over there');
  equal(moved.buffer.byteLength, 16, 'the buffer over there');
  equal(channel.connection.address, null, 'the address that is left');
  equal(channel.buffer.byteLength, 0, 'the buffer that is left');
});

// -- Marks of single objects -------------------------------------------------

example('an object\'s own mark wins over its class\'s', () => {
  const secret = new Money(1);
  ferry.markAsUncloneable(secret);
  throws('DataCloneError', /could not be cloned/,
         () => structuredClone([secret]));
  equal(structuredClone(new Money(2)).cents, 2, 'another one');
});

example('markTransferMode marks any object', () => {
  const closed = {note: 'stays here'};
  ferry.markTransferMode(closed, /*cloneable=*/ false, /*transferable=*/ false);
  throws('DataCloneError', /could not be cloned/,
         () => structuredClone({closed}));
});

example('markAsUntransferable also protects buffers', () => {
  const buffer = new ArrayBuffer(4);
  ferry.markAsUntransferable(buffer);
  throws('DataCloneError', /untransferable/,
         () => structuredClone(buffer, {transfer: [buffer]}));
  equal(structuredClone(buffer).byteLength, 4, 'a copy');
});

// -- Another isolate ---------------------------------------------------------

const kReceiver = `
  const {kClone, kTransfer, kTransferList, kTransferAbort, kDeserialize} =
      ferry;
  ${Money}
  ${Connection}
  ferry.registerClass('example:Money', Money);
  ferry.markClass(Connection, false, true);
  ferry.registerClass('example:Connection', Connection);`;

// Both sides must know the classes, so their source goes ahead as text.
const receiver = (onmessage) =>
    new Worker(`${kReceiver} onmessage = ${onmessage};`, {eval: true});

example('a class that the receiver did not register does not arrive',
        async () => {
  const worker = new Worker(`
    onmessage = () => postMessage('arrived');
    onmessageerror = () => postMessage('did not arrive');`, {eval: true});
  worker.postMessage(new Money(1));
  equal((await next(worker, 'message')).data, 'did not arrive', 'the object');
  worker.terminate();
});

example('a class that it registered does', async () => {
  const worker = receiver(({data}) => postMessage(data.cents * 2));
  worker.postMessage(new Money(21));
  equal((await next(worker, 'message')).data, 42, 'twice the cents');
  worker.terminate();
});

example('private state moves to another isolate, and back', async () => {
  const worker = receiver(({data}) =>
    postMessage({connection: data, seen: data.address}, [data]));
  const original = new Connection('host:6');
  worker.postMessage(original, [original]);
  const {connection, seen} = (await next(worker, 'message')).data;
  worker.terminate();
  equal(seen, 'host:6', 'the address over there');
  equal(original.address, null, 'the address that is left');
  equal(connection.address, 'host:6', 'the address that came back');
});

allRight();
