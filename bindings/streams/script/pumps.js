// What moves the chunks of a transferred stream between it and the port: the
// standard's pipe, without its cross-realm stream in the middle. Both read or
// write one chunk ahead of what the other end wants, as a pipe does.

// Reads a ReadableStream. The event loop waits while a chunk waits for credit;
// while the stream has none it is the source's to keep the loop.
class SourcePump extends Peer {
  reader;
  isBytes;
  credits = 0;
  // A chunk that waits for credit.
  held = undefined;
  holds = false;

  constructor(stream, port, isBytes) {
    super();
    this.reader = callFunction(getReader, stream);
    this.isBytes = isBytes;
    this.connect(port, false);
    setRef(port, false);
    this.read();
  }

  // Made once, as each chunk needs both.
  onRead = ({done, value}) => {
    if (this.isOver) return;
    done ? this.close() : this.hold(value);
  };
  onReadError = (error) => {
    if (!this.isOver) this.closeWith(error);
  };

  read() {
    onSettled(callFunction(read, this.reader), this.onRead, this.onReadError);
  }

  hold(chunk) {
    this.held = chunk;
    this.holds = true;
    if (this.credits > 0) this.send();
    else setRef(this.port, true);
  }

  send() {
    const chunk = this.held;
    this.held = undefined;
    this.holds = false;
    --this.credits;
    try {
      // What a byte stream gave is nobody else's: its memory moves.
      post(this.port, {type: 'chunk', value: chunk},
           this.isBytes ? callFunction(bufferOf, chunk) : undefined);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.read();
  }

  close() {
    post(this.port, {type: 'close', value: undefined});
    this.end();
  }

  closeWith(error) {
    tryPostError(this.port, error);
    this.end();
  }

  onPull(value) {
    const credits = toCredits(value, this.credits);
    if (credits === 0) return this.fail(unexpected('a pull of no number'));
    this.credits += credits;
    if (!this.holds) return undefined;
    setRef(this.port, false);
    return this.send();
  }

  // Nobody wants more.
  onError(reason) {
    this.end();
    this.held = undefined;
    onSettled(callFunction(cancel, this.reader, reason), ignore, ignore);
  }

  onGone() {
    this.onError(newGoneError());
  }
}

// Writes into a WritableStream.
class SinkPump extends Peer {
  writer;
  // How many chunks were asked for and have not come.
  asked = 0;

  constructor(stream, port) {
    super();
    this.writer = callFunction(getWriter, stream);
    this.connect(port, false);
    onSettled(callFunction(closedOfWriter, this.writer),
              () => this.onSinkEnd(
                  new SafeTypeError('The destination stream is closed.')),
              (error) => this.onSinkEnd(error));
    this.askWhenReady();
  }

  onReady = () => this.ask();

  askWhenReady() {
    onSettled(callFunction(readyOfWriter, this.writer), this.onReady, ignore);
  }

  ask() {
    if (this.isOver || 2 * this.asked > window) return;
    // A sink that has become full meanwhile says when it is ready again.
    if (!(callFunction(writerDesiredSize, this.writer) > 0)) return;
    const more = window - this.asked;
    if (more === 0) return;
    this.asked += more;
    post(this.port, {type: 'pull', value: more === 1 ? undefined : more});
  }

  onSinkEnd(error) {
    if (this.isOver) return;
    tryPostError(this.port, error);
    this.end();
  }

  onChunk(chunk) {
    if (this.asked === 0) {
      return this.fail(unexpected('a chunk that was not asked for'));
    }
    --this.asked;
    onSettled(callFunction(write, this.writer, chunk), ignore, ignore);
    return this.askWhenReady();
  }

  onClose() {
    this.end();
    onSettled(callFunction(closeWritable, this.writer), ignore, ignore);
  }

  onError(reason) {
    this.end();
    onSettled(callFunction(abort, this.writer, reason), ignore, ignore);
  }

  onGone() {
    this.onError(newGoneError());
  }
}
