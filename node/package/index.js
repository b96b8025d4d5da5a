// Structured clone, transfer, messages and native jobs for Node.js, by ferry.
'use strict';

const native = require('./load').load();
require('./node_classes')(native.markNodeClass);
require('./ports').extend(native, native.Event);

/** The port of a ticket, once, in any thread of the process. */
function takePort(ticket) {
  return native.takePort(`${ticket}`);
}

module.exports = {
  structuredClone: native.structuredClone,
  MessageChannel: native.MessageChannel,
  MessagePort: native.MessagePort,
  BroadcastChannel: native.BroadcastChannel,
  MessageEvent: native.MessageEvent,
  DOMException: native.DOMException,
  ...native.ferry,
  ...require('./jobs')(native),
  depositPort: native.depositPort,
  takePort,
};
