const headerLength = 9;
const response = 0x80;

/** The largest frame the double reads: 16 MiB. */
const maxBodyBytes = 16 * 1024 * 1024;

/** Requests and answers by their number in the protocol. */
export const opcode = {
  error: 0x00,
  startup: 0x01,
  ready: 0x02,
  authenticate: 0x03,
  options: 0x05,
  supported: 0x06,
  query: 0x07,
  result: 0x08,
  prepare: 0x09,
  execute: 0x0a,
  register: 0x0b,
  authChallenge: 0x0e,
  authResponse: 0x0f,
  authSuccess: 0x10,
} as const;

/** One message of a client. */
export interface CqlRequest {
  readonly version: number;
  /** Which of the requests under way on its connection it is: the answer has the same. */
  readonly stream: number;
  readonly opcode: number;
  readonly body: Buffer;
}

/** What a client gets: an opcode and its body. */
export interface CqlAnswer {
  readonly opcode: number;
  readonly body: Buffer;
}

/** Cuts the CQL native protocol into requests. */
export class FrameReader {
  #left: Buffer = Buffer.alloc(0);

  /** The requests that are complete now. Throws if the bytes are not the CQL protocol. */
  read(chunk: Buffer): CqlRequest[] {
    this.#left = this.#left.length === 0 ? chunk : Buffer.concat([this.#left, chunk]);
    const requests: CqlRequest[] = [];
    while (this.#left.length >= headerLength) {
      const version = this.#left.readUInt8(0);
      const length = this.#left.readInt32BE(5);
      if (version === 0 || version >= response || length < 0 || length > maxBodyBytes) {
        throw new Error('no CQL frame');
      }
      const end = headerLength + length;
      if (this.#left.length < end) break;
      const body = this.#left.subarray(headerLength, end);
      requests.push({ version, stream: this.#left.readInt16BE(2), opcode: this.#left.readUInt8(4), body });
      this.#left = this.#left.subarray(end);
    }
    return requests;
  }
}

/** The frame that answers a request in one version of the protocol. */
export function frame(version: number, stream: number, { opcode: kind, body }: CqlAnswer): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt8(response | version, 0);
  header.writeInt16BE(stream, 2);
  header.writeUInt8(kind, 4);
  header.writeInt32BE(body.length, 5);
  return Buffer.concat([header, body]);
}
