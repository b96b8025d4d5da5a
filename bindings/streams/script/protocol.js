// What two ends of a stream say to each other: {type, value} as the standard has
// it ("cross-realm transform").
//
//   pull   to the end that has chunks: the value is how many more may come,
//          undefined for one
//   chunk  one of those
//   close  no chunk comes any more
//   error  in both directions: the stream is errored, or nobody wants it
//
// After close and error nothing follows, and the port is closed. What comes may
// be of a stranger: what is not expected is an error of this stream alone.

const kMessage = 0;
const kMessageError = 1;
const kPortClosed = 2;

// Far more than memory has.
const kMaxCredits = 2 ** 32;

// The credits that a pull brings; 0 where that is no such number.
function toCredits(value, present) {
  const credits = value === undefined ? 1 : value;
  return isSafeInteger(credits) && credits > 0 &&
      present + credits <= kMaxCredits ? credits : 0;
}

// Throws where `reason` cannot be cloned; the other end hears of that.
function postError(port, reason) {
  try {
    post(port, {type: 'error', value: reason});
  } catch (error) {
    try {
      post(port, {type: 'error', value: error});
    } catch {
      // Then it hears that the port is closed.
    }
    throw error;
  }
}

function tryPostError(port, reason) {
  try {
    postError(port, reason);
  } catch {
    // It was told what could be told.
  }
}

function unexpected(what) {
  return new SafeTypeError(`The other end of the stream sent ${what}.`);
}

function newGoneError() {
  return newDOMException(
      'AbortError', 'The other end of the stream is gone: it was collected, ' +
      'or its agent ended.');
}

// What an end has prepared that does not move its port.
const kNotMoved = -1;

// An end or a pump. It says what happens in onPull, onChunk, onClose, onError
// and onGone; what it does not expect fails it.
class Peer {
  port = null;
  isOver = false;

  connect(port, isOwned) {
    this.port = port;
    startPort(port, (kind, message) => this.receive(kind, message), isOwned);
  }

  receive(kind, message) {
    if (this.isOver) return;
    if (kind === kPortClosed) {
      this.onGone();
    } else if (kind === kMessageError) {
      this.fail(message);
    } else {
      this.onMessage(message);
    }
  }

  onMessage(message) {
    switch (message?.type) {
      case 'pull':
        return this.onPull(message.value);
      case 'chunk':
        return this.onChunk(message.value);
      case 'close':
        return this.onClose();
      case 'error':
        return this.onError(message.value);
      default:
        return this.fail(unexpected('what is no message of streams'));
    }
  }

  onPull() {
    this.fail(unexpected('a pull to a stream that has nothing to give'));
  }
  onChunk() {
    this.fail(unexpected('a chunk to a stream that takes none'));
  }
  onClose() {
    this.fail(unexpected('a close to a stream that it does not feed'));
  }

  // The error is on this side: the other one hears of it.
  fail(reason) {
    tryPostError(this.port, reason);
    this.onError(reason);
  }

  // Nothing is said and heard any more.
  end() {
    this.isOver = true;
    closePort(this.port);
  }
}
