import type { CrateUser, ServerFault, ServerTls } from '@security-context/testkit';
import type { CrateRequest } from '../../servers/index.js';
import type { Material } from './material.js';

/** One server, what both clients are told, and what both must say. */
export interface Case {
  /** How the server speaks TLS. Default: with a certificate of the CA; `null`: not at all. */
  readonly tls?: ((material: Material) => ServerTls | Promise<ServerTls>) | null;
  readonly fault?: ServerFault;
  readonly users?: readonly CrateUser[];
  /** Beside the server's URL. */
  readonly words?: (material: Material) => Omit<CrateRequest, 'servers'>;
  readonly accepted: boolean;
  /** What is in the message of both. */
  readonly says?: RegExp;
  /** Whether the server hears nothing at all of either. */
  readonly silent?: boolean;
}

const unverified = { accepted: false, says: /certificate verify failed/, silent: true } as const;
const trusting = ({ files }: Material) => ({ ca_cert: files.ca });
const users: readonly CrateUser[] = [
  { username: 'app', password: 'p:w' },
  { username: 'robot', token: 'to.ken' },
];

const PAGE: Readonly<Record<string, Case>> = {
  'the valid CA (promise 31)': { words: trusting, accepted: true },
  'no CA (promise 32)': unverified,
  'a CA that did not issue it (promise 33)': {
    ...unverified,
    words: ({ files }) => ({ ca_cert: files.otherCa }),
  },
  'a CA file that holds none (promise 33)': {
    words: ({ files }) => ({ ca_cert: files.garbage }),
    accepted: false,
    silent: true,
  },
  'a CA file that is missing (promise 33)': {
    words: ({ files }) => ({ ca_cert: files.missing }),
    accepted: false,
    silent: true,
  },
  'verification off without a CA (promise 34)': {
    words: () => ({ verify_ssl_cert: false }),
    accepted: true,
  },
  'verification off with a CA that did not issue it (promise 35)': {
    words: ({ files }) => ({ verify_ssl_cert: false, ca_cert: files.otherCa }),
    accepted: true,
  },
  'a good client certificate and a CA that did not issue the server’s (promise 38)': {
    ...unverified,
    tls: ({ demanding }) => demanding,
    words: ({ files, client }) => ({ ca_cert: files.otherCa, ...client }),
  },
  'a client certificate with the key of another (promise 37)': {
    tls: ({ demanding }) => demanding,
    words: ({ files, client, stranger }) => ({
      ca_cert: files.ca,
      cert_file: client.cert_file,
      key_file: stranger.key_file,
    }),
    accepted: false,
    silent: true,
  },
  'a client certificate file that holds none (promise 37)': {
    tls: ({ demanding }) => demanding,
    words: ({ files, client }) => ({
      ca_cert: files.ca,
      cert_file: files.garbage,
      key_file: client.key_file,
    }),
    accepted: false,
    silent: true,
  },
  'TLS 1.0 alone (promise 39)': {
    tls: ({ server }) => ({ ...server.tls, minVersion: 'TLSv1', maxVersion: 'TLSv1' }),
    words: trusting,
    accepted: false,
    silent: true,
  },
  'TLS 1.2 with older versions allowed (promise 39)': {
    tls: ({ server }) => ({ ...server.tls, maxVersion: 'TLSv1.2' }),
    words: ({ files }) => ({ ca_cert: files.ca, ssl_relax_minimum_version: true }),
    accepted: true,
  },
  'an http URL beside words for TLS (promise 30)': {
    tls: null,
    words: ({ files, client }) => ({ ca_cert: files.ca, ...client }),
    accepted: true,
  },
};

const BESIDE: Readonly<Record<string, Case>> = {
  'a certificate for another name': {
    ...unverified,
    tls: async ({ ca }) => (await ca.issueFaulty('wrong-name')).tls,
    words: trusting,
  },
  'an expired certificate': {
    ...unverified,
    tls: async ({ ca }) => (await ca.issueFaulty('expired')).tls,
    words: trusting,
  },
  'clear text where TLS is expected': { fault: 'plaintext', words: trusting, accepted: false, silent: true },
  'user and password': {
    users,
    words: (material) => ({ ...trusting(material), ...users[0] }),
    accepted: true,
  },
  'a token': { users, words: (material) => ({ ...trusting(material), jwt_token: 'to.ken' }), accepted: true },
  'a wrong password': {
    users,
    words: (material) => ({ ...trusting(material), username: 'app', password: 'wrong' }),
    accepted: false,
    says: /^401 Client Error: Unauthorized$/,
  },
  'no login where one is demanded': {
    users,
    words: trusting,
    accepted: false,
    says: /^401 Client Error: Unauthorized$/,
  },
};

/** What a client certificate is worth, for each version of TLS: a refusal comes after the handshake in 1.3. */
function clientCertificates(maxVersion: 'TLSv1.2' | 'TLSv1.3'): Readonly<Record<string, Case>> {
  const tls = ({ demanding }: Material): ServerTls => ({ ...demanding, maxVersion });
  return {
    [`a client certificate in two files over ${maxVersion} (promise 36)`]: {
      tls,
      words: ({ files, client }) => ({ ca_cert: files.ca, ...client }),
      accepted: true,
    },
    [`a client certificate in one file over ${maxVersion} (promise 36)`]: {
      tls,
      words: ({ files, oneFile }) => ({ ca_cert: files.ca, ...oneFile }),
      accepted: true,
    },
    [`a client certificate of another CA over ${maxVersion} (promise 37)`]: {
      tls,
      words: ({ files, stranger }) => ({ ca_cert: files.ca, ...stranger }),
      accepted: false,
      silent: true,
    },
    [`no client certificate where one is demanded over ${maxVersion} (promise 37)`]: {
      tls,
      words: trusting,
      accepted: false,
      silent: true,
    },
  };
}

export const CASES: Readonly<Record<string, Case>> = {
  ...PAGE,
  ...clientCertificates('TLSv1.2'),
  ...clientCertificates('TLSv1.3'),
  ...BESIDE,
};
