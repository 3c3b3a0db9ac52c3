import { BSON } from 'bson';
import type { Document } from 'bson';

const headerLength = 16;
const opReply = 1;
const opQuery = 2004;
const opMessage = 2013;
const checksumPresent = 1;
const moreToCome = 2;

/** The largest message the double reads, as in MongoDB: 48 MB. */
export const maxMessageBytes = 48_000_000;

/** A client's command, and what is needed to answer it. */
export interface MongoRequest {
  readonly requestId: number;
  /** The form of message the client used; the answer has the same. */
  readonly form: 'query' | 'message';
  readonly command: Document;
  /** Clients do not wait for an answer to unacknowledged writes. */
  readonly wantsReply: boolean;
}

/** Numbers stay BSON numbers, so that documents come back as they were stored. */
const reading = { promoteValues: false } as const;

/** Cuts MongoDB's wire protocol into requests. */
export class MongoReader {
  #left: Buffer = Buffer.alloc(0);

  /** The requests that are complete now. Throws if the bytes are not MongoDB's protocol. */
  read(chunk: Buffer): MongoRequest[] {
    this.#left = this.#left.length === 0 ? chunk : Buffer.concat([this.#left, chunk]);
    const requests: MongoRequest[] = [];
    while (this.#left.length >= headerLength) {
      const length = this.#left.readInt32LE(0);
      if (length < headerLength || length > maxMessageBytes)
        throw new Error(`no MongoDB message: length ${length}`);
      if (this.#left.length < length) break;
      requests.push(parse(this.#left.subarray(0, length)));
      this.#left = this.#left.subarray(length);
    }
    return requests;
  }
}

function parse(message: Buffer): MongoRequest {
  const requestId = message.readInt32LE(4);
  const operation = message.readInt32LE(12);
  if (operation === opQuery) {
    // Flags, collection name, skip and limit come before the document.
    const at = message.indexOf(0, headerLength + 4) + 1 + 8;
    return { requestId, form: 'query', command: document(message, at), wantsReply: true };
  }
  if (operation !== opMessage) throw new Error(`no MongoDB message the double knows: operation ${operation}`);
  const flags = message.readUInt32LE(headerLength);
  const end = message.length - (flags & checksumPresent ? 4 : 0);
  const command = sections(message.subarray(0, end));
  return { requestId, form: 'message', command, wantsReply: (flags & moreToCome) === 0 };
}

/** The body of an OP_MSG; sequences of documents become arrays in it. */
function sections(message: Buffer): Document {
  const command: Document = {};
  for (let at = headerLength + 4; at < message.length;) {
    const kind = message[at];
    const size = message.readInt32LE(at + 1);
    if (size < 5) throw new Error('no MongoDB message: an empty section');
    if (kind === 0) Object.assign(command, document(message, at + 1));
    else {
      const nameEnd = message.indexOf(0, at + 5);
      const documents: Document[] = [];
      for (let next = nameEnd + 1; next < at + 1 + size; next += message.readInt32LE(next)) {
        documents.push(document(message, next));
      }
      command[message.toString('utf8', at + 5, nameEnd)] = documents;
    }
    at += 1 + size;
  }
  return command;
}

function document(message: Buffer, at: number): Document {
  return BSON.deserialize(message.subarray(at, at + message.readInt32LE(at)), reading);
}

/** The message that answers a request. */
export function reply(request: MongoRequest, answer: Document): Buffer {
  const body = Buffer.from(BSON.serialize(answer, { ignoreUndefined: true }));
  const message = request.form === 'message';
  // OP_MSG: flags and section kind. OP_REPLY: flags, cursor, start, and the count of one document.
  const preface = Buffer.alloc(message ? 5 : 20);
  if (!message) preface.writeInt32LE(1, 16);
  const header = Buffer.alloc(headerLength);
  header.writeInt32LE(headerLength + preface.length + body.length, 0);
  header.writeInt32LE(request.requestId, 8);
  header.writeInt32LE(message ? opMessage : opReply, 12);
  return Buffer.concat([header, preface, body]);
}
