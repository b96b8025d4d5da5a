// Compiled only: what the types allow, and (@ts-expect-error) what not.
import ferry, {run, MessageChannel, type MessagePort, type RunOptions} from 'ferry';

const {a}: {a: Date} = ferry.structuredClone({a: new Date()}, {transfer: []});
const {port1, port2}: {port1: MessagePort; port2: MessagePort} = new MessageChannel({limits: {bytes: 10}});
port1.on('message', (value) => value.anything).once('close', () => {}).unref();
port1.onmessage = ({data, ports}) => ports[0]?.postMessage(data, [data]);
port1.postMessage(1, {transfer: [port2]});
const ticket: string = ferry.depositPort(port2);
ferry.takePort(ticket).close(() => {});
const message = ferry.receiveMessageOnPort(port1)?.message;
const bytes: Uint8Array = ferry.serialize({a}, {fullErrors: true});
ferry.deserialize(bytes, {limits: {hostObjects: 1}});

const options: RunOptions = {signal: AbortSignal.timeout(1), onProgress: (done: number) => done};
const {price} = await run('statistics', [{price: 1}], options);
const mean: number = price!.mean;
const scaled: Float64Array = await run('scale', {samples: new Float64Array(1), factor: 2});
const {histogram}: {histogram: Uint32Array} =
  await run('blur', {pixels: new Uint8ClampedArray(4), width: 1, height: 1, radius: 1});
const own = await run<{count: number}>('primes', {limit: 3});
own.count.toFixed();

class Point {
  x = 0;
  [ferry.kClone]() { return {data: [this.x], deserializeInfo: 'app:Point'}; }
  [ferry.kDeserialize]([x]: [number]) { this.x = x; }
}
ferry.registerClass('app:Point', Point);
ferry.markClass(Point, true, false);
const error: DOMException = new ferry.DOMException('message', 'name');

// @ts-expect-error: a job's name
run(1);
// @ts-expect-error: no such event
port1.on('nothing', () => {});
// @ts-expect-error: ports are made by channels
new ferry.MessagePort();
// @ts-expect-error: no such limit
ferry.deserialize(bytes, {limits: {everything: 1}});

export {error, histogram, mean, message, scaled};
