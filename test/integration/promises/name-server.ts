import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** What a name server knows: host and port by service name, and text by name. */
export interface NameRecords {
  readonly srv: Readonly<Record<string, { readonly target: string; readonly port: number }>>;
  readonly txt?: Readonly<Record<string, string>>;
}

const TXT = 16;
const SRV = 33;
const HEADER = 12;
const ANSWERED = 0x8180;
const NO_SUCH_NAME = 0x8183;

/** A DNS server on a free UDP port of 127.0.0.1 that answers SRV and TXT questions (RFC 1035, RFC 2782). */
export class NameServer implements AsyncDisposable {
  /** Questions so far, such as `SRV _mongodb._tcp.shop.test`. */
  readonly questions: string[] = [];
  readonly #socket = createSocket('udp4');
  readonly #records: NameRecords;

  private constructor(records: NameRecords) {
    this.#records = records;
    this.#socket.on('message', (query, { port, address }) => {
      this.#socket.send(this.#answer(query), port, address);
    });
  }

  static async start(records: NameRecords): Promise<NameServer> {
    const made = new NameServer(records);
    made.#socket.bind(0, '127.0.0.1');
    await once(made.#socket, 'listening');
    return made;
  }

  /** As `dns.setServers` takes it. */
  get address(): string {
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  #answer(query: Buffer): Buffer {
    const end = query.indexOf(0, HEADER) + 1;
    const name = nameIn(query.subarray(HEADER, end)).toLowerCase();
    const type = query.readUInt16BE(end);
    this.questions.push(`${type === SRV ? 'SRV' : type === TXT ? 'TXT' : String(type)} ${name}`);
    const data = this.#data(type, name);
    const header = Buffer.from(query.subarray(0, HEADER));
    header.writeUInt16BE(data === undefined ? NO_SUCH_NAME : ANSWERED, 2);
    header.writeUInt16BE(data === undefined ? 0 : 1, 6);
    header.fill(0, 8);
    const question = query.subarray(HEADER, end + 4);
    return Buffer.concat([header, question, ...(data === undefined ? [] : [record(type, data)])]);
  }

  #data(type: number, name: string): Buffer | undefined {
    const service = type === SRV ? this.#records.srv[name] : undefined;
    if (service !== undefined) return Buffer.concat([words(0, 0, service.port), encodedName(service.target)]);
    const text = type === TXT ? this.#records.txt?.[name] : undefined;
    return text === undefined ? undefined : label(text);
  }
}

/** An answer to the only question, which it points back to, with a minute to live. */
function record(type: number, data: Buffer): Buffer {
  return Buffer.concat([words(0xc000 + HEADER, type, 1, 0, 60, data.length), data]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => bytes.writeUInt16BE(value, index * 2));
  return bytes;
}

function label(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')]);
}

function encodedName(name: string): Buffer {
  return Buffer.concat([...name.split('.').map(label), Buffer.alloc(1)]);
}

function nameIn(labels: Buffer): string {
  const found: string[] = [];
  for (let at = 0; labels[at]; at += 1 + (labels[at] ?? 0)) {
    found.push(labels.toString('latin1', at + 1, at + 1 + (labels[at] ?? 0)));
  }
  return found.join('.');
}
