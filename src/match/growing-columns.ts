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

/** Whole numbers in the narrowest of 8, 16, 32 bits and doubles that holds them all: most columns need one or two bytes. */
export class GrowingNumbers {
  data: Uint8Array | Uint16Array | Uint32Array | Float64Array = new Uint8Array(FIRST_CAPACITY);
  length = 0;
  #most = 0xff;

  push(value: number): void {
    if (value > this.#most || value < 0) this.#widen(value);
    if (this.length === this.data.length) this.data = copied(this.data, this.#most, this.length * 2);
    this.data[this.length++] = value;
  }

  #widen(value: number): void {
    if (value < 0 || value > 0xffff_ffff) this.#most = Number.POSITIVE_INFINITY;
    else this.#most = value > 0xffff ? 0xffff_ffff : 0xffff;
    this.data = copied(this.data, this.#most, this.data.length);
  }
}

function copied(from: GrowingNumbers['data'], most: number, capacity: number): GrowingNumbers['data'] {
  const to =
    most === 0xff
      ? new Uint8Array(capacity)
      : most === 0xffff
        ? new Uint16Array(capacity)
        : most === 0xffff_ffff
          ? new Uint32Array(capacity)
          : new Float64Array(capacity);
  to.set(from);
  return to;
}
