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

// HTML makes none of these interfaces serializable, so their objects are of a
// kind that V8's serializer does not copy:
//
// * Those of the interface itself are, below, FinalizationRegistries. V8 refuses
//   these without asking anybody, and makes them in a tenth of the time that a
//   native object takes.
// * Those of a subclass are native objects with an internal field. V8 asks about
//   them, so the subclass may be marked.
//
// The constructors are written as those of derived classes, for which V8 makes
// no `this`. They call no `super`, which scripts can replace.
function newPlatformObject(constructor, newTarget) {
  // Bound functions, for one, have no prototype.
  return newTarget === constructor || !isObject(newTarget.prototype) ?
      newInstance(constructor) :
      construct(PlatformObject, [], newTarget);
}

function newInstance(constructor) {
  return construct(SafeFinalizationRegistry, registryArguments, constructor);
}
const registryArguments = [() => {}];

// Members of a class are not enumerable, those of an interface are. Scripts do
// not see the class that its constructor is derived from.
function defineInterface(constructor, name, parent = undefined) {
  const {prototype} = constructor;
  setPrototypeOf(constructor, parent ?? functionPrototype);
  setPrototypeOf(prototype, parent?.prototype ?? objectPrototype);
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
