/**
 * Typed arrays that grow by doubling: columns without an object per row.
 * Runs anywhere (pure). `data` is replaced when it grows, so hold the column, not its data, across a push.
 */

const FIRST_CAPACITY = 1024;
/** A column of millions is not doubled for the few that come after a load. */
const SPARE_PART = 16;
const GROWTH_PART = 8;

function capacityFor(needed: number, held: number, trimmed: boolean): number {
  return Math.max(needed, trimmed ? held + Math.ceil(held / GROWTH_PART) : held * 2);
}

function trimmedCapacity(length: number): number {
  return length + Math.ceil(length / SPARE_PART) + FIRST_CAPACITY;
}

export class GrowingFloat64 {
  data = new Float64Array(FIRST_CAPACITY);
  length = 0;
  #trimmed = false;

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** Makes room for `more` values past `length`. */
  reserve(more: number): void {
    if (this.length + more <= this.data.length) return;
    const grown = new Float64Array(capacityFor(this.length + more, this.data.length, this.#trimmed));
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
  }

  /** Gives back the room that doubling left; from here on it grows in smaller steps. */
  trim(): void {
    this.#trimmed = true;
    const capacity = trimmedCapacity(this.length);
    if (capacity >= this.data.length) return;
    const kept = new Float64Array(capacity);
    kept.set(this.data.subarray(0, this.length));
    this.data = kept;
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
  #trimmed = false;

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** Makes room for `more` values past `length`. */
  reserve(more: number): void {
    if (this.length + more <= this.data.length) return;
    const grown = new Uint32Array(capacityFor(this.length + more, this.data.length, this.#trimmed));
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
  }

  /** Gives back the room that doubling left; from here on it grows in smaller steps. */
  trim(): void {
    this.#trimmed = true;
    const capacity = trimmedCapacity(this.length);
    if (capacity >= this.data.length) return;
    const kept = new Uint32Array(capacity);
    kept.set(this.data.subarray(0, this.length));
    this.data = kept;
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
  #trimmed = false;

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** Makes room for `more` values past `length`. */
  reserve(more: number): void {
    if (this.length + more <= this.data.length) return;
    const grown = new Int32Array(capacityFor(this.length + more, this.data.length, this.#trimmed));
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
  }

  /** Gives back the room that doubling left; from here on it grows in smaller steps. */
  trim(): void {
    this.#trimmed = true;
    const capacity = trimmedCapacity(this.length);
    if (capacity >= this.data.length) return;
    const kept = new Int32Array(capacity);
    kept.set(this.data.subarray(0, this.length));
    this.data = kept;
  }
}

export class GrowingUint8 {
  data = new Uint8Array(FIRST_CAPACITY);
  length = 0;
  #trimmed = false;

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** Makes room for `more` values past `length`. */
  reserve(more: number): void {
    if (this.length + more <= this.data.length) return;
    const grown = new Uint8Array(capacityFor(this.length + more, this.data.length, this.#trimmed));
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
  }

  /** Gives back the room that doubling left; from here on it grows in smaller steps. */
  trim(): void {
    this.#trimmed = true;
    const capacity = trimmedCapacity(this.length);
    if (capacity >= this.data.length) return;
    const kept = new Uint8Array(capacity);
    kept.set(this.data.subarray(0, this.length));
    this.data = kept;
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
  #trimmed = false;

  push(value: number): void {
    if (value > this.#most || value < 0) this.#widen(value);
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** Adds many at once. */
  pushAll(values: ArrayLike<number>): void {
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? 0;
      if (value > this.#most || value < 0) this.#widen(value);
    }
    this.reserve(values.length);
    this.data.set(values, this.length);
    this.length += values.length;
  }

  reserve(more: number): void {
    if (this.length + more <= this.data.length) return;
    this.data = copied(this.data, this.#most, capacityFor(this.length + more, this.data.length, this.#trimmed));
  }

  trim(): void {
    this.#trimmed = true;
    const capacity = trimmedCapacity(this.length);
    if (capacity < this.data.length) this.data = copied(this.data.subarray(0, this.length), this.#most, capacity);
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
