// A WritableStream whose chunks go through a port.
class WritableEnd extends Peer {
  controller = null;
  stream = null;
  // How many chunks the other end takes.
  credits = 0;
  // Ends the wait of a write for credit; null where none waits. Its argument
  // is {reason} where the chunk cannot be written any more.
  resume = null;
  version = 0;
  prepared = kNotMoved;

  constructor() {
    super();
    const sink = {
      __proto__: null,
      start: (controller) => {
        this.controller = controller;
        this.hearAbort();
      },
      write: (chunk) => this.write(chunk),
      close: () => this.close(),
      abort: (reason) => this.abort(reason),
    };
    this.stream =
        construct(WritableStream, [sink, {__proto__: null, highWaterMark: 1}]);
    this.stream[kEnd] = this;
  }

  // A write that waits for credit would hold an abort back, from a sink that is
  // stuck.
  hearAbort() {
    if (signalOf === null) return;
    const signal = callFunction(signalOf, this.controller);
    callFunction(addSignalListener, signal, 'abort', () => {
      this.endWait({reason: callFunction(reasonOfSignal, signal)});
    });
  }

  write(chunk) {
    ++this.version;
    this.requirePort();
    if (this.credits > 0) return this.send(chunk);
    setAwaited(this.port, true);
    return new SafePromise((resolve, reject) => {
      this.resume = (failure) => {
        if (failure !== undefined) return reject(failure.reason);
        try {
          setAwaited(this.port, false);
          this.send(chunk);
          resolve();
        } catch (error) {
          reject(error);
        }
      };
    });
  }

  // Throws what cannot be cloned, which errors the stream.
  send(chunk) {
    --this.credits;
    try {
      post(this.port, {type: 'chunk', value: chunk});
    } catch (error) {
      tryPostError(this.port, error);
      this.end();
      throw error;
    }
  }

  close() {
    ++this.version;
    this.requirePort();
    post(this.port, {type: 'close', value: undefined});
    this.end();
  }

  abort(reason) {
    ++this.version;
    if (this.isOver) return;
    const {port} = this;
    this.isOver = true;
    try {
      postError(port, reason);
    } finally {
      closePort(port);
    }
  }

  requirePort() {
    if (this.isOver) {
      throw new SafeTypeError('The WritableStream was transferred.');
    }
  }

  endWait(failure) {
    const {resume} = this;
    this.resume = null;
    resume?.(failure);
  }

  onPull(value) {
    const credits = toCredits(value, this.credits);
    if (credits === 0) return this.fail(unexpected('a pull of no number'));
    ++this.version;
    this.credits += credits;
    return this.endWait();
  }

  onError(reason) {
    ++this.version;
    this.end();
    callFunction(errorWritable, this.controller, reason);
    this.endWait({reason});
  }

  onGone() {
    if (errorWhenGone) this.onError(newGoneError());
  }

  // Whether nothing is being written: the port can go elsewhere.
  canMove() {
    if (this.isOver || this.resume !== null) return false;
    const writer = callFunction(getWriter, this.stream);
    const isEmpty = callFunction(writerDesiredSize, writer) === 1;
    callFunction(releaseWriter, writer);
    return isEmpty;
  }

  leave() {
    this.isOver = true;
    callFunction(getWriter, this.stream);
  }
}
