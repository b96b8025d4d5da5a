// Types of ferry. They need those of Node.js (npm install --save-dev @types/node) or of
// the DOM ("lib": ["dom"]), for AbortSignal and events.

/** What can be moved instead of copied. */
export type Transferable =
  ArrayBuffer | MessagePort | ReadableStream | WritableStream | TransformStream | object;

export interface StructuredSerializeOptions {
  /** Objects that are moved: they are detached here. */
  transfer?: readonly Transferable[];
}

/** A copy of `value`, as HTML's structuredClone() makes it. */
export function structuredClone<T>(value: T, options?: StructuredSerializeOptions): T;

/** What a message may have at most; members that are left out keep their defaults. */
export interface Limits {
  bytes?: number;
  depth?: number;
  nodes?: number;
  objects?: number;
  keyComparisons?: number;
  bigintBytes?: number;
  patternBytes?: number;
  patternWork?: number;
  hostObjects?: number;
  bufferBytes?: number;
  resizableBytes?: number;
  resizableBuffers?: number;
  sparseElements?: number;
}

export interface SerializeOptions {
  limits?: Limits;
  /** Keeps classes, names and properties of errors. */
  fullErrors?: boolean;
}

/** The bytes of a clone, for storage; `v8.deserialize()` reads them too. */
export function serialize(value: unknown, options?: SerializeOptions): Uint8Array;
/** The value of bytes from `serialize()` or `v8.serialize()`. */
export function deserialize(
  bytes: ArrayBuffer | ArrayBufferView, options?: {limits?: Limits}): any;

export class MessageChannel {
  constructor(options?: SerializeOptions);
  readonly port1: MessagePort;
  readonly port2: MessagePort;
}

type PortListeners = {
  message: (value: any) => void;
  messageerror: (error: Error) => void;
  close: () => void;
};

interface Emitter {
  on<K extends keyof PortListeners>(type: K, listener: PortListeners[K]): this;
  once<K extends keyof PortListeners>(type: K, listener: PortListeners[K]): this;
  off<K extends keyof PortListeners>(type: K, listener: PortListeners[K]): this;
  addListener<K extends keyof PortListeners>(type: K, listener: PortListeners[K]): this;
  removeListener<K extends keyof PortListeners>(type: K, listener: PortListeners[K]): this;
  removeAllListeners(type?: keyof PortListeners): this;
  /** Calls the listeners that on() has added; whether there was one. */
  emit(type: keyof PortListeners, ...values: unknown[]): boolean;
  listenerCount(type: keyof PortListeners): number;
  eventNames(): string[];
}

/** One end of a channel: the standard's, with the methods that Node's own ports have. */
export interface MessagePort extends EventTarget, Emitter {
  onmessage: ((event: MessageEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  postMessage(value: any, transfer?: readonly Transferable[] | StructuredSerializeOptions): void;
  /** Messages are delivered from now on; `onmessage` and `on('message')` do it too. */
  start(): void;
  /** 'close' fires at both ends. */
  close(callback?: () => void): void;
  ref(): void;
  /** Lets the process end though the port listens. */
  unref(): void;
  /** Whether the process waits for its messages. */
  hasRef(): boolean;
}
export const MessagePort: {prototype: MessagePort};

export class BroadcastChannel extends EventTarget {
  constructor(name: string);
  readonly name: string;
  onmessage: ((event: MessageEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  postMessage(value: any): void;
  close(): void;
}
export interface BroadcastChannel extends Emitter {
  ref(): this;
  /** Lets the process end though the channel listens. */
  unref(): this;
}

export interface MessageEvent<T = any> extends Event {
  readonly data: T;
  readonly origin: string;
  readonly lastEventId: string;
  readonly source: MessagePort | null;
  readonly ports: readonly MessagePort[];
}
export const MessageEvent: {
  prototype: MessageEvent;
  new(type: string, init?: object): MessageEvent;
};

/** Node's own class: errors of ferry are instances of it. */
export const DOMException: typeof globalThis.DOMException;

/** A port of a channel between threads: takes it off its object, for a worker that has
 * none yet. The ticket goes into workerData. */
export function depositPort(port: MessagePort): string;
/** The port of a ticket, once, in any thread of the process. */
export function takePort(ticket: string): MessagePort;

/** The next message that waits, without waiting for one. */
export function receiveMessageOnPort(
  port: MessagePort): {message: any; ports: MessagePort[]} | undefined;
/** What waits in a port. */
export function queueOf(port: MessagePort): {messages: number; bytes: number};
/** Beyond which a sender gets a QuotaExceededError. */
export function setQueueLimits(
  port: MessagePort, limits: {messages?: number; bytes?: number}): void;
export function ref(end: MessagePort | BroadcastChannel): void;
export function unref(end: MessagePort | BroadcastChannel): void;
export function hasRef(end: MessagePort | BroadcastChannel): boolean;

export interface RunOptions extends StructuredSerializeOptions {
  /** Rejects the promise with its reason at once, and ends the job when it looks. */
  signal?: AbortSignal;
  /** Called with 0 to 1 now and then. */
  onProgress?: (done: number) => void;
}

export interface ColumnStatistics {
  count: number;
  min: number;
  max: number;
  mean: number;
  deviation: number;
}

/** Runs a job on a native thread, while JavaScript goes on. */
export function run(
  job: 'statistics', input: readonly object[], options?: RunOptions,
): Promise<Record<string, ColumnStatistics>>;
export function run(
  job: 'blur',
  input: {pixels: Uint8ClampedArray; width: number; height: number; radius: number},
  options?: RunOptions,
): Promise<{pixels: Uint8ClampedArray; histogram: Uint32Array}>;
export function run(
  job: 'scale', input: {samples: Float64Array; factor: number}, options?: RunOptions,
): Promise<Float64Array>;
export function run<T = any>(job: string, input?: unknown, options?: RunOptions): Promise<T>;

/** Registers a job of an add-on of yours in this thread (include/ferry_job.h), and gives
 * its name. `job` has the bytes of its ferry_job. */
export function registerJob(job: ArrayBufferView): string;
/** Runs of the whole process that hold something, for tests of leaks. */
export function jobsAlive(): number;

export const kClone: unique symbol;
export const kTransfer: unique symbol;
export const kTransferList: unique symbol;
export const kTransferAbort: unique symbol;
export const kTransferCommit: unique symbol;
export const kDeserialize: unique symbol;

/** Says of one object whether it can be cloned and transferred, by its methods. */
export function markTransferMode(
  object: object, cloneable: boolean, transferable: boolean): void;
/** The same of all instances of a class. */
export function markClass(
  constructor: Function, cloneable: boolean, transferable: boolean): void;
export function markAsUncloneable(value: unknown): void;
export function markAsUntransferable(value: unknown): void;
/** The class that `deserializeInfo` names: its objects can arrive in this thread. */
export function registerClass(name: string, constructor: Function): void;
