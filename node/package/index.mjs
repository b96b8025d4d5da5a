// The same module for ESM: one state, as it is made once for each thread.
import ferry from './index.js';

export const {
  BroadcastChannel,
  DOMException,
  MessageChannel,
  MessageEvent,
  MessagePort,
  depositPort,
  deserialize,
  hasRef,
  jobsAlive,
  kClone,
  kDeserialize,
  kTransfer,
  kTransferAbort,
  kTransferCommit,
  kTransferList,
  markAsUncloneable,
  markAsUntransferable,
  markClass,
  markTransferMode,
  queueOf,
  receiveMessageOnPort,
  ref,
  registerClass,
  registerJob,
  run,
  serialize,
  setQueueLimits,
  structuredClone,
  takePort,
  unref,
} = ferry;

export default ferry;
