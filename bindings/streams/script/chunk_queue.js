// Chunks in the order in which they came. A list, as an array's elements would meet
// setters of Array.prototype.
class ChunkQueue {
  first = null;
  last = null;
  length = 0;

  push(chunk) {
    const entry = {__proto__: null, chunk, next: null};
    if (this.last === null) this.first = entry;
    else this.last.next = entry;
    this.last = entry;
    ++this.length;
  }

  shift() {
    const {chunk, next} = this.first;
    this.first = next;
    if (next === null) this.last = null;
    --this.length;
    return chunk;
  }

  clear() {
    this.first = this.last = null;
    this.length = 0;
  }

  // For a message.
  toArray() {
    const array = [];
    for (let entry = this.first; entry !== null; entry = entry.next) {
      defineProperty(array, array.length, {
        __proto__: null, value: entry.chunk, writable: true, enumerable: true,
        configurable: true,
      });
    }
    return array;
  }
}
