// A ReadableStream whose chunks come through a port.
class ReadableEnd extends Peer {
  controller = null;
  methods = null;
  stream = null;
  isBytes;
  // Chunks that have come and nobody has read yet.
  waiting = new ChunkQueue();
  // How many were asked for and have not come.
  asked = 0;
  // Ends the pull that waits for a chunk; null where none does.
  pulled = null;
  // Whether no more come.
  isEnded = false;
  // Counts changes, so that a transfer can tell whether it still holds.
  version = 0;
  prepared = kNotMoved;

  constructor(isBytes) {
    super();
    this.isBytes = isBytes && bytes !== null;
    this.methods = this.isBytes ? bytes : {
      __proto__: null, close: closeReadable, enqueue, error: errorReadable,
      desiredSize: readableDesiredSize,
    };
    const source = {
      __proto__: null,
      type: this.isBytes ? 'bytes' : undefined,
      start: (controller) => {
        this.controller = controller;
      },
      pull: () => this.pull(),
      cancel: (reason) => this.cancel(reason),
    };
    this.stream =
        construct(ReadableStream, [source, {__proto__: null, highWaterMark: 0}]);
    this.stream[kEnd] = this;
  }

  pull() {
    ++this.version;
    if (this.waiting.length > 0) {
      this.give(this.waiting.shift());
      if (window > 1 && !this.isEnded && !this.isOver) this.ask();
      return undefined;
    }
    if (this.isOver) return undefined;
    setAwaited(this.port, true);
    this.ask();
    return new SafePromise((resolve) => {
      this.pulled = resolve;
    });
  }

  // Asks for as many as the window has room for, once that is half of it.
  ask() {
    const present = this.asked + this.waiting.length;
    if (2 * present > window) return;
    const more = window - present;
    if (more === 0) return;
    this.asked += more;
    post(this.port, {type: 'pull', value: more === 1 ? undefined : more});
  }

  give(chunk) {
    try {
      callFunction(this.methods.enqueue, this.controller, chunk);
    } catch (error) {
      // Byte streams take views of bytes only.
      this.isOver ? this.onError(error) : this.fail(error);
      return;
    }
    if (this.isEnded && this.waiting.length === 0) this.closeStream();
  }

  endPull() {
    if (this.pulled === null) return;
    if (!this.isOver) setAwaited(this.port, false);
    this.pulled();
    this.pulled = null;
  }

  onChunk(chunk) {
    if (this.asked === 0) {
      return this.fail(unexpected('a chunk that was not asked for'));
    }
    --this.asked;
    ++this.version;
    // A reader that has let go of the stream waits for nothing.
    if (this.pulled !== null && callFunction(isReadableLocked, this.stream)) {
      this.give(chunk);
    } else {
      this.waiting.push(chunk);
    }
    return this.endPull();
  }

  onClose() {
    ++this.version;
    this.end();
    this.isEnded = true;
    if (this.waiting.length === 0) this.closeStream();
    this.endPull();
  }

  closeStream() {
    callFunction(this.methods.close, this.controller);
    if (this.isBytes) {
      callFunction(bytes.byobRequest, this.controller)?.respond(0);
    }
  }

  onError(reason) {
    ++this.version;
    this.waiting.clear();
    this.end();
    callFunction(this.methods.error, this.controller, reason);
    this.endPull();
  }

  onGone() {
    if (errorWhenGone) this.onError(newGoneError());
  }

  cancel(reason) {
    this.waiting.clear();
    if (this.isOver) return;
    const {port} = this;
    this.isOver = true;
    try {
      postError(port, reason);
    } finally {
      closePort(port);
      this.endPull();
    }
  }

  // Whether all that the stream has can go elsewhere: the port, and what waits.
  // What the stream itself has queued cannot be taken out of it.
  canMove() {
    return (!this.isOver || (this.isEnded && this.waiting.length > 0)) &&
        callFunction(this.methods.desiredSize, this.controller) === 0;
  }

  // The port has gone.
  leave() {
    this.isOver = true;
    this.waiting.clear();
    callFunction(getReader, this.stream);
    this.endPull();
  }
}
