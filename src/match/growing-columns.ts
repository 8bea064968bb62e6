/**
 * Typed arrays that grow by doubling: columns without an object per row.
 * Runs anywhere (pure). `data` is replaced when it grows, so hold the column, not its data, across a push.
 */

const FIRST_CAPACITY = 1024;

export class GrowingFloat64 {
  data = new Float64Array(FIRST_CAPACITY);
  length = 0;

  push(value: number): void {
    if (this.length === this.data.length) {
      const grown = new Float64Array(this.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length++] = value;
  }

  /** A copy of what was pushed; the column is empty again. */
  take(): Float64Array {
    const taken = this.data.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}

export class GrowingUint32 {
  data = new Uint32Array(FIRST_CAPACITY);
  length = 0;

  push(value: number): void {
    if (this.length === this.data.length) {
      const grown = new Uint32Array(this.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length++] = value;
  }

  take(): Uint32Array {
    const taken = this.data.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}

export class GrowingInt32 {
  data = new Int32Array(FIRST_CAPACITY);
  length = 0;

  push(value: number): void {
    if (this.length === this.data.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length++] = value;
  }
}

export class GrowingUint8 {
  data = new Uint8Array(FIRST_CAPACITY);
  length = 0;

  push(value: number): void {
    if (this.length === this.data.length) {
      const grown = new Uint8Array(this.length * 2);
      grown.set(this.data);
      this.data = grown;
    }
    this.data[this.length++] = value;
  }

  take(): Uint8Array {
    const taken = this.data.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}
