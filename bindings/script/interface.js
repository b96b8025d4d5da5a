// How WebIDL's interfaces look to scripts.

const data = (value, enumerable, writable) => ({
  __proto__: null, value, writable, enumerable, configurable: writable,
});

function illegalInvocation() {
  return new SafeTypeError('Illegal invocation');
}

function requireArguments(call, needed, length) {
  if (length >= needed) return;
  throw new SafeTypeError(
      `${call}: ${needed} argument${needed === 1 ? '' : 's'} required, but ` +
      `only ${length} present.`);
}

// A dictionary of WebIDL: undefined and null are an empty one.
function toDictionary(call, value) {
  if (value === undefined || value === null) return emptyDictionary;
  if (typeof value === 'object' || typeof value === 'function') return value;
  throw new SafeTypeError(
      `${call}: The provided value is not of type 'Object'.`);
}
const emptyDictionary = freeze(create(null));

// Members of a class are not enumerable, those of an interface are.
function defineInterface(constructor, name, parent = undefined) {
  const {prototype} = constructor;
  if (parent !== undefined) {
    setPrototypeOf(constructor, parent);
    setPrototypeOf(prototype, parent.prototype);
  }
  const keys = ownKeys(prototype);
  for (let i = 0; i < keys.length; ++i) {
    if (keys[i] === 'constructor') continue;
    const descriptor = getOwnPropertyDescriptor(prototype, keys[i]);
    descriptor.enumerable = true;
    defineProperty(prototype, keys[i], descriptor);
  }
  defineProperty(prototype, toStringTag, {
    __proto__: null, value: name, configurable: true,
  });
}

function defineConstant(constructor, name, value) {
  const descriptor = data(value, true, false);
  defineProperty(constructor, name, descriptor);
  defineProperty(constructor.prototype, name, descriptor);
}
