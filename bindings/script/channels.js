// HTML: MessageChannel and BroadcastChannel.

function portsOf(channel) {
  const ports = channel?.[kChannel];
  if (ports === undefined) throw illegalInvocation();
  return ports;
}

class MessageChannel extends PlatformObject {
  // Not of HTML: {limits, fullErrors}, as ferry.serialize takes them.
  constructor(options = undefined) {
    const channel = newPlatformObject(MessageChannel, new.target);
    channel[kChannel] = newChannel(options);
    return channel;
  }

  get port1() {
    return portsOf(this)[0];
  }
  get port2() {
    return portsOf(this)[1];
  }
}

defineInterface(MessageChannel, 'MessageChannel');

// Its objects are native; postMessage and close are defined in C++.
class BroadcastChannel {
  constructor(name) {
    requireArguments('Failed to construct \'BroadcastChannel\'', 1,
                     arguments.length);
    name = `${name}`;
    const channel = newBroadcastChannel(name);
    channel[kName] = name;
    // Bound functions, for one, have no prototype.
    const {prototype} = new.target;
    setPrototypeOf(channel, isObject(prototype) ? prototype :
                                                  BroadcastChannel.prototype);
    return channel;
  }

  get name() {
    const name = this?.[kName];
    if (name === undefined) throw illegalInvocation();
    return name;
  }
}

defineInterface(BroadcastChannel, 'BroadcastChannel');
