// How the shell shows values: the body of a function that runs once in each
// realm, with `native` as its argument, and returns {console, inspect}.
//
//   native.write(stream, text)   stream 1 is stdout, 2 is stderr
//   native.kindOf(object)        'Map', 'Proxy', 'Native', ... or 'Object'
//   native.gettersOf(object)     [name, value, ...] of a 'Native'
//   native.promiseState(promise) [state, result]
//
// Getters and proxies of scripts are shown, never run; only an error's stack is
// asked for.
'use strict';

const kMaxDepth = 4;
const kMaxItems = 100;
const kMaxStringLength = 10000;
const kLineWidth = 72;

// Kept here, because a script may replace them.
const {
  getOwnPropertyDescriptor, getPrototypeOf, prototype: objectPrototype,
} = Object;
const {ownKeys, apply} = Reflect;
const errorPrototype = Error.prototype;
const {toString: symbolToString} = Symbol.prototype;
const {toISOString, getTime} = Date.prototype;
const {toString: regExpToString} = RegExp.prototype;
const {forEach: mapForEach} = Map.prototype;
const {forEach: setForEach} = Set.prototype;
const {isPrototypeOf} = objectPrototype;
const {toString: functionToString} = Function.prototype;
const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype);
const getter = (prototype, key) =>
    getOwnPropertyDescriptor(prototype, key).get;
const typedArrayLength = getter(typedArrayPrototype, 'length');
const arrayBufferDetached = getter(ArrayBuffer.prototype, 'detached');
const arrayBufferByteLength = getter(ArrayBuffer.prototype, 'byteLength');
const arrayBufferMaxByteLength = getter(ArrayBuffer.prototype, 'maxByteLength');
const arrayBufferResizable = getter(ArrayBuffer.prototype, 'resizable');
const sharedByteLength = getter(SharedArrayBuffer.prototype, 'byteLength');
const viewBuffer = getter(DataView.prototype, 'buffer');

const quote = (text) => {
  const shown = text.length > kMaxStringLength ?
      text.slice(0, kMaxStringLength) : text;
  const quoted = `'${JSON.stringify(shown).slice(1, -1)
      .replace(/\\"/g, '"').replace(/'/g, '\\\'')}'`;
  return shown === text ? quoted :
      `${quoted}... ${text.length - shown.length} more characters`;
};

const formatPrimitive = (value) => {
  switch (typeof value) {
    case 'string': return quote(value);
    case 'bigint': return `${value}n`;
    case 'symbol': return apply(symbolToString, value, []);
    case 'number': return Object.is(value, -0) ? '-0' : `${value}`;
    default: return `${value}`;
  }
};

// The value of a data property, or undefined; runs no getter.
const dataProperty = (object, key) => {
  for (let link = object; link !== null && native.kindOf(link) !== 'Proxy';
       link = getPrototypeOf(link)) {
    const descriptor = getOwnPropertyDescriptor(link, key);
    if (descriptor !== undefined) return descriptor.value;
  }
  return undefined;
};

const className = (object) => {
  if (getPrototypeOf(object) === null) return '[no prototype]';
  const constructor = dataProperty(object, 'constructor');
  const name = typeof constructor === 'function' ?
      dataProperty(constructor, 'name') : undefined;
  if (typeof name === 'string' && name !== '' && name !== 'Object') return name;
  const tag = dataProperty(object, Symbol.toStringTag);
  return typeof tag === 'string' && tag !== '' ? tag : 'Object';
};

const formatFunction = (fn) => {
  const name = dataProperty(fn, 'name');
  const isClass = apply(functionToString, fn, []).startsWith('class');
  const what = isClass ? 'class' : 'Function';
  return typeof name === 'string' && name !== '' ?
      `[${what}${isClass ? '' : ':'} ${name}]` : `[${what}]`;
};

const formatKey = (key) => {
  if (typeof key === 'symbol') return `[${formatPrimitive(key)}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key);
};

const isIndex = (key, length) => typeof key === 'string' &&
    /^(0|[1-9]\d*)$/.test(key) && Number(key) < length;

const indent = (text) => text.replaceAll('\n', '\n  ');

// `head open item, item close` on one line where that fits.
const wrap = (head, [open, close], items) => {
  const start = head === '' ? open : `${head} ${open}`;
  if (items.length === 0) return `${start}${close}`;
  const pad = open === '[' ? '' : ' ';
  const line = `${start}${pad}${items.join(', ')}${pad}${close}`;
  if (line.length <= kLineWidth && !line.includes('\n')) return line;
  const isList = open === '[' && items.length > 6 &&
      items.every((item) => item.length <= 16 && !item.includes('\n'));
  const body = isList ? fill(items) : items.map(indent).join(',\n  ');
  return `${start}\n  ${body}\n${close}`;
};

// Short items, as many as fit on each line.
const fill = (items) => {
  const lines = [];
  for (const [index, item] of items.entries()) {
    const piece = index === items.length - 1 ? item : `${item},`;
    const last = lines.at(-1);
    if (last !== undefined &&
        last.length + 1 + piece.length <= kLineWidth - 2) {
      lines.push(`${lines.pop()} ${piece}`);
    } else {
      lines.push(piece);
    }
  }
  return lines.join('\n  ');
};

class Inspector {
  #parents = [];

  format(value) {
    if (typeof value === 'function') return formatFunction(value);
    if (typeof value !== 'object' || value === null) {
      return formatPrimitive(value);
    }
    if (this.#parents.includes(value)) return '[Circular]';
    const kind = native.kindOf(value);
    if (kind === 'Proxy') return '[Proxy]';
    if (this.#parents.length >= kMaxDepth) return this.#formatDeep(value, kind);
    this.#parents.push(value);
    try {
      return this.#formatObject(value, kind);
    } finally {
      this.#parents.pop();
    }
  }

  #formatDeep(value, kind) {
    if (kind === 'Date' || kind === 'RegExp') {
      return this.#formatObject(value, kind);
    }
    return kind === 'Array' ? '[Array]' : `[${className(value)}]`;
  }

  #formatObject(value, kind) {
    if (apply(isPrototypeOf, errorPrototype, [value])) {
      return this.#formatError(value);
    }
    const name = className(value);
    const rest = () => this.#properties(value, ownKeys(value));
    switch (kind) {
      case 'Array': return this.#formatArray(value, name);
      case 'TypedArray': return this.#formatTypedArray(value, name);
      case 'Map': return this.#formatMap(value, name);
      case 'Set': return this.#formatSet(value, name);
      case 'ArrayBuffer': return this.#formatArrayBuffer(value, name);
      case 'Date':
        return Number.isNaN(apply(getTime, value, [])) ?
            'Invalid Date' : apply(toISOString, value, []);
      case 'RegExp': return apply(regExpToString, value, []);
      case 'SharedArrayBuffer':
        return wrap(name, '{}', [
          `byteLength: ${apply(sharedByteLength, value, [])}`, ...rest()]);
      case 'DataView':
        return wrap(name, '{}', [
          `buffer: ${this.format(apply(viewBuffer, value, []))}`, ...rest()]);
      case 'Native':
        return wrap(name, '{}', [...this.#getters(value), ...rest()]);
      case 'Promise': return this.#formatPromise(value, name);
      case 'Primitive':
        return `[${name}: ${formatPrimitive(native.unwrap(value))}]`;
      case 'WeakMap': case 'WeakSet': case 'WeakRef':
        return wrap(name, '{}', ['contents unknown']);
      default:
        return wrap(name === 'Object' ? '' : name, '{}', rest());
    }
  }

  // Of native classes, whose getters run nothing of the user.
  #getters(value) {
    const items = [];
    const getters = native.gettersOf(value);
    for (let i = 0; i < getters.length; i += 2) {
      items.push(`${getters[i]}: ${this.format(getters[i + 1])}`);
    }
    return items;
  }

  #properties(value, keys) {
    const items = [];
    for (const key of keys) {
      const descriptor = getOwnPropertyDescriptor(value, key);
      if (descriptor === undefined || !descriptor.enumerable) continue;
      if (items.length === kMaxItems) {
        items.push('... more');
        break;
      }
      items.push(`${formatKey(key)}: ${this.#formatProperty(descriptor)}`);
    }
    return items;
  }

  #formatProperty({get, set, value}) {
    if (get !== undefined) return set ? '[Getter/Setter]' : '[Getter]';
    if (set !== undefined) return '[Setter]';
    return this.format(value);
  }

  #formatArray(array, name) {
    const {length} = array;
    const items = [];
    let holes = 0;
    const endHoles = () => {
      if (holes > 0) items.push(`<${holes} empty>`);
      holes = 0;
    };
    let index = 0;
    for (; index < length && items.length < kMaxItems; ++index) {
      const descriptor = getOwnPropertyDescriptor(array, index);
      if (descriptor === undefined) {
        // A sparse array of a billion elements is not worth the walk.
        if (++holes > 1000) break;
        continue;
      }
      endHoles();
      items.push(this.#formatProperty(descriptor));
    }
    endHoles();
    if (index < length) items.push(`... ${length - index} more`);
    const others = length > 1e6 ? [] :
        ownKeys(array).filter((key) => !isIndex(key, length));
    items.push(...this.#properties(array, others));
    return wrap(name === 'Array' ? '' : `${name}(${length})`, '[]', items);
  }

  #formatTypedArray(array, name) {
    const length = apply(typedArrayLength, array, []);
    const items = [];
    for (let i = 0; i < length && i < kMaxItems; ++i) {
      items.push(formatPrimitive(array[i]));
    }
    if (length > kMaxItems) items.push(`... ${length - kMaxItems} more`);
    return wrap(`${name}(${length})`, '[]', items);
  }

  #formatMap(map, name) {
    const items = [];
    let size = 0;
    apply(mapForEach, map, [(value, key) => {
      if (size++ >= kMaxItems) return;
      items.push(`${this.format(key)} => ${this.format(value)}`);
    }]);
    if (size > kMaxItems) items.push(`... ${size - kMaxItems} more`);
    items.push(...this.#properties(map, ownKeys(map)));
    return wrap(`${name}(${size})`, '{}', items);
  }

  #formatSet(set, name) {
    const items = [];
    let size = 0;
    apply(setForEach, set, [(value) => {
      if (size++ < kMaxItems) items.push(this.format(value));
    }]);
    if (size > kMaxItems) items.push(`... ${size - kMaxItems} more`);
    items.push(...this.#properties(set, ownKeys(set)));
    return wrap(`${name}(${size})`, '{}', items);
  }

  #formatArrayBuffer(buffer, name) {
    const items = [`byteLength: ${apply(arrayBufferByteLength, buffer, [])}`];
    if (apply(arrayBufferResizable, buffer, [])) {
      items.push(
          `maxByteLength: ${apply(arrayBufferMaxByteLength, buffer, [])}`);
    }
    if (apply(arrayBufferDetached, buffer, [])) items.push('detached');
    items.push(...this.#properties(buffer, ownKeys(buffer)));
    return wrap(name, '{}', items);
  }

  #formatPromise(promise, name) {
    const [state, result] = native.promiseState(promise);
    if (state === 'pending') return wrap(name, '{}', ['pending']);
    return wrap(name, '{}', [
      state === 'rejected' ? `rejected: ${this.format(result)}` :
                             this.format(result),
    ]);
  }

  // The stack says name and message first; properties follow in braces.
  #formatError(error) {
    const stack = this.#stackOf(error);
    const keys = ownKeys(error).filter(
        (key) => !['stack', 'message', 'name', 'cause'].includes(key));
    const items = this.#properties(error, keys);
    for (const key of ['cause', 'errors']) {
      const descriptor = getOwnPropertyDescriptor(error, key);
      if (descriptor !== undefined && !descriptor.enumerable) {
        items.push(`[${key}]: ${this.#formatProperty(descriptor)}`);
      }
    }
    const head = this.#parents.length > 1 && !stack.includes('\n') ?
        `[${stack}]` : stack;
    return items.length === 0 ? head : wrap(head, '{}', items);
  }

  #stackOf(error) {
    const stack = native.stackOf(error);
    if (stack !== '') return stack;
    const name = dataProperty(error, 'name') ?? className(error);
    const message = dataProperty(error, 'message');
    return message === undefined || message === '' ?
        formatHead(name) : `${formatHead(name)}: ${formatHead(message)}`;
  }
}

const formatHead = (value) =>
    typeof value === 'string' ? value : new Inspector().format(value);

const inspect = (value) => new Inspector().format(value);

// A string at the top says what it means without quotes.
const show = (value) => typeof value === 'string' ? value : inspect(value);

const writer = (stream) => (...values) =>
    native.write(stream, `${values.map(show).join(' ')}\n`);

const log = writer(1);
const error = writer(2);
const assert = (condition, ...values) => {
  if (!condition) error('Assertion failed', ...values);
};

return {
  console: {log, info: log, debug: log, error, warn: error, assert},
  inspect,
};
