import type { Heard } from '@security-context/testkit';
import { Front, targetOf } from '../front.js';
import type { FrontTarget } from '../front.js';
import type { ServerUrl } from '../provision.js';
import type { ServerPem } from '../server-files.js';

/** A cloud's double behind a TLS front with the test's certificates. */
export interface CloudServer {
  /** `https://127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  /** The process behind the front; undefined when somebody else runs it. */
  readonly pid: number | undefined;
  /** What clients sent to the front: connections, handshakes, bytes inside TLS. */
  readonly heard: Heard;
  /** Subjects of the client certificates, one for each accepted handshake that had one. */
  readonly clientSubjects: readonly string[];
  /** Replaces certificate and key, and the CA of clients where one is given, for connections from now on. */
  readonly setCertificates: (pem: ServerPem) => void;
  readonly stop: () => Promise<void>;
}

/** A double that runs without our certificates. */
export interface Behind extends FrontTarget {
  readonly pid?: number;
  readonly stop: () => Promise<void>;
}

/** Starts what is behind the front once the front's address is known: some doubles put it into their answers. */
export async function startCloud(
  pem: ServerPem,
  start: (address: string) => Promise<Behind>,
): Promise<CloudServer> {
  const front = await Front.start(pem);
  const address = `127.0.0.1:${String(front.port)}`;
  try {
    const behind = await start(address);
    front.target = behind;
    return {
      url: `https://${address}`,
      port: front.port,
      pid: behind.pid,
      heard: front.heard,
      get clientSubjects() {
        return front.heard.clientSubjects;
      },
      setCertificates: (newer) => {
        front.setCertificates(newer);
      },
      stop: () => front.stop().finally(behind.stop),
    };
  } catch (error) {
    await front.stop();
    throw error;
  }
}

/** One that somebody else runs. */
export async function runningElsewhere(provision: ServerUrl): Promise<Behind> {
  const { protocol, hostname, port } = new URL(provision.url);
  const tls = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const target = await targetOf(provision, { host, port: Number(port || (tls ? 443 : 80)), tls });
  return { ...target, stop: () => Promise.resolve() };
}
