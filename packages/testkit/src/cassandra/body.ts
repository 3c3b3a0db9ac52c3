import { CqlFailure, protocolError } from './failure.js';

/** Reads the notations of the CQL native protocol (section 3 of its specification) from a frame's body. */
export class BodyReader {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  byte(): number {
    return this.#take(1).readUInt8();
  }

  short(): number {
    return this.#take(2).readUInt16BE();
  }

  int(): number {
    return this.#take(4).readInt32BE();
  }

  string(): string {
    return this.#take(this.short()).toString('utf8');
  }

  longString(): string {
    return this.#take(this.int()).toString('utf8');
  }

  shortBytes(): Buffer {
    return this.#take(this.short());
  }

  /** `null` for a negative length: null, and in values of a statement unset too. */
  bytes(): Buffer | null {
    const length = this.int();
    return length < 0 ? null : this.#take(length);
  }

  #take(length: number): Buffer {
    const end = this.#at + length;
    if (length < 0 || end > this.#body.length) throw new CqlFailure(protocolError, 'a body ends too early');
    const taken = this.#body.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

export function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

export function string(value: string): Buffer {
  return shortBytes(Buffer.from(value, 'utf8'));
}

export function shortBytes(value: Buffer): Buffer {
  return Buffer.concat([short(value.length), value]);
}

export function bytes(value: Buffer | null): Buffer {
  return value === null ? int(-1) : Buffer.concat([int(value.length), value]);
}

export function stringMultimap(entries: Readonly<Record<string, readonly string[]>>): Buffer {
  const pairs = Object.entries(entries).map(([key, values]) =>
    Buffer.concat([string(key), short(values.length), ...values.map(string)]),
  );
  return Buffer.concat([short(pairs.length), ...pairs]);
}
